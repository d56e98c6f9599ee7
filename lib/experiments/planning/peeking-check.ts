import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { mustBeOptions, number, options, seedNumber, whole } from '../../core/options';
import { RandomState } from '../../math/random/random-state';
import { alwaysValidDifference } from '../always-valid/confidence-sequence';
import { type Moments, welchFromMoments } from '../means/welch';

const PEEKING_OPTIONS = options('peekingCheck', {
  tests: whole({ from: 1, default: 1000 }),
  looks: whole({ from: 2, default: 100 }),
  alpha: number({ from: 1e-12, to: 0.5, default: 0.05 }),
  seed: seedNumber(),
});

/** Shares of A/A tests that have found a difference by each look. */
export interface PeekingCheck {
  /** By Welch's test at the first, the second, … of all looks. The last is its error with all looks. */
  readonly fixed: readonly number[];
  /** By always-valid intervals. */
  readonly alwaysValid: readonly number[];
}

/**
 * What it costs to look often: simulates A/A tests in which users come one after another, looks at equal distances, and
 * counts the tests that have found a difference at this look or an earlier one. Values are what users did when all had
 * the same; each test brings them in a new order and assigns them by new coins. Cost: O(tests · users).
 *
 * @param values one per user, such as clicks
 * @throws OptionError for fewer than 10 users per look, or an option out of range
 * @example
 * const clicks = Float64Array.from({ length: 500 }, (_, user) => user % 3);
 * peekingCheck(clicks, { looks: 5 }).fixed.at(-1); // about 0.14
 */
export function peekingCheck(
  values: ArrayLike<number>,
  given: {
    /** Default 1000. */ readonly tests?: number;
    /** Default 100. */ readonly looks?: number;
    /** Default 0.05. */ readonly alpha?: number;
    /** Default 0. */ readonly seed?: number;
    /** Called after each test. */
    readonly onProgress?: (progress: { readonly step: number; readonly steps: number }) => void;
  } = {},
): PeekingCheck {
  checkArgument('peekingCheck', 'values', values, LIST);
  mustBeOptions('peekingCheck', given, '{ looks: 5 }');
  const { onProgress, ...asked } = given;
  const { tests, looks, alpha, seed } = PEEKING_OPTIONS.resolve(asked);
  const users = values.length;
  if (users < 10 * looks) {
    throw new OptionError(
      `peekingCheck: values must cover at least 10 users per look, got ${users} for ${looks} looks`,
    );
  }
  const random = new RandomState(seed);
  const found = { fixed: new Array<number>(looks).fill(0), alwaysValid: new Array<number>(looks).fill(0) };
  for (let test = 0; test < tests; test++) {
    const order = random.permutation(users);
    const arms = [new RunningMoments(), new RunningMoments()];
    const has = { fixed: false, alwaysValid: false };
    let come = 0;
    for (let look = 0; look < looks; look++) {
      const until = Math.round((users * (look + 1)) / looks);
      for (; come < until; come++) arms[random.random() < 0.5 ? 0 : 1].add(values[order[come]]);
      const both = { treatment: arms[1].moments, control: arms[0].moments };
      has.fixed ||= welchFromMoments(both, alpha).p < alpha;
      has.alwaysValid ||= alwaysValidDifference(both, { alpha, bestAt: users }).p < alpha;
      if (has.fixed) found.fixed[look]++;
      if (has.alwaysValid) found.alwaysValid[look]++;
    }
    onProgress?.({ step: test + 1, steps: tests });
  }
  const shares = (counts: readonly number[]) => counts.map((count) => count / tests);
  return { fixed: shares(found.fixed), alwaysValid: shares(found.alwaysValid) };
}

/** Mean and variance of values that come one by one. */
class RunningMoments {
  #n = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#n++;
    this.#sum += value;
    this.#squares += value ** 2;
  }

  get moments(): Moments {
    const mean = this.#sum / this.#n;
    return { n: this.#n, mean, variance: (this.#squares - this.#n * mean ** 2) / (this.#n - 1) };
  }
}
