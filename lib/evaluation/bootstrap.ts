/**
 * How sure a difference is. The bootstrap (B. Efron, 1979) asks what the numbers would have been for
 * other users of the same kind: it draws as many users as there are, with replacement, many times, and
 * looks at how the result varies. Users are drawn and not ratings, since a user's ratings belong together:
 * drawing ratings would make the interval too narrow.
 */
import { OptionError } from '../core/errors';
import { type DrawOptions, drawUsers, type Interval, percentileInterval } from './draw-users';
import type { Evaluation } from './evaluate';

/** How to draw. */
export interface BootstrapOptions extends DrawOptions {
  /** `rmse` (default) or `mae`. */
  readonly metric?: 'rmse' | 'mae';
}

export type { Interval } from './draw-users';

export type Verdict = 'A beats B' | 'B beats A' | 'not distinguishable';

/** The outcome of `pairedBootstrap`. */
export interface PairedBootstrap {
  readonly metric: 'rmse' | 'mae';
  readonly a: { readonly label: string; readonly value: number };
  readonly b: { readonly label: string; readonly value: number };
  /** A's metric minus B's: negative where A is better. */
  readonly difference: Interval;
  /** `not distinguishable` when the interval holds 0. */
  readonly verdict: Verdict;
  /** The verdict as a sentence with labels and numbers. */
  readonly words: string;
  readonly users: number;
  readonly samples: number;
  readonly confidence: number;
}

/**
 * Whether one model is really better than another on the same test part. Paired: both are judged on the
 * same drawn users, so what makes a user hard for both cancels out. Cost: O(rows + samples · users).
 *
 * @throws OptionError when the two were tested on different splits
 */
export function pairedBootstrap(
  options: BootstrapOptions & { a: Evaluation; b: Evaluation },
): PairedBootstrap {
  const { a, b, metric = 'rmse', samples = 2000, confidence = 0.95 } = options;
  if (a.row.receipt.split !== b.row.receipt.split) {
    throw new OptionError(
      `pairedBootstrap: "${a.row.label}" was tested on ${a.row.split} and "${b.row.label}" on ${b.row.split}, whose ratings differ; compare results of one split`,
    );
  }
  const [sumsA, sumsB] = [errorsByUser(a, metric), errorsByUser(b, metric)];
  const users = sumsA.errors.length;
  const differences = drawUsers(options, users, (drawn) => {
    let [errorsA, errorsB, rows] = [0, 0, 0];
    for (let n = 0; n < users; n++) {
      errorsA += sumsA.errors[drawn[n]];
      errorsB += sumsB.errors[drawn[n]];
      rows += sumsA.rows[drawn[n]];
    }
    return metricOf(metric, errorsA / rows) - metricOf(metric, errorsB / rows);
  });
  const difference = percentileInterval(a.row[metric] - b.row[metric], differences, confidence);
  const verdict =
    difference.high < 0 ? 'A beats B' : difference.low > 0 ? 'B beats A' : 'not distinguishable';
  return {
    metric,
    a: { label: a.row.label, value: a.row[metric] },
    b: { label: b.row.label, value: b.row[metric] },
    difference,
    verdict,
    words: inWords(a.row.label, b.row.label, verdict, { metric, confidence, difference }),
    users,
    samples,
    confidence,
  };
}

/** The interval of one model's metric. For "is A better than B?" take `pairedBootstrap`: it sees more. */
export function bootstrapInterval(options: BootstrapOptions & { of: Evaluation }): Interval {
  const { of, metric = 'rmse', confidence = 0.95 } = options;
  const sums = errorsByUser(of, metric);
  const users = sums.errors.length;
  const values = drawUsers(options, users, (drawn) => {
    let [errors, rows] = [0, 0];
    for (let n = 0; n < users; n++) {
      errors += sums.errors[drawn[n]];
      rows += sums.rows[drawn[n]];
    }
    return metricOf(metric, errors / rows);
  });
  return percentileInterval(of.row[metric], values, confidence);
}

function errorsByUser({ test, predictions }: Evaluation, metric: 'rmse' | 'mae') {
  const errors = new Float64Array(test.userCount);
  const rows = new Int32Array(test.userCount);
  for (let row = 0; row < test.length; row++) {
    const error = Math.abs(test.ratingColumn[row] - predictions.ratings[row]);
    errors[test.userColumn[row]] += metric === 'rmse' ? error * error : error;
    rows[test.userColumn[row]]++;
  }
  return { errors, rows };
}

function metricOf(metric: 'rmse' | 'mae', meanError: number): number {
  return metric === 'rmse' ? Math.sqrt(meanError) : meanError;
}

function inWords(
  a: string,
  b: string,
  verdict: Verdict,
  { metric, confidence, difference }: Pick<PairedBootstrap, 'metric' | 'confidence' | 'difference'>,
): string {
  const percent = `${+(100 * confidence).toFixed(1)} % interval`;
  const name = metric.toUpperCase();
  if (verdict === 'not distinguishable') {
    const { low, high } = difference;
    return `${a} and ${b} are not distinguishable: ${name} differs by ${signed(difference.value)}, ${percent} ${signed(low)} to ${signed(high)}`;
  }
  const [better, worse] = verdict === 'A beats B' ? [a, b] : [b, a];
  const [near, far] = [Math.abs(difference.low), Math.abs(difference.high)].sort((x, y) => x - y);
  return `${better} beats ${worse}: ${name} lower by ${Math.abs(difference.value).toFixed(4)}, ${percent} ${near.toFixed(4)} to ${far.toFixed(4)}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
