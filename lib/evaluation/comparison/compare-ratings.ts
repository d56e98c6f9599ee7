/** `--task rating`: how far predicted ratings are from the true ones. */

import type { LabeledModel } from '../presets/tutorial-models';
import { type EvaluationRow, evaluate } from '../ratings/evaluate';
import type { Receipt } from '../receipt';
import { type Comparison, runAll } from './runs';
import { type Spread, spreadNote, spreadOf } from './spread';
import { markdownTable, textTable } from './tables';

/** One model on all splits with all seeds: means, and how they were measured. */
export interface ComparisonRow {
  readonly label: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly split: string;
  readonly rmse: number;
  readonly mae: number;
  readonly fcp: number;
  /** What the standard deviations are over: see `Spread`. */
  readonly spread: Spread['over'];
  readonly rmseSd: number;
  readonly maeSd: number;
  /** With several folds and seeds: over the seeds, of the mean over the folds; otherwise null. */
  readonly rmseSeedSd: number | null;
  /** Means over the runs. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Number of test rows, over all runs, for which the model could only predict the mean. */
  readonly impossible: number;
  /** The receipt of the first run. */
  readonly receipt: Receipt;
  /** One entry per split and seed. */
  readonly runs: readonly {
    readonly split: string;
    readonly seed: number | null;
    readonly rmse: number;
    readonly mae: number;
    readonly receipt: Receipt;
  }[];
}

/** The rows of the table. */
export async function compareRatings(comparison: Comparison, split: string): Promise<ComparisonRow[]> {
  const rows: ComparisonRow[] = [];
  await runAll(
    comparison,
    async ({ model, split, name }) => {
      const { row } = await evaluate(model, { split });
      const times = `fit ${row.fitSeconds.toFixed(2)} s, test ${row.testSeconds.toFixed(2)} s`;
      comparison.note(`${name}: RMSE ${row.rmse.toFixed(4)}, MAE ${row.mae.toFixed(4)}, ${times}`);
      return row;
    },
    (spec, results) => rows.push(rowOf(spec, split, results)),
  );
  return rows;
}

function rowOf(spec: LabeledModel, split: string, results: readonly EvaluationRow[][]): ComparisonRow {
  const over = (field: 'rmse' | 'mae' | 'fcp' | 'fitSeconds' | 'testSeconds') =>
    spreadOf(results.map((seeds) => seeds.map((row) => row[field])));
  const all = results.flat();
  const [first] = all;
  return {
    label: spec.label,
    model: first.model,
    options: first.options,
    split,
    rmse: over('rmse').mean,
    mae: over('mae').mean,
    fcp: over('fcp').mean,
    spread: over('rmse').over,
    rmseSd: over('rmse').sd,
    maeSd: over('mae').sd,
    rmseSeedSd: over('rmse').seedSd,
    fitSeconds: over('fitSeconds').mean,
    testSeconds: over('testSeconds').mean,
    impossible: all.reduce((sum, row) => sum + row.impossible, 0),
    receipt: first.receipt,
    runs: all.map(({ split, rmse, mae, receipt }) => ({ split, seed: receipt.seed, rmse, mae, receipt })),
  };
}

/** For a terminal. */
export function ratingTable(rows: readonly ComparisonRow[]): string {
  return [textTable(cellsOf(rows), 16), noteOf(rows)].filter(Boolean).join('\n');
}

/** For the README: without times, which depend on the machine. */
export function ratingMarkdown(rows: readonly ComparisonRow[]): string {
  const table = markdownTable(cellsOf(rows).map((cells) => cells.slice(0, 3)));
  return rows.some(({ spread }) => spread === 'folds') ? `${table}\n\n${noteOf(rows)}` : table;
}

function noteOf(rows: readonly ComparisonRow[]): string {
  const several = rows.filter(({ spread }) => spread !== null);
  if (several.length === 0) return '';
  const splits = Math.max(...several.map(({ runs }) => new Set(runs.map(({ split }) => split)).size));
  const seeds = Math.max(...several.map(({ runs }) => runs.length)) / splits;
  return spreadNote(several[0].spread, { splits, seeds });
}

function cellsOf(rows: readonly ComparisonRow[]): string[][] {
  const metric = (mean: number, sd: number, { spread }: ComparisonRow) =>
    spread === null ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${sd.toFixed(4)}`;
  return [
    ['Model', 'RMSE', 'MAE', 'fit, s', 'test, s'],
    ...rows.map((row) => [
      row.label,
      metric(row.rmse, row.rmseSd, row),
      metric(row.mae, row.maeSd, row),
      row.fitSeconds.toFixed(2),
      row.testSeconds.toFixed(2),
    ]),
  ];
}
