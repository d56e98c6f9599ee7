/** `npm run serve -- --workers n`: the primary. */
import * as path from 'node:path';
import { FeedbackStore } from '../../lib/service/feedback/feedback-store';
import { WorkerPool } from '../../lib/service/workers/worker-pool';
import { freePort } from '../bench/server-process';
import { TYPESCRIPT } from '../cli/node-arguments';
import type { Arguments } from './arguments';
import type { ModelDirs } from './default-model';
import type { WorkerSettings } from './worker';

/** The workers, and the feedback that they share. */
export interface Workers {
  readonly pool: WorkerPool;
  close(): Promise<void>;
}

/** Not started yet. @throws LabError `LOCKED` if another service uses the folder for feedback */
export async function makeWorkers(
  { workers: count, port, host, feedback, keyFile, cors, rateLimit, keepItems, quiet }: Arguments,
  dirs: ModelDirs,
  onNote: (note: string) => void,
): Promise<Workers> {
  const store = await FeedbackStore.open(feedback, { onNote });
  // A free port is chosen here: one that workers choose would be lost if all of them crashed.
  const settings: WorkerSettings = {
    ...{ dirs, host, feedback, keyFile, cors, rateLimit, keepItems, quiet },
    port: port === 0 ? await freePort() : port,
  };
  const pool = new WorkerPool({
    count,
    exec: path.join(__dirname, 'worker.ts'),
    execArgv: TYPESCRIPT,
    args: [JSON.stringify(settings)],
    store,
    onNote,
  });
  return { pool, close: () => pool.close().finally(() => store.close()) };
}
