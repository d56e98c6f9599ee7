/** A worker thread of a search: runs trials on the table that it was started with. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InteractionColumns } from '../../data/table/interaction-columns';
import { Interactions } from '../../data/table/interactions';
import { type TrialJob, type TrialSetting, Trials } from './trials';

/** What a worker is started with. */
export interface TrialWorkerData extends TrialSetting {
  readonly columns: InteractionColumns;
  readonly scale: Interactions['scale'];
}

/** Runs jobs until the thread is terminated. Call it in a worker thread only. */
export function serveTrials(): void {
  if (!parentPort) throw new Error('serveTrials runs in worker threads only');
  const port = parentPort;
  const { columns, scale, ...setting } = workerData as TrialWorkerData;
  const table = Interactions.fromColumns(columns, { scale, duplicates: 'keep', ownership: 'take' });
  const trials = new Trials(table, setting);
  port.on('message', (job: TrialJob) => {
    void trials.run(job).then((answer) => port.postMessage(answer));
  });
}
