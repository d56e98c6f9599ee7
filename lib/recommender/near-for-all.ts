/** Finds the items that may be on the lists of many users, without scoring all. */
import type { AskedUser } from './asked-user';

/** The lists that are asked for. */
export interface ManyUsers {
  /** By inner index; undefined is an unknown user. */
  readonly users: readonly AskedUser[];
  /** The length of a list. */
  readonly wanted: number;
  /** 0 for each item that is on no list, by inner index. */
  readonly allowed: Uint8Array;
  /** Inner indices of the items that aren't on the list of the user in this place of `users`. */
  readonly seen: (place: number) => Int32Array;
}

/**
 * For each user in turn, inner indices of items, in the order of the train set: at least all that are among the best,
 * with those that tie with the last of them. Undefined where all items have to be scored.
 */
export type NearForAll = Iterable<Int32Array | undefined>;
