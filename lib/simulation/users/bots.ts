import { OptionError } from '../../core/errors';
import { number, options } from '../../core/options';
import { withRequired } from '../../core/with-required';

const BOTS_OPTIONS = options('bots', {
  times: number({ from: 1, default: 50 }),
  clicks: number({ from: 0, to: 1, default: 0 }),
});

/** Programs among the users. */
export interface Bots {
  has(user: string): boolean;
  /** How many times as often as a person a bot visits. */
  readonly times: number;
  /** The probability that a bot clicks on an item, at any place. */
  readonly clicks: number;
}

/**
 * Bots: some of the users are programs that visit often and click on nothing, or on everything, whatever is shown. Two
 * percent of them can be half of all views.
 *
 * @throws OptionError for ids that aren't a list, or a number out of range
 * @example
 * bots({ users: ['u3', 'u70'], times: 50 });
 */
export function bots(given: {
  readonly users: Iterable<string>;
  /** Default 50. */
  readonly times?: number;
  /** Default 0. */
  readonly clicks?: number;
}): Bots {
  const { users, ...numbers } = withRequired('bots', given, 'users');
  if (typeof users === 'string' || typeof users?.[Symbol.iterator] !== 'function') {
    throw new OptionError(`bots: users must be a list of ids, got ${JSON.stringify(users)}`);
  }
  const ids = new Set(users);
  return { has: (user) => ids.has(user), ...BOTS_OPTIONS.resolve(numbers) };
}
