import { checkArgument, TEXT } from '../../core/arguments';
import { number, options } from '../../core/options';
import { withRequired } from '../../core/with-required';
import type { AppealChange } from './appeal-change';

const NOVELTY_OPTIONS = options('novelty', {
  lift: number({ from: -1, default: 0.5 }),
  halfLife: number({ above: 0, default: 2 }),
});

/**
 * Novelty: what is new is tried out, whether it is good or not. Lists of one arm have more appeal at first, and the lift
 * halves with every `halfLife` visits: appeal · (1 + lift · 2^(−visitsOfArm / halfLife)). A negative lift is the
 * opposite, users who dislike change.
 *
 * @throws OptionError for a lift below −1, or a half-life that isn't above 0
 * @example
 * novelty({ arm: 'EASE', lift: 0.5, halfLife: 2 }); // 50% more at the first visit, 25% at the third
 */
export function novelty(given: {
  readonly arm: string;
  /** Default 0.5. */
  readonly lift?: number;
  /** In visits. Default 2. */
  readonly halfLife?: number;
}): AppealChange {
  const { arm: one, ...numbers } = withRequired('novelty', given, 'arm');
  checkArgument('novelty', 'arm', one, TEXT);
  const { lift, halfLife } = NOVELTY_OPTIONS.resolve(numbers);
  return (appeal, { arm, visitsOfArm }) =>
    arm === one ? appeal * (1 + lift * 2 ** (-visitsOfArm / halfLife)) : appeal;
}
