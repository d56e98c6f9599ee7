import { checkArgument, FUNCTION } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { number, options, seedNumber, whole } from '../../core/options';
import { RandomState } from '../../math/random/random-state';

const AA_OPTIONS = options('aaCheck', {
  /** A/A tests to simulate. */
  tests: whole({ from: 1, default: 1000 }),
  alpha: number({ from: 1e-12, to: 0.5, default: 0.05 }),
  seed: seedNumber(),
});

/**
 * A/A check of an analysis, before it is trusted with an A/B test: takes what users did when all had the same, assigns them
 * at random to two arms again and again, and counts how often the test finds a difference. It should be a share `alpha`
 * of the tests, and much more means that the test counts units as independent that aren't. Cost: `tests` times the
 * analysis.
 *
 * Source: R. Kohavi, D. Tang, Y. Xu, Trustworthy Online Controlled Experiments, 2020, chapter 19.
 *
 * @param users the number of users
 * @param pOf the p-value of the analysis, given the users (by number) of both arms
 * @returns the share of tests with p < alpha
 * @throws OptionError for fewer than four users, or an option out of range
 * @example
 * const clicks = Float64Array.from({ length: 400 }, (_, user) => user % 3);
 * const at = (values: Float64Array, users: number[]) => users.map((user) => values[user]);
 * aaCheck(clicks.length, (treatment, control) =>
 *   welch({ treatment: at(clicks, treatment), control: at(clicks, control) }).p); // about 0.05
 */
export function aaCheck(
  users: number,
  pOf: (treatment: number[], control: number[]) => number,
  given: {
    /** Default 1000. */ readonly tests?: number;
    /** Default 0.05. */ readonly alpha?: number;
    /** Default 0. */ readonly seed?: number;
  } = {},
): number {
  const { tests, alpha, seed } = AA_OPTIONS.resolve(given);
  if (!Number.isSafeInteger(users) || users < 4) {
    throw new OptionError(`aaCheck: users must be a whole number of at least 4, got ${users}`);
  }
  checkArgument('aaCheck', 'pOf', pOf, FUNCTION);
  const random = new RandomState(seed);
  let alarms = 0;
  for (let test = 0; test < tests; test++) {
    const order = Array.from(random.permutation(users));
    const half = Math.floor(users / 2);
    if (pOf(order.slice(0, half), order.slice(half)) < alpha) alarms++;
  }
  return alarms / tests;
}
