/** What the models that Spark trains have in common: ratings to Spark, factors back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Interactions } from '../../data/table/interactions';
import type { FactorState } from '../../models/shared/factor-state';
import type { FitRun } from '../../recommender/fit-run';
import { PREPARED_FILES } from '../prepare/prepared-folder';
import type { PreparedTrain } from '../prepare/prepared-train';
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

/** What Spark learns from. */
export interface SparkTrain {
  readonly userCount: number;
  readonly itemCount: number;
  /** The ratings as a Parquet file, which is written to the folder if there is none. */
  readonly ratingsFile: (scratch: string) => Promise<string>;
}

/** A table for Spark, which is written to a file. */
export function tableForSpark(train: Interactions): SparkTrain {
  const { userCount, itemCount } = train;
  const ratingsFile = async (scratch: string) => {
    const file = path.join(scratch, 'ratings.parquet');
    await writeRatings(train, file);
    return file;
  };
  return { userCount, itemCount, ratingsFile };
}

/** A prepared folder for Spark, of which this process reads nothing but its summary. */
export function folderForSpark({ folder, userCount, itemCount }: PreparedTrain): SparkTrain {
  return { userCount, itemCount, ratingsFile: async () => path.join(folder, PREPARED_FILES.ratings) };
}

/** Learns the factors of a train set. Nothing is left behind, neither files nor processes. */
export async function fitOnSpark(
  train: SparkTrain,
  run: FitRun,
  { factors, epochs, seed, more, biased }: SparkTask,
  settings: SparkSettings,
): Promise<FactorState> {
  const { programs, cluster, workDir = tmpdir(), partitions, onSpark } = settings;
  const scratch = await mkdtemp(path.join(path.resolve(workDir), '.spark-'));
  try {
    const ratings = await train.ratingsFile(scratch);
    run.throwIfAborted();
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
