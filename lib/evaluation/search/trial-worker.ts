/** A worker thread of a search: splits the table it was started with into folds, fits, and evaluates. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InteractionColumns } from '../../data/table/interaction-columns';
import { Interactions } from '../../data/table/interactions';
import { createModel } from '../../models/registry';
import { type EvaluationRow, evaluate } from '../ratings/evaluate';
import { byRatingMetric, type RatingMetricName } from '../ratings/metrics/rating-metrics';
import { kFold } from '../splits/k-fold';
import type { Split } from '../splits/split';
import type { Options } from './search-space';

/** What a worker is started with. */
export interface TrialSetting {
  readonly columns: InteractionColumns;
  readonly scale: Interactions['scale'];
  readonly model: string;
  readonly folds: number;
  readonly seed: number;
}

/** A job for a worker: fit with these options, test on this fold. */
export interface TrialJob {
  readonly trial: number;
  readonly fold: number;
  readonly options: Options;
}

/** A worker's answer. */
export interface TrialAnswer {
  readonly trial: number;
  readonly fold: number;
  readonly row?: Pick<EvaluationRow, RatingMetricName | 'fitSeconds' | 'testSeconds'>;
  /** Why the fit failed, e.g. because training diverged. */
  readonly error?: string;
}

/** Folds with up to this many rows in total are cached; larger ones are made again each time. */
const ROWS_KEPT = 10_000_000;

/** Runs jobs until the thread is terminated. Call it in a worker thread only. */
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
      const { row } = await evaluate(createModel(model, options), { split: splitOf(fold) });
      const { fitSeconds, testSeconds } = row;
      return { trial, fold, row: { ...byRatingMetric(({ name }) => row[name]), fitSeconds, testSeconds } };
    } catch (error) {
      return { trial, fold, error: error instanceof Error ? error.message : String(error) };
    }
  };
  port.on('message', (job: TrialJob) => {
    void answer(job).then((result) => port.postMessage(result));
  });
}
