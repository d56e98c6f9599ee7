/** One worker thread of a search: makes folds of the table it was started with, fits, measures. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InteractionColumns } from '../../data/table/interaction-columns';
import { Interactions } from '../../data/table/interactions';
import { type EvaluationRow, evaluate } from '../ratings/evaluate';
import { kFold } from '../splits/k-fold';
import type { Split } from '../splits/split';
import { modelOf } from './model-spec';
import type { Options } from './search-space';

/** What a worker is started with. */
export interface TrialSetting {
  readonly columns: InteractionColumns;
  readonly scale: Interactions['scale'];
  readonly model: string;
  readonly folds: number;
  readonly seed: number;
}

/** What it is told to do: fit with these options, test on this fold. */
export interface TrialJob {
  readonly trial: number;
  readonly fold: number;
  readonly options: Options;
}

/** What it answers. */
export interface TrialAnswer {
  readonly trial: number;
  readonly fold: number;
  readonly row?: Pick<EvaluationRow, 'rmse' | 'mae' | 'mse' | 'fcp' | 'fitSeconds' | 'testSeconds'>;
  /** Why the fit failed, e.g. as it diverged. */
  readonly error?: string;
}

/** Up to this many rows in all, folds are kept; above they are made anew each time. */
const ROWS_KEPT = 10_000_000;

/** Answers jobs until the thread is ended. Called in a worker thread only. */
export function serveTrials(): void {
  if (!parentPort) throw new Error('serveTrials runs in worker threads only');
  const port = parentPort;
  const { columns, scale, model, folds, seed } = workerData as TrialSetting;
  const table = Interactions.fromColumns(columns, { scale, duplicates: 'keep', ownership: 'take' });
  const series = kFold(table, { folds, seed });
  const kept = new Map<number, Split>();
  const splitOf = (fold: number): Split => {
    const split = kept.get(fold) ?? series.at(fold);
    if (table.length * folds <= ROWS_KEPT) kept.set(fold, split);
    return split;
  };
  const answer = async ({ trial, fold, options }: TrialJob): Promise<TrialAnswer> => {
    try {
      const { row } = await evaluate(modelOf({ model, options }), { split: splitOf(fold) });
      const { rmse, mae, mse, fcp, fitSeconds, testSeconds } = row;
      return { trial, fold, row: { rmse, mae, mse, fcp, fitSeconds, testSeconds } };
    } catch (error) {
      return { trial, fold, error: error instanceof Error ? error.message : String(error) };
    }
  };
  port.on('message', (job: TrialJob) => {
    void answer(job).then((result) => port.postMessage(result));
  });
}
