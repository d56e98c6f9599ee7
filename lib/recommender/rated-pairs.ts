/** Which items each user of a train set has rated, and which users each item. */
import type { UserIndex } from '../core/ids';
import { Interactions } from '../data/table/interactions';
import { RowlessTrain } from './rowless-train';
import type { PairLists, RatedPairs, TrainSummary } from './train-summary';

/** The pairs of a train set; undefined if it has no rows and they weren't saved. */
export function ratedPairs(train: TrainSummary): RatedPairs | undefined {
  if (train instanceof RowlessTrain) return train.pairs;
  return train instanceof Interactions ? new TablePairs(train) : undefined;
}

/** A table groups its rows at first use, so only the side that is asked for is grouped. */
class TablePairs implements RatedPairs {
  readonly #table: Interactions;

  constructor(table: Interactions) {
    this.#table = table;
  }

  get byUser(): PairLists {
    const { offsets, rows } = this.#table.byUser;
    return { offsets, rows, column: this.#table.itemColumn };
  }

  get byItem(): PairLists {
    const { offsets, rows } = this.#table.byItem;
    return { offsets, rows, column: this.#table.userColumn };
  }
}

/** Whether it is known which items a user has rated. */
export function knowsSeen(train: TrainSummary): boolean {
  return ratedPairs(train) !== undefined || (train instanceof RowlessTrain && train.seenBy !== undefined);
}

/** The indices of one key. A new array. */
export function listOf({ offsets, rows, column }: PairLists, key: number): Int32Array {
  const from = offsets[key];
  const list = new Int32Array(offsets[key + 1] - from);
  for (let n = 0; n < list.length; n++) list[n] = column[rows ? rows[from + n] : from + n];
  return list;
}

/** The same lists, one after the other: all of them are read faster. Cost: O(pairs). */
export function inOrder({ offsets, rows, column }: PairLists): PairLists {
  if (!rows) return { offsets, column };
  const sorted = new Int32Array(rows.length);
  for (let n = 0; n < sorted.length; n++) sorted[n] = column[rows[n]];
  return { offsets, column: sorted };
}

/** Inner indices of the items that a user has rated; undefined if that isn't known. */
export function seenItems(train: TrainSummary, user: UserIndex): Int32Array | undefined {
  const pairs = ratedPairs(train);
  if (pairs) return listOf(pairs.byUser, user);
  if (!(train instanceof RowlessTrain) || !train.seenBy) return undefined;
  const seen: number[] = [];
  for (const item of train.seenBy(train.users.idOf(user))) {
    const index = train.items.indexOf(item);
    if (index !== undefined) seen.push(index);
  }
  return Int32Array.from(seen);
}
