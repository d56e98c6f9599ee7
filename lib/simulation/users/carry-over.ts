import { checkArgument, FUNCTION } from '../../core/arguments';
import { number, options } from '../../core/options';
import { withRequired } from '../../core/with-required';
import type { AppealChange } from './appeal-change';

const CARRY_OVER_OPTIONS = options('carryOver', {
  loss: number({ from: 0, to: 1, default: 0.5 }),
  halfLife: number({ above: 0, default: 10 }),
});

/**
 * Carry-over: users who had a bad time in an earlier experiment trust the lists less, whatever is on them now, and come
 * around slowly: appeal · (1 − loss · 2^(−visits / halfLife)).
 *
 * @param given `harmed` says who had the bad time
 * @throws OptionError for a loss that isn't from 0 to 1, or a half-life that isn't above 0
 * @example
 * carryOver({ harmed: (user) => earlier.of(user).arm === 'broken', loss: 0.5 });
 */
export function carryOver(given: {
  readonly harmed: (user: string) => boolean;
  /** Default 0.5. */
  readonly loss?: number;
  /** In visits. Default 10. */
  readonly halfLife?: number;
}): AppealChange {
  const { harmed, ...numbers } = withRequired('carryOver', given, 'harmed');
  checkArgument('carryOver', 'harmed', harmed, FUNCTION);
  const { loss, halfLife } = CARRY_OVER_OPTIONS.resolve(numbers);
  return (appeal, { user, visits }) =>
    harmed(user) ? appeal * (1 - loss * 2 ** (-visits / halfLife)) : appeal;
}
