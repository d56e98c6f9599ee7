/** A rating metric: a function, with the information that tables and intervals need. */
import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';

export interface RatingMetric<Name extends string = string> {
  /** Field of an evaluation row: `rmse`. */
  readonly name: Name;
  /** For tables and sentences: `RMSE`. */
  readonly title: string;
  /** The unit where ratings are stars: `stars`, or `stars squared`; missing if there is none. */
  readonly unit?: string;
  /** Which of two values is better. */
  readonly better: 'lower' | 'higher';
  /** @param truth the rows that were predicted */
  readonly of: (predictions: Pick<Predictions, 'ratings'>, truth: Interactions) => number;
  /** Whether comparison tables show it. */
  readonly column?: true;
  /** For a metric that depends on the mean of one number per rating: bootstrap intervals resample those. */
  readonly pointwise?: Pointwise;
}

/** A metric computed from one error per rating: `value(mean of error(r̂ − r))`. */
export interface Pointwise {
  readonly error: (difference: number) => number;
  readonly value: (meanError: number) => number;
}

/** Makes a frozen metric. */
export function ratingMetric<const Metric extends RatingMetric>(metric: Metric): Readonly<Metric> {
  return Object.freeze(metric);
}
