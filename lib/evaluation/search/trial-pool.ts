/** Worker threads that fit and measure, so that a search uses all cores and the notebook stays awake. */
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { LabError } from '../../core/errors';
import { loadedBackend } from '../../math/tensors/tensors';
import type { TrialAnswer, TrialJob, TrialSetting } from './trial-worker';

/** What `runTrials` needs. */
export interface TrialPoolOptions {
  readonly setting: TrialSetting;
  readonly jobs: readonly TrialJob[];
  /** How many threads. */
  readonly workers: number;
  /** Called with each answer, in order of arrival. */
  readonly onAnswer: (answer: TrialAnswer) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs all jobs, each on the next free worker. Ends the workers at the end, when one crashes, and when the
 * signal is aborted (then with its reason). A worker needs about half a second to start and 100 MB.
 */
export async function runTrials(options: TrialPoolOptions): Promise<void> {
  const { setting, jobs, onAnswer, signal } = options;
  signal?.throwIfAborted();
  const waiting = [...jobs];
  const count = Math.min(options.workers, jobs.length);
  const workers = Array.from({ length: count }, () => startWorker(setting));
  let abort = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort);
      let open = jobs.length;
      for (const worker of workers) {
        const next = () => {
          const job = waiting.shift();
          if (job) worker.postMessage(job);
        };
        worker.on('message', (answer: TrialAnswer) => {
          try {
            onAnswer(answer);
          } catch (error) {
            reject(error);
            return;
          }
          if (--open === 0) resolve();
          else next();
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          reject(
            new LabError('WORKER', `a worker of the search ended early (exit code ${code}); out of memory?`),
          );
        });
        next();
      }
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function startWorker(setting: TrialSetting): Worker {
  // Worker threads know no TypeScript by themselves: the hook goes before the first file of it. TensorFlow.js,
  // where it is in use, goes before the hook, which would look through all its files: 0.16 s less of 0.5.
  const files =
    loadedBackend() === 'tensorflow' ? ['../../core/tfjs-prelude.cjs', '@tensorflow/tfjs-node'] : [];
  const start = [
    ...[...files, 'tsx/cjs'].map((file) => `require(${JSON.stringify(require.resolve(file))});`),
    `require(${JSON.stringify(require.resolve('./trial-worker'))}).serveTrials();`,
  ];
  // One environment: TensorFlow reads the real one, where a thread's own settings wouldn't arrive.
  return new Worker(start.join('\n'), { eval: true, workerData: setting, execArgv: [], env: SHARE_ENV });
}
