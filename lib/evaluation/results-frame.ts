/** Results as Danfo frames, to sort, filter and show in a notebook. */
import type { DataFrame } from 'danfojs-node';
import { recordsFrame } from '../data/danfo';
import type { RankingRow } from './ranking/evaluate-ranking';
import { RANKING_METRIC_NAMES, type RankingMetricName } from './ranking/metrics/ranking-metrics';
import type { EvaluationRow } from './ratings/evaluate';
import type { Trial } from './search/search';

/** A row for each result: label, split, metrics, impossible pairs and times; without the receipts. */
export function resultsFrame(rows: readonly EvaluationRow[]): DataFrame {
  return recordsFrame(
    rows.map(({ label, split, rmse, mae, fcp, impossible, fitSeconds, testSeconds }) => ({
      label,
      split,
      rmse,
      mae,
      fcp,
      impossible,
      fitSeconds,
      testSeconds,
    })),
  );
}

/**
 * A row for each ranking result: label, split, users averaged, metrics and times; without the receipts.
 *
 * @param options.metrics only these, in this order; default all that are defined for one of the rows
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

/** A row for each candidate of a search, the best first: its options as columns, metrics and times. */
export function trialsFrame(trials: readonly Trial[]): DataFrame {
  return recordsFrame(
    trials.map(({ options, rmse, mae, fcp, sd, fitSeconds, testSeconds }) => ({
      ...Object.fromEntries(Object.entries(options).map(([name, value]) => [name, cell(value)])),
      rmse,
      mae,
      fcp,
      sd,
      fitSeconds,
      testSeconds,
    })),
  );
}

function cell(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
