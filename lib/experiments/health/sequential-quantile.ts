import { checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Bounds, checkAlpha } from '../../math/distributions/confidence';
import { asymptoticRadius } from '../always-valid/confidence-sequence';
import { ratioMetric } from '../means/ratio-metric';

/** Values, several of each user, counted: what takes little memory, however many there are. */
export interface GroupedCounts {
  /** Users in all groups together. */
  readonly users: number;
  /** The lower ends of the bins, from the lowest; the last bin has no upper end. */
  readonly ends: ArrayLike<number>;
  /** For each group of users, the number of their values in each bin. At least two groups; a hundred or more are good. */
  readonly groups: readonly ArrayLike<number>[];
}

export interface SequentialQuantile extends Bounds {
  readonly quantile: number;
}

/** What a quantile is asked for. */
export interface QuantileOptions {
  /** The share of values below the quantile. Default 0.99. */
  readonly share?: number;
  readonly alpha?: number;
  /** The number of users where the interval should be narrowest. Default 5000. */
  readonly bestAt?: number;
}

/**
 * A quantile of values of which each user has several, such as the 99th percentile of response times, with an interval
 * that holds at every look, and to the width of a bin.
 *
 * The share of values above a number x is a ratio of two sums over users, and has a confidence sequence. The interval of
 * the quantile is made of all ends x of bins whose sequence includes 1 − share. The variance comes from groups of users
 * instead of single users: users are independent, and so are groups of them, and counts of a few hundred groups fit
 * into memory. Where no value is above x, the bound is that of the rule of three, ln(2/alpha) / users.
 * Cost: O(bins × groups).
 *
 * Source: S. Howard, A. Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm
 * identification", Bernoulli 28 (2022), with the sequence of `asymptoticRadius` for its values that aren't independent;
 * groups: D. Chamandy et al., "Estimating Uncertainty for Massive Data Streams", Google, 2012.
 *
 * @returns the quantile, linear inside of its bin; high is Infinity as long as nothing is ruled out
 * @throws OptionError for fewer than two groups, no values, a share that isn't between 0 and 1, or a bad alpha or bestAt
 * @example
 * const groups = Array.from({ length: 100 }, () => [500, 480, 15, 5]); // up to 1 ms, 10 ms, 100 ms, more
 * sequentialQuantile({ users: 1000, ends: [0, 1, 10, 100], groups }); // 70, from 10 to 100
 */
export function sequentialQuantile(counts: GroupedCounts, options: QuantileOptions = {}): SequentialQuantile {
  checkArgument('sequentialQuantile', 'counts', counts, objectWith('users', 'ends', 'groups'));
  checkOptions('sequentialQuantile', options, { share: 0.99, alpha: 0.05, bestAt: 5000 });
  const { users, ends, groups } = counts;
  const { share = 0.99, alpha = 0.05, bestAt = 5000 } = options;
  checkArgument('sequentialQuantile', 'ends', ends, LIST);
  checkArgument('sequentialQuantile', 'groups', groups, LIST);
  checkAlpha('sequentialQuantile', alpha);
  if (!(share > 0 && share < 1)) {
    throw new OptionError(`sequentialQuantile: share must be a number between 0 and 1, got ${share}`);
  }
  const bins = ends.length;
  const totals = groups.map((counts) => Array.from(counts).reduce((sum, count) => sum + count, 0));
  const radius = Math.sqrt(users / groups.length) * asymptoticRadius(users, bestAt, alpha);
  const shares: (Bounds & { readonly mean: number })[] = [];
  const above = new Float64Array(groups.length);
  for (let bin = bins - 1; bin >= 0; bin--) {
    for (const [n, counts] of groups.entries()) above[n] += counts[bin];
    const { mean, variance } = ratioMetric(above, totals);
    const wide = Math.sqrt(variance) * radius;
    shares[bin] = { mean, low: mean - wide, high: mean === 0 ? Math.log(2 / alpha) / users : mean + wide };
  }
  const rest = 1 - share;
  let low = 0;
  while (low + 1 < bins && shares[low + 1].low > rest) low++;
  let high = bins;
  while (high > 1 && shares[high - 1].high < rest) high--;
  let at = 0;
  while (at + 1 < bins && shares[at + 1].mean > rest) at++;
  const next = shares[at + 1]?.mean;
  const inside = next === undefined ? 0 : (shares[at].mean - rest) / (shares[at].mean - next);
  const width = next === undefined ? 0 : ends[at + 1] - ends[at];
  return { quantile: ends[at] + inside * width, low: ends[low], high: high === bins ? Infinity : ends[high] };
}
