/** `--task rating`: how far predicted ratings are from the true ones. */

import type { LabeledModel } from '../presets/labeled-model';
import { type EvaluationRow, evaluate } from '../ratings/evaluate';
import {
  byRatingMetric,
  RATING_COLUMNS,
  RATING_METRIC_NAMES,
  type RatingMetricName,
} from '../ratings/metrics/rating-metrics';
import type { Receipt } from '../receipt';
import { type Comparison, runAll } from './runs';
import { type Spread, spreadNote, spreadOf } from './spread';
import { markdownTable, textTable } from './tables';

/** The metrics of one model on one split with one seed. */
type Measured = Readonly<Record<RatingMetricName, number>>;

/** Standard deviations of the metrics: `rmseSd`. */
type Deviations = Readonly<Record<`${RatingMetricName}Sd`, number>>;

/** With several folds and seeds: standard deviations over the seeds, of the mean over the folds; otherwise null. */
type SeedDeviations = Readonly<Record<`${RatingMetricName}SeedSd`, number | null>>;

/** One model on all splits with all seeds: means of the metrics, and how they were measured. */
export interface ComparisonRow extends Measured, Deviations, SeedDeviations {
  readonly label: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly split: string;
  /** What the standard deviations are over: see `Spread`. */
  readonly spread: Spread['over'];
  /** Means over the runs. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Number of test rows, over all runs, for which the model could only predict the mean. */
  readonly impossible: number;
  /** The receipt of the first run. */
  readonly receipt: Receipt;
  /** One entry per split and seed. */
  readonly runs: readonly (Measured & {
    readonly split: string;
    readonly seed: number | null;
    readonly receipt: Receipt;
  })[];
}

/** The rows of the table. */
export async function compareRatings(comparison: Comparison, split: string): Promise<ComparisonRow[]> {
  const rows: ComparisonRow[] = [];
  await runAll(
    comparison,
    async ({ model, split, name }) => {
      const { row } = await evaluate(model, { split });
      const metrics = RATING_COLUMNS.map((metric) => `${metric.title} ${row[metric.name].toFixed(4)}`);
      const times = `fit ${row.fitSeconds.toFixed(2)} s, test ${row.testSeconds.toFixed(2)} s`;
      comparison.note(`${name}: ${metrics.join(', ')}, ${times}`);
      return row;
    },
    (spec, results) => rows.push(rowOf(spec, split, results)),
  );
  return rows;
}

function rowOf(spec: LabeledModel, split: string, results: readonly EvaluationRow[][]): ComparisonRow {
  const over = (field: RatingMetricName | 'fitSeconds' | 'testSeconds') =>
    spreadOf(results.map((seeds) => seeds.map((row) => row[field])));
  const all = results.flat();
  const [first] = all;
  const spreads = RATING_METRIC_NAMES.map((name) => [name, over(name)] as const);
  return {
    label: spec.label,
    model: first.model,
    options: first.options,
    split,
    ...byRatingMetric(({ name }) => over(name).mean),
    ...(Object.fromEntries(spreads.map(([name, { sd }]) => [`${name}Sd`, sd])) as Deviations),
    ...(Object.fromEntries(spreads.map(([name, { seedSd }]) => [`${name}SeedSd`, seedSd])) as SeedDeviations),
    spread: over('rmse').over,
    fitSeconds: over('fitSeconds').mean,
    testSeconds: over('testSeconds').mean,
    impossible: all.reduce((sum, row) => sum + row.impossible, 0),
    receipt: first.receipt,
    runs: all.map((row) => ({
      split: row.split,
      seed: row.receipt.seed,
      ...byRatingMetric(({ name }) => row[name]),
      receipt: row.receipt,
    })),
  };
}

/** For a terminal. */
export function ratingTable(rows: readonly ComparisonRow[]): string {
  return [textTable(cellsOf(rows, { times: true }), 16), noteOf(rows)].filter(Boolean).join('\n');
}

/** For the README: without times, which depend on the machine. */
export function ratingMarkdown(rows: readonly ComparisonRow[]): string {
  const table = markdownTable(cellsOf(rows, { times: false }));
  return rows.some(({ spread }) => spread === 'folds') ? `${table}\n\n${noteOf(rows)}` : table;
}

function noteOf(rows: readonly ComparisonRow[]): string {
  const several = rows.filter(({ spread }) => spread !== null);
  if (several.length === 0) return '';
  const splits = Math.max(...several.map(({ runs }) => new Set(runs.map(({ split }) => split)).size));
  const seeds = Math.max(...several.map(({ runs }) => runs.length)) / splits;
  return spreadNote(several[0].spread, { splits, seeds });
}

function cellsOf(rows: readonly ComparisonRow[], { times }: { readonly times: boolean }): string[][] {
  const metric = (row: ComparisonRow, name: RatingMetricName) => {
    const mean = row[name].toFixed(4);
    return row.spread === null ? mean : `${mean} ± ${row[`${name}Sd`].toFixed(4)}`;
  };
  return [
    ['Model', ...RATING_COLUMNS.map(({ title }) => title), ...(times ? ['fit, s', 'test, s'] : [])],
    ...rows.map((row) => [
      row.label,
      ...RATING_COLUMNS.map(({ name }) => metric(row, name)),
      ...(times ? [row.fitSeconds.toFixed(2), row.testSeconds.toFixed(2)] : []),
    ]),
  ];
}
