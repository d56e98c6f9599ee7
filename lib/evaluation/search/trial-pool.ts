/** Worker threads for the trials of a search, so that it uses all cores and the notebook stays responsive. */
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { LabError } from '../../core/errors';
import { IS_PACKAGED } from '../../core/packaged';
import type { Interactions } from '../../data/table/interactions';
import { loadedBackend } from '../../math/tensors/tensors';
import type { TrialWorkerData } from './trial-worker';
import { type TrialAnswer, type TrialJob, type TrialSetting, Trials } from './trials';

/** Options of `runTrials`. */
export interface TrialPoolOptions {
  readonly table: Interactions;
  readonly setting: TrialSetting;
  readonly jobs: readonly TrialJob[];
  /** Number of threads. */
  readonly workers: number;
  /** Called with each answer, in order of arrival. */
  readonly onAnswer: (answer: TrialAnswer) => void;
  readonly signal?: AbortSignal;
}

/**
 * The memory in which a worker's new objects begin, in MB. Node's own limit is 48: with 6, two workers take 30 MB less
 * for a grid of SVD on MovieLens 100K, and 60 MB less for one of NMF, in the same time.
 */
const YOUNG_MEGABYTES = 6;

/**
 * Runs all jobs, each on the next free worker. Stops the workers when all jobs are done, when one crashes,
 * and when the signal is aborted (then with its reason). A worker takes about half a second to start and, for SVD
 * on 100,000 ratings, 50 MB. A single one would only be waited for, so its work is done here: fits let the event loop
 * run.
 */
export async function runTrials(options: TrialPoolOptions): Promise<void> {
  const { table, setting, jobs, onAnswer, signal } = options;
  signal?.throwIfAborted();
  const count = Math.min(options.workers, jobs.length);
  if (count === 1) {
    const trials = new Trials(table, setting);
    for (const job of jobs) onAnswer(await trials.run(job, signal));
    return;
  }
  const waiting = [...jobs];
  const data = { ...setting, columns: table.toColumns(), scale: table.scale };
  const workers = Array.from({ length: count }, () => startWorker(data));
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

function startWorker(workerData: TrialWorkerData): Worker {
  // Worker threads can't load TypeScript by themselves: the hook must come before the first such file. TensorFlow.js, if it
  // is in use, comes before the hook, which would otherwise process all its files: this saves 0.16 s of 0.5 s.
  const files =
    loadedBackend() === 'tensorflow' ? ['../../core/tfjs-prelude.cjs', '@tensorflow/tfjs-node'] : [];
  const hooks = IS_PACKAGED ? [] : ['../../core/typescript.cjs'];
  const start = [
    ...[...files, ...hooks].map((file) => `require(${JSON.stringify(require.resolve(file))});`),
    `require(${JSON.stringify(require.resolve('./trial-worker'))}).serveTrials();`,
  ];
  // Shared, because TensorFlow reads the process's environment, which a thread's own copy wouldn't change.
  return new Worker(start.join('\n'), {
    eval: true,
    workerData,
    execArgv: [],
    env: SHARE_ENV,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
}
