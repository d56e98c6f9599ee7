/** Runs each model of a table on each split with each seed. */

import { LabError } from '../../core/errors';
import { modelEntry, modelOf, type RegisteredModel } from '../../models/registry';
import type { LabeledModel } from '../presets/labeled-model';
import type { RankingMetricName } from '../ranking/metrics/ranking-metrics';
import type { Split } from '../splits/split';

/** One run, with its name. */
export interface Run {
  readonly model: RegisteredModel;
  readonly split: Split;
  /** Index of the split. */
  readonly fold: number;
  /** `3/17 SVD, u1, model seed 0`. */
  readonly name: string;
}

/** The models, splits, and seeds of a table. */
export interface Comparison {
  readonly models: readonly LabeledModel[];
  readonly splits: readonly Split[];
  readonly seeds: number;
  readonly note: (line: string) => void;
  /**
   * Only for lists: the metrics to compute, with intervals only for those that tables show with one. Default: all, with
   * intervals, which takes several times as long.
   */
  readonly metrics?: readonly RankingMetricName[];
  /** Only for lists: the test rating from which an item is relevant. Default: that of `evaluateRanking`. */
  readonly relevantFrom?: number;
  /**
   * Called with a model that can't be fitted or measured here, because it needs too much memory or what the data
   * doesn't have; its row is left out. Default: the error is thrown.
   */
  readonly onRefusal?: (model: LabeledModel, error: LabError) => void;
}

/** Receives the results of one model: for each split, one per seed; a model without a seed runs once. */
export async function runAll<Result>(
  comparison: Comparison,
  run: (run: Run) => Promise<Result>,
  row: (spec: LabeledModel, results: Result[][]) => void,
): Promise<void> {
  const { models, onRefusal } = comparison;
  for (const [n, spec] of models.entries()) {
    let results: Result[][];
    try {
      results = await resultsOf(spec, `${n + 1}/${models.length} ${spec.label}`, comparison, run);
    } catch (error) {
      if (!(onRefusal && error instanceof LabError)) throw error;
      onRefusal(spec, error);
      continue;
    }
    row(spec, results);
  }
}

async function resultsOf<Result>(
  spec: LabeledModel,
  title: string,
  { splits, seeds, note }: Comparison,
  run: (run: Run) => Promise<Result>,
): Promise<Result[][]> {
  const many = seeds > 1 && 'seed' in modelEntry(spec.model).defaults;
  const results: Result[][] = [];
  for (const [fold, split] of splits.entries()) {
    results.push([]);
    for (let seed = 0; seed < (many ? seeds : 1); seed++) {
      const options = many ? { ...spec.options, seed } : spec.options;
      const name = `${title}, ${split.name}${many ? `, model seed ${seed}` : ''}`;
      const one = { model: modelOf({ ...spec, options }), split, fold, name };
      results[fold]!.push(await noted(name, note, () => run(one)));
    }
  }
  return results;
}

/** Notes after 2, 4, 8, … seconds that the work still runs, where it lets the event loop turn. */
async function noted<Result>(
  name: string,
  note: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  let next = FIRST_NOTE_MS;
  const timer = setInterval(() => {
    const passed = performance.now() - started;
    if (passed < next) return;
    next = 2 * passed;
    note(`${name}: running for ${Math.round(passed / 1000)} s`);
  }, FIRST_NOTE_MS / 4);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const FIRST_NOTE_MS = 2000;
