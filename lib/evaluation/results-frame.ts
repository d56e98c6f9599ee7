/** Results as Danfo data frames, for sorting, filtering and displaying in a notebook. */
import type { DataFrame } from 'danfojs-node';
import { recordsFrame } from '../data/danfo';
import type { RankingRow } from './ranking/evaluate-ranking';
import { RANKING_METRIC_NAMES, type RankingMetricName } from './ranking/metrics/ranking-metrics';
import type { EvaluationRow } from './ratings/evaluate';
import { byRatingMetric } from './ratings/metrics/rating-metrics';
import type { Trial } from './search/search';

/**
 * One row per result: label, split, metrics, number of impossible predictions, and times; without receipts.
 */
export function resultsFrame(rows: readonly EvaluationRow[]): DataFrame {
  return recordsFrame(
    rows.map((row) => ({
      label: row.label,
      split: row.split,
      ...byRatingMetric(({ name }) => row[name]),
      impossible: row.impossible,
      fitSeconds: row.fitSeconds,
      testSeconds: row.testSeconds,
    })),
  );
}

/**
 * One row per ranking result: label, split, number of users averaged, metrics, and times; without receipts.
 *
 * @param options.metrics the metrics to include, in this order; default: all that are defined for any of the
 *   rows
 */
export function rankingFrame(
  rows: readonly RankingRow[],
  options: { readonly metrics?: readonly RankingMetricName[] } = {},
): DataFrame {
  const isDefined = (name: RankingMetricName) => rows.some((row) => !Number.isNaN(row[name]));
  const metrics = options.metrics ?? RANKING_METRIC_NAMES.filter(isDefined);
  return recordsFrame(
    rows.map((row) => ({
      label: row.label,
      split: row.split,
      users: row.users,
      ...Object.fromEntries(metrics.map((name) => [name, row[name]])),
      fitSeconds: row.fitSeconds,
      listSeconds: row.listSeconds,
    })),
  );
}

/** One row per candidate of a search, best first: options as columns, metrics, and times. */
export function trialsFrame(trials: readonly Trial[]): DataFrame {
  return recordsFrame(
    trials.map((trial) => ({
      ...Object.fromEntries(Object.entries(trial.options).map(([name, value]) => [name, cell(value)])),
      ...byRatingMetric(({ name }) => trial[name]),
      sd: trial.sd,
      fitSeconds: trial.fitSeconds,
      testSeconds: trial.testSeconds,
    })),
  );
}

function cell(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
