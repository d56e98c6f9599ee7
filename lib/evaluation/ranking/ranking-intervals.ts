import { type DrawOptions, type Interval, percentileInterval } from '../intervals/draw-users';
import { CATALOG_METRICS, RANKING_METRIC_NAMES, type RankingMetricName } from './metrics/ranking-metrics';
import { meanOver, type RankingRuns, rankingSamples, runsOf } from './ranking-samples';

/**
 * Bootstrap intervals over users for the metrics of one model: how far the numbers would be others for other
 * users of the same kind. Whether one model is better than another is `compareRankings`' question, which sees
 * more. NaN for a metric that isn't defined. About 0.5 s for 943 users and all metrics.
 *
 * @param runs one result, or those of several splits or seeds, whose mean is meant
 * @example
 * rankingIntervals(evaluation, { metrics: ['ndcg'] }).ndcg; // { value, low, high }
 */
export function rankingIntervals<Name extends RankingMetricName = RankingMetricName>(
  runs: RankingRuns,
  options: DrawOptions & { readonly metrics?: readonly Name[] } = {},
): Readonly<Record<Name, Interval>> {
  const metrics = options.metrics ?? (RANKING_METRIC_NAMES as readonly Name[]);
  const all = runsOf(runs);
  const samples = rankingSamples(all, metrics, options);
  const intervals = metrics.map((name) => {
    const interval = metricInterval(name, meanOver(all, name), samples[name], options.confidence);
    return [name, isOfAllLists(name) ? insideUnit(interval) : interval];
  });
  return Object.fromEntries(intervals) as Record<Name, Interval>;
}

/**
 * The interval of a metric, or of a difference of it. A metric of all lists depends on how many different
 * users there are, and a sample has only 63 % of them: coverage is lower in every sample than in truth. There
 * the samples tell the spread, not the place, so they are moved until their mean is the value.
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

/** The metrics of all lists are shares and Gini's index, from 0 to 1; moved samples may lie beyond. */
function insideUnit({ value, low, high }: Interval): Interval {
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}
