/**
 * Bootstrap intervals. The bootstrap (B. Efron, 1979) estimates what the numbers would have been for other users of the
 * same kind: it resamples the users with replacement, many times, and looks at how the result varies. It resamples
 * users, not ratings, because a user's ratings belong together: resampling ratings would make the interval too narrow.
 */

import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { EVALUATION, type Evaluation } from '../ratings/evaluate';
import {
  type PointwiseMetric,
  type PointwiseMetricName,
  pointwiseMetric,
} from '../ratings/metrics/rating-metrics';
import { DRAW_EXAMPLES, type DrawOptions, drawUsers, type Interval, percentileInterval } from './draw-users';
import { roundingOf } from './rounding-of';

/** How to draw. */
export interface BootstrapOptions extends DrawOptions {
  /** `rmse` (default), `mae`, or another metric that is `pointwise`. */
  readonly metric?: PointwiseMetricName;
}

/** One result, or those of one model on several splits, which are averaged. */
export type EvaluationRuns = Evaluation | readonly Evaluation[];

/** Options of `pairedBootstrap`. */
export interface PairedBootstrapOptions extends BootstrapOptions {
  /** One result each, or the same number of each, paired by split. */
  readonly a: EvaluationRuns;
  readonly b: EvaluationRuns;
  /** What is resampled: `users` (default), or `items` if the question is how other items would do. */
  readonly over?: 'users' | 'items';
}

export type { Interval } from './draw-users';

export type Verdict = 'A beats B' | 'B beats A' | 'not distinguishable';

/** The outcome of `pairedBootstrap`. */
export interface PairedBootstrap {
  readonly metric: PointwiseMetricName;
  readonly a: { readonly label: string; readonly value: number };
  readonly b: { readonly label: string; readonly value: number };
  /** A's metric minus B's: negative if A is better. */
  readonly difference: Interval;
  /** `not distinguishable` if the interval includes zero. */
  readonly verdict: Verdict;
  /** The verdict as a sentence with labels and numbers. */
  readonly words: string;
  /** Number of users, or items, that were resampled. */
  readonly users: number;
  readonly samples: number;
  readonly confidence: number;
}

/**
 * Whether one model is significantly better than another on the same test set. Paired: both are judged on the same
 * resampled users, so what makes a user hard for both cancels out. With several splits, the metric is the mean over
 * them, and each sample uses the same users in all of them. Cost: O(rows + samples · splits · users).
 *
 * @throws OptionError if the two were tested on different splits, or `over` is invalid
 */
export function pairedBootstrap(options: PairedBootstrapOptions): PairedBootstrap {
  withRequired('pairedBootstrap', options, 'a', 'b');
  checkOptions('pairedBootstrap', options, {
    a: 'a',
    b: 'b',
    over: 'users',
    metric: 'rmse',
    ...DRAW_EXAMPLES,
  });
  const { metric = 'rmse', over = 'users', samples = 2000, confidence = 0.95 } = options;
  const measured = pointwiseMetric('pairedBootstrap', metric);
  const [a, b] = [runsOf('a', options.a), runsOf('b', options.b)];
  refuseUnlike(a, b);
  checkOver('pairedBootstrap', over);
  const places = placesOf(a, over);
  const [sumsA, sumsB] = [a, b].map((runs) => runs.map((run) => errorSums(run, measured, over, places)));
  const differences = drawUsers(
    options,
    places.size,
    (drawn) => meanMetric(sumsA, measured, drawn) - meanMetric(sumsB, measured, drawn),
  );
  const [first, second] = [a, b].map((runs) => ({
    label: runs[0].row.label,
    value: runs.reduce((sum, { row }) => sum + row[metric], 0) / runs.length,
  }));
  const difference = percentileInterval(first.value - second.value, differences, confidence);
  const noise = roundingOf(first.value, second.value);
  const [below, above]: Verdict[] =
    measured.better === 'lower' ? ['A beats B', 'B beats A'] : ['B beats A', 'A beats B'];
  const verdict: Verdict =
    difference.high < -noise ? below : difference.low > noise ? above : 'not distinguishable';
  return {
    metric,
    a: first,
    b: second,
    difference,
    verdict,
    words: inWords(first.label, second.label, verdict, { ...measured, confidence, difference }),
    users: places.size,
    samples,
    confidence,
  };
}

