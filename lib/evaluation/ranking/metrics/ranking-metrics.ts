/**
 * The ranking metrics, one line each. To add one, add a file and a line: rows and intervals then include it, and so do
 * comparison tables if it declares a `column`.
 */
import { AUC } from './auc';
import { MAP } from './average-precision';
import { CALIBRATION } from './calibration';
import { CAPPED_PRECISION } from './capped-precision';
import { COVERAGE, COVERAGE_100 } from './coverage';
import { F1 } from './f1';
import { FAQ_PRECISION } from './faq-precision';
import { FAQ_RECALL } from './faq-recall';
import { GENRE_DIVERSITY } from './genre-diversity';
import { GINI } from './gini';
import { HIT_RATE } from './hit-rate';
import { LATENT_DIVERSITY } from './latent-diversity';
import { NDCG } from './ndcg';
import { NOVELTY } from './novelty';
import { POPULARITY_LIFT } from './popularity-lift';
import { PRECISION } from './precision';
import { OVERLAP } from './rank-biased-overlap';
import type { MetricColumn, RankingMetric } from './ranking-metric';
import { RECALL } from './recall';
import { MRR } from './reciprocal-rank';
import { SERENDIPITY } from './serendipity';
import { TAIL_EXPOSURE } from './tail-exposure';
import { TREC_MAP } from './trec-average-precision';

/** Metrics with a value for each user. */
export const USER_METRICS = Object.freeze([
  PRECISION,
  CAPPED_PRECISION,
  FAQ_PRECISION,
  RECALL,
  FAQ_RECALL,
  F1,
  NDCG,
  MAP,
  TREC_MAP,
  MRR,
  HIT_RATE,
  AUC,
  GENRE_DIVERSITY,
  LATENT_DIVERSITY,
  NOVELTY,
  SERENDIPITY,
  POPULARITY_LIFT,
  CALIBRATION,
] as const);

/** Metrics of all lists together. */
export const CATALOG_METRICS = Object.freeze([COVERAGE, COVERAGE_100, GINI, TAIL_EXPOSURE] as const);

/** All metrics, including those of two models. Each has a `card` to show. */
export const RANKING_METRICS: readonly RankingMetric[] = Object.freeze([
  ...USER_METRICS,
  ...CATALOG_METRICS,
  OVERLAP,
]);

export type UserMetricName = (typeof USER_METRICS)[number]['name'];
export type CatalogMetricName = (typeof CATALOG_METRICS)[number]['name'];
/** The metrics that are fields of a ranking row. */
export type RankingMetricName = UserMetricName | CatalogMetricName;

/** Their names, in the order of a row. */
export const RANKING_METRIC_NAMES: readonly RankingMetricName[] = Object.freeze([
  ...USER_METRICS.map(({ name }) => name),
  ...CATALOG_METRICS.map(({ name }) => name),
]);

/** A record with a value for each of them. */
export function byRankingMetric<Value>(
  value: (name: RankingMetricName) => Value,
): Readonly<Record<RankingMetricName, Value>> {
  const entries = RANKING_METRIC_NAMES.map((name) => [name, value(name)]);
  return Object.fromEntries(entries) as Record<RankingMetricName, Value>;
}

/**
 * The columns of a comparison table: first the one with an interval, last those that describe rather than judge.
 */
export const RANKING_COLUMNS: readonly {
  readonly name: RankingMetricName;
  readonly column: MetricColumn;
}[] = Object.freeze(
  [...USER_METRICS, ...CATALOG_METRICS]
    .flatMap(({ name, better, column }) => (column ? [{ name, better, column }] : []))
    .sort((a, b) => placeOf(a) - placeOf(b)),
);

function placeOf({ better, column }: { better: RankingMetric['better']; column: MetricColumn }): number {
  if (column.interval) return 0;
  return better === 'neither' ? 2 : 1;
}
