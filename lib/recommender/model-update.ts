/** Updates of models whose train set changes. */
import type { Interactions } from '../data/table/interactions';
import type { ChangedPairs } from '../data/table/table-update';

/** A train set before and after an update. Inner indices stay the same; new ones are appended. */
export interface ModelUpdate {
  readonly before: Interactions;
  readonly train: Interactions;
  /** The ratings that differ; none if only timestamps or ids are new. */
  readonly changed: ChangedPairs;
}

/** Each of the indices once, ascending. */
export function onceEach(indices: Int32Array): Int32Array {
  return Int32Array.from(new Set(indices)).sort();
}

/** The result of an update. */
export interface UpdateSummary {
  /** Number of new ratings. */
  readonly added: number;
  /** Number of ratings that changed. */
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
