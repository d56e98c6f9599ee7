/** What a model is given to learn from when its train set changes. */
import type { Interactions } from '../data/table/interactions';
import type { ChangedPairs } from '../data/table/table-update';

/** A train set before and after an update. Inner indices before it mean the same after it; new ones come behind them. */
export interface ModelUpdate {
  readonly before: Interactions;
  readonly train: Interactions;
  /** Which ratings differ; none if only times or ids are new. */
  readonly changed: ChangedPairs;
}

/** Each of the indices once, ascending. */
export function onceEach(indices: Int32Array): Int32Array {
  return Int32Array.from(new Set(indices)).sort();
}

/** What an update came to. */
export interface UpdateSummary {
  /** Ratings of pairs that had none. */
  readonly added: number;
  /** Ratings that differ now. */
  readonly changed: number;
  readonly withdrawn: number;
  readonly newUsers: number;
  readonly newItems: number;
}

export function updateSummary({ before, train, changed }: ModelUpdate): UpdateSummary {
  const { before: old, after } = changed;
  const added = old.filter((rating) => Number.isNaN(rating)).length;
  const withdrawn = after.filter((rating) => Number.isNaN(rating)).length;
  return {
    added,
    changed: old.length - added - withdrawn,
    withdrawn,
    newUsers: train.userCount - before.userCount,
    newItems: train.itemCount - before.itemCount,
  };
}
