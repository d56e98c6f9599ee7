/**
 * `--split microsoft`: the benchmark of Microsoft's Recommenders on MovieLens 100K, with what they have published beside
 * our models. The split is `stratifiedSplit` with its defaults; every test film is relevant, and MAP is `trecMap`.
 *
 * Source: the table in `examples/06_benchmarks/movielens.ipynb` of recommenders-team/recommenders, run of 2025.
 */
import type { RankingMetricName } from '../ranking/metrics/ranking-metrics';
import type { RankingComparisonRow } from './compare-lists';
import type { ComparisonRow } from './compare-ratings';
import { markdownTable, textTable } from './tables';

/** Their metrics of lists, by their names. */
const LIST_COLUMNS: readonly (readonly [metric: RankingMetricName, head: string])[] = [
  ['ndcg', 'nDCG@10'],
  ['trecMap', 'MAP'],
  ['precision', 'P@10'],
  ['recall', 'R@10'],
];

/** The metrics of the table of lists. */
export const MICROSOFT_METRICS = LIST_COLUMNS.map(([metric]) => metric);

/** In the order of the columns. */
const PUBLISHED_LISTS: readonly (readonly [model: string, ...values: number[]])[] = [
  ['Spark ALS', 0.0332, 0.0033, 0.0385, 0.0134],
  ['Surprise SVD', 0.0944, 0.0121, 0.0891, 0.0301],
  ['NCF', 0.3686, 0.0952, 0.3269, 0.1632],
  ['SAR', 0.3938, 0.114, 0.3406, 0.1854],
  ['LightGCN', 0.4164, 0.1209, 0.3592, 0.196],
  ['BPR', 0.445, 0.134, 0.3887, 0.2166],
  ['BiVAE', 0.4687, 0.1436, 0.4082, 0.2209],
];

const PUBLISHED_RATINGS: readonly (readonly [model: string, rmse: number])[] = [
  ['Spark ALS', 0.9665],
  ['Surprise SVD', 0.9425],
];

const SOURCE =
  "Rows marked “published” are Microsoft's own results on the same train and test ratings: recommenders-team/recommenders, examples/06_benchmarks, run of 2025.";

/** A table in both forms. */
export interface PrintedTable {
  readonly table: () => string;
  readonly markdown: () => string;
}

export function microsoftLists(rows: readonly RankingComparisonRow[]): PrintedTable {
  const ours = rows.map((row) => [row.label, ...LIST_COLUMNS.map(([metric]) => row[metric])] as const);
  const heads = LIST_COLUMNS.map(([, head]) => head);
  const users = rows.length === 0 ? '' : ` Averaged over ${rows[0].users[0]} users.`;
  const how = `Lists of 10 of all films that the user hasn't rated in the train set; every test film is relevant; MAP divides by all of them.${users}`;
  return printed(heads, [...published(PUBLISHED_LISTS), ...ours], `${how} ${SOURCE}`);
}

export function microsoftRatings(rows: readonly ComparisonRow[]): PrintedTable {
  const ours = rows.map(({ label, rmse }) => [label, rmse] as const);
  return printed(['RMSE'], [...published(PUBLISHED_RATINGS), ...ours], SOURCE);
}

type Row = readonly [label: string, ...values: number[]];

function published(rows: readonly Row[]): Row[] {
  return rows.map(([model, ...values]) => [`published: ${model}`, ...values]);
}

function printed(heads: readonly string[], rows: readonly Row[], note: string): PrintedTable {
  const body = rows.map(([label, ...values]) => [label, ...values.map((value) => value.toFixed(4))]);
  const cells = [['Model', ...heads], ...body];
  return {
    table: () => `${textTable(cells)}\n\n${note}`,
    markdown: () => `${markdownTable(cells)}\n\n${note}`,
  };
}