/** The interval of one model's metric. For "is A better than B?", use `pairedBootstrap`, which is more sensitive. */
export function bootstrapInterval(
  options: BootstrapOptions & Pick<PairedBootstrapOptions, 'over'> & { readonly of: Evaluation },
): Interval {
  withRequired('bootstrapInterval', options, 'of');
  checkOptions('bootstrapInterval', options, { of: 'of', over: 'users', metric: 'rmse', ...DRAW_EXAMPLES });
  checkArgument('bootstrapInterval', 'of', options.of, EVALUATION);
  const { of, metric = 'rmse', over = 'users', confidence = 0.95 } = options;
  const measured = pointwiseMetric('bootstrapInterval', metric);
  checkOver('bootstrapInterval', over);
  const places = placesOf([of], over);
  const sums = [errorSums(of, measured, over, places)];
  const values = drawUsers(options, places.size, (drawn) => meanMetric(sums, measured, drawn));
  return percentileInterval(of.row[metric], values, confidence);
}

function runsOf(name: string, given: EvaluationRuns): readonly Evaluation[] {
  const runs: readonly Evaluation[] = Array.isArray(given) ? given : [given];
  for (const run of runs) checkArgument('pairedBootstrap', name, run, EVALUATION);
  return runs;
}

function refuseUnlike(a: readonly Evaluation[], b: readonly Evaluation[]): void {
  if (a.length === 0 || a.length !== b.length) {
    throw new OptionError(
      `pairedBootstrap: a and b must have the same number of results, got ${a.length} and ${b.length}`,
    );
  }
  for (const [n, { row }] of a.entries()) {
    const other = b[n].row;
    if (row.receipt.split === other.receipt.split) continue;
    throw new OptionError(
      `pairedBootstrap: "${row.label}" was tested on ${row.split} and "${other.label}" on ${other.split}, whose ratings differ; compare results on the same split`,
    );
  }
}

/** The index of each user, or item, among those of all test sets. */
function placesOf(runs: readonly Evaluation[], over: 'users' | 'items'): Map<string, number> {
  const places = new Map<string, number>();
  for (const { test } of runs) for (const id of test[over]) if (!places.has(id)) places.set(id, places.size);
  return places;
}

/** Of one result, by place. */
interface ErrorSums {
  readonly errors: Float64Array;
  readonly rows: Int32Array;
}

function errorSums(
  { test, predictions }: Evaluation,
  { pointwise }: PointwiseMetric,
  over: 'users' | 'items',
  places: ReadonlyMap<string, number>,
): ErrorSums {
  const errors = new Float64Array(places.size);
  const rows = new Int32Array(places.size);
  const ids: readonly string[] = [...test[over]];
  const placeOf = Int32Array.from(ids, (id) => places.get(id) ?? -1);
  const column = over === 'users' ? test.userColumn : test.itemColumn;
  for (let row = 0; row < test.length; row++) {
    const place = placeOf[column[row]];
    errors[place] += pointwise.error(predictions.ratings[row] - test.ratingColumn[row]);
    rows[place]++;
  }
  return { errors, rows };
}

/** The metric, averaged over the results; each user or item counts as often as it was drawn. */
function meanMetric(runs: readonly ErrorSums[], { pointwise }: PointwiseMetric, drawn: Int32Array): number {
  let total = 0;
  for (const { errors, rows } of runs) {
    let [sum, count] = [0, 0];
    for (const place of drawn) {
      sum += errors[place];
      count += rows[place];
    }
    total += pointwise.value(sum / count);
  }
  return total / runs.length;
}

function checkOver(caller: string, over: string): void {
  if (over === 'users' || over === 'items') return;
  throw new OptionError(`${caller}: over must be one of users, items, got ${String(over)}`);
}

function inWords(
  a: string,
  b: string,
  verdict: Verdict,
  {
    title,
    better: isBetter,
    confidence,
    difference,
  }: PointwiseMetric & Pick<PairedBootstrap, 'confidence' | 'difference'>,
): string {
  const percent = `${+(100 * confidence).toFixed(1)}% interval`;
  if (verdict === 'not distinguishable') {
    const { low, high } = difference;
    return `${a} and ${b} are not significantly different: ${title} differs by ${signed(difference.value)}, ${percent} ${signed(low)} to ${signed(high)}, which includes zero`;
  }
  const [better, worse] = verdict === 'A beats B' ? [a, b] : [b, a];
  const [near, far] = [Math.abs(difference.low), Math.abs(difference.high)].sort((x, y) => x - y);
  return `${better} beats ${worse}: ${title} ${isBetter} by ${Math.abs(difference.value).toFixed(4)}, ${percent} ${near.toFixed(4)} to ${far.toFixed(4)}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
