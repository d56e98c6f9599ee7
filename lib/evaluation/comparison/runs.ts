/** Runs each model of a table on each split with each seed. */

import { modelEntry, modelOf, type RegisteredModel } from '../../models/registry';
import type { LabeledModel } from '../presets/labeled-model';
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
}

/** Receives the results of one model: for each split, one per seed; a model without a seed runs once. */
export async function runAll<Result>(
  { models, splits, seeds }: Comparison,
  run: (run: Run) => Promise<Result>,
  row: (spec: LabeledModel, results: Result[][]) => void,
): Promise<void> {
  for (const [n, spec] of models.entries()) {
    const many = seeds > 1 && 'seed' in modelEntry(spec.model).defaults;
    const results: Result[][] = [];
    for (const [fold, split] of splits.entries()) {
      results.push([]);
      for (let seed = 0; seed < (many ? seeds : 1); seed++) {
        const options = many ? { ...spec.options, seed } : spec.options;
        const name = `${n + 1}/${models.length} ${spec.label}, ${split.name}${many ? `, model seed ${seed}` : ''}`;
        results[fold].push(await run({ model: modelOf({ ...spec, options }), split, fold, name }));
      }
    }
    row(spec, results);
  }
}
