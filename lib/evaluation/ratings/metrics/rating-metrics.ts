/**
 * The metrics of predicted ratings, one line each. To add one, add a file and a line: evaluations,
 * cross-validation, and searches then compute it; comparison tables show it if it declares a `column`, and
 * there are intervals for it if it is `pointwise`.
 */
import { OptionError } from '../../../core/errors';
import { FCP } from './fcp';
import { MAE } from './mae';
import { MSE } from './mse';
import type { Pointwise, RatingMetric } from './rating-metric';
import { RMSE } from './rmse';

/** All metrics, in the order of a row. */
export const RATING_METRICS = Object.freeze([RMSE, MAE, MSE, FCP] as const);

type AnyMetric = (typeof RATING_METRICS)[number];
export type RatingMetricName = AnyMetric['name'];
/** A metric that has bootstrap intervals. */
export type PointwiseMetric = RatingMetric & { readonly pointwise: Pointwise };
export type PointwiseMetricName = Extract<AnyMetric, PointwiseMetric>['name'];

export const RATING_METRIC_NAMES: readonly RatingMetricName[] = Object.freeze(
  RATING_METRICS.map(({ name }) => name),
);

/** The columns of a comparison table. */
export const RATING_COLUMNS: readonly (RatingMetric & { readonly name: RatingMetricName })[] = Object.freeze(
  RATING_METRICS.filter((metric: RatingMetric) => metric.column),
);

/** A record with a value for each metric. */
export function byRatingMetric<Value>(
  value: (metric: AnyMetric) => Value,
): Readonly<Record<RatingMetricName, Value>> {
  const entries = RATING_METRICS.map((metric) => [metric.name, value(metric)]);
  return Object.fromEntries(entries) as Record<RatingMetricName, Value>;
}

/** The metric of this name. @throws OptionError for any other name */
export function pointwiseMetric(caller: string, name: PointwiseMetricName): PointwiseMetric {
  const all = (RATING_METRICS as readonly RatingMetric[]).filter(
    (metric): metric is PointwiseMetric => metric.pointwise !== undefined,
  );
  const found = all.find((metric) => metric.name === name);
  if (found) return found;
  const names = all.map((metric) => metric.name).join(', ');
  throw new OptionError(`${caller}: metric must be one of ${names}, got ${String(name)}`);
}

/** A value as something to minimize; NaN comes last. */
export function costOf(metric: RatingMetricName, value: number): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  return RATING_METRICS.some(({ name, better }) => name === metric && better === 'higher') ? -value : value;
}
