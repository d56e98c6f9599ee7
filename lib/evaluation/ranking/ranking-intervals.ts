import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { DRAW_EXAMPLES, type DrawOptions, type Interval, percentileInterval } from '../intervals/draw-users';
import { CATALOG_METRICS, RANKING_METRIC_NAMES, type RankingMetricName } from './metrics/ranking-metrics';
import { meanOver, type RankingRuns, rankingSamples, runsOf } from './ranking-samples';

/**
 * Bootstrap intervals over users for the metrics of one model: how much the numbers would vary with other
 * users of the same kind. To find out whether one model is better than another, use `compareRankings`, which
 * is more sensitive. NaN for a metric that isn't defined. Takes about 0.5 s for 943 users and all metrics.
 *
 * @param runs one result, or those of several splits or seeds to average
 * @example
 * rankingIntervals(evaluation, { metrics: ['ndcg'] }).ndcg; // { value, low, high }
 */
export function rankingIntervals<Name extends RankingMetricName = RankingMetricName>(
  runs: RankingRuns,
  options: DrawOptions & { readonly metrics?: readonly Name[] } = {},
): Readonly<Record<Name, Interval>> {
  checkOptions('rankingIntervals', options, { metrics: ['ndcg'], ...DRAW_EXAMPLES });
  if (options.metrics !== undefined) checkArgument('rankingIntervals', 'metrics', options.metrics, LIST);
  const metrics = options.metrics ?? (RANKING_METRIC_NAMES as readonly Name[]);
  const all = runsOf('rankingIntervals', 'runs', runs);
  const samples = rankingSamples(all, metrics, options);
  const intervals = metrics.map((name) => {
    const interval = metricInterval(name, meanOver(all, name), samples[name], options.confidence);
    return [name, isOfAllLists(name) ? insideUnit(interval) : interval];
  });
  return Object.fromEntries(intervals) as Record<Name, Interval>;
}

/**
 * The interval of a metric, or of a difference of one. A metric of all lists depends on the number of
 * distinct users, and a sample has only 63% of them, so coverage, for example, is too low in every sample.
 * For such metrics, the samples show the spread, but not the location, so they are shifted until their mean
 * is the value.
 */
export function metricInterval(
  name: RankingMetricName,
  value: number,
  samples: Float64Array,
  confidence?: number,
): Interval {
  if (Number.isNaN(value)) return { value, low: Number.NaN, high: Number.NaN };
  if (!isOfAllLists(name)) {
    return percentileInterval(value, samples, confidence);
  }
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return percentileInterval(
    value,
    samples.map((sample) => sample + value - mean),
    confidence,
  );
}

function isOfAllLists(name: RankingMetricName): boolean {
  return CATALOG_METRICS.some((metric) => metric.name === name);
}

/** Clips to 0 through 1, the range of the metrics of all lists, which shifted samples can leave. */
function insideUnit({ value, low, high }: Interval): Interval {
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}
