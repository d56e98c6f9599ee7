/** What the models that Spark trains have in common: ratings to Spark, factors back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Interactions } from '../../data/table/interactions';
import type { FactorState } from '../../models/shared/factor-state';
import type { FitRun } from '../../recommender/fit-run';
import { readFactors, writeRatings } from './factor-files';
import { runSparkJob, type SparkCluster, type SparkPrograms, type SparkProgress } from './spark-job';

/** Where and how Spark trains a model. */
export interface SparkSettings {
  readonly programs: SparkPrograms;
  readonly cluster: SparkCluster;
  /**
   * A folder for temporary files, which all workers can read and write: on several machines, a shared one. Default: that
   * of the system.
   */
  readonly workDir?: string;
  /** The ratings as a Parquet file, if there is one: that of a prepared folder. Default: it is written. */
  readonly ratingsFile?: string;
  /** Blocks of users and of items, which are solved at the same time. Default: as many as Spark has cores. */
  readonly partitions?: number;
  /** Called about twice a second. */
  readonly onSpark?: (progress: SparkProgress) => void;
}

/** What `als.py` learns. */
export interface SparkTask {
  readonly factors: number;
  readonly epochs: number;
  readonly seed: number;
  /** Other options of the script: `['--implicit']`. */
  readonly more: readonly string[];
  readonly biased: boolean;
}

/** Learns the factors of a train set. Nothing is left behind, neither files nor processes. */
export async function fitOnSpark(
  train: Interactions,
  run: FitRun,
  { factors, epochs, seed, more, biased }: SparkTask,
  settings: SparkSettings,
): Promise<FactorState> {
  const { programs, cluster, workDir = tmpdir(), ratingsFile, partitions, onSpark } = settings;
  const scratch = await mkdtemp(path.join(path.resolve(workDir), '.spark-'));
  try {
    const ratings = ratingsFile ?? path.join(scratch, 'ratings.parquet');
    if (ratingsFile === undefined) await writeRatings(train, ratings);
    const out = path.join(scratch, 'factors');
    const steps = stepsOf(run, epochs);
    await runSparkJob({
      programs,
      cluster,
      scratch,
      args: [
        ...['--ratings', path.resolve(ratings), '--out', out],
        ...['--factors', `${factors}`, '--rounds', `${epochs}`, '--seed', `${seed}`],
        ...(partitions === undefined ? [] : ['--blocks', `${partitions}`]),
        ...more,
      ],
      onProgress: (progress) => {
        onSpark?.(progress);
        steps.reach(Math.floor((progress.round / progress.rounds) * epochs));
      },
      signal: run.signal,
    });
    const { userCount: users, itemCount: items } = train;
    const state = await readFactors(out, { users, items, factors, biased });
    await steps.finish();
    return state;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Reports Spark's rounds as steps of the fit, each once. */
function stepsOf(run: FitRun, epochs: number) {
  let last = Promise.resolve();
  let reached = 0;
  const reach = (round: number) => {
    for (; reached < Math.min(round, epochs); reached++) last = last.then(() => run.step(epochs));
    last.catch(() => {}); // an abort, which the job reports
  };
  return {
    reach,
    finish: () => {
      reach(epochs);
      return last;
    },
  };
}
