/** The comparison as text. */
import type { Receipt } from '../../lib/evaluation/receipt';

/** One model on all splits with all seeds: means, and what they are of. */
export interface ComparisonRow {
  readonly label: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly split: string;
  readonly rmse: number;
  readonly mae: number;
  readonly fcp: number;
  /** Standard deviation over the runs; 0 for one. */
  readonly rmseSd: number;
  readonly maeSd: number;
  /** Means over the runs. */
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Test rows that could only be answered with the mean, over all runs. */
  readonly impossible: number;
  /** Of the first run. */
  readonly receipt: Receipt;
  /** A line for each split and seed. */
  readonly runs: readonly {
    readonly split: string;
    readonly seed: number | null;
    readonly rmse: number;
    readonly mae: number;
    readonly receipt: Receipt;
  }[];
}

/** For a terminal. */
export function tableOf(rows: readonly ComparisonRow[]): string {
  return cellsOf(rows)
    .map((cells) =>
      cells.map((cell, n) => (n === 0 ? cell.padEnd(34) : cell.padStart(n < 3 ? 16 : 8))).join(' '),
    )
    .join('\n');
}

/** For the README: without the times, which are one machine's. */
export function markdownOf(rows: readonly ComparisonRow[]): string {
  const [head, ...body] = cellsOf(rows).map((cells) => `| ${cells.slice(0, 3).join(' | ')} |`);
  return [head, `| :-- |${' --: |'.repeat(2)}`, ...body].join('\n');
}

function cellsOf(rows: readonly ComparisonRow[]): string[][] {
  const metric = (mean: number, sd: number, { runs }: ComparisonRow) =>
    runs.length === 1 ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${sd.toFixed(4)}`;
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
