/** The support of a similarity or weight: on how many common ratings it is based. */
import type { ItemIndex } from '../../core/ids';
import { listOf, ratedPairs } from '../../recommender/rated-pairs';
import type { PairLists, TrainSummary } from '../../recommender/train-summary';

/**
 * For an item, returns a function that counts the users who rated both it and another; undefined if who rated what isn't
 * known. Cost: O(ratings of each).
 */
export function commonRaters(train: TrainSummary, item: ItemIndex): (other: number) => number | undefined {
  const pairs = ratedPairs(train);
  return pairs ? countAmong(listOf(pairs.byItem, item), pairs.byItem) : () => undefined;
}

/**
 * For a set of items, returns a function that counts how many of them a user rated, likewise. Cost: O(items + user's
 * ratings).
 */
export function commonItems(
  train: TrainSummary,
  items: Iterable<number>,
): (user: number) => number | undefined {
  const pairs = ratedPairs(train);
  return pairs ? countAmong(items, pairs.byUser) : () => undefined;
}

function countAmong(
  wanted: Iterable<number>,
  { offsets, rows, column }: PairLists,
): (group: number) => number {
  const among = new Set(wanted);
  return (group) => {
    let count = 0;
    for (let at = offsets[group]; at < offsets[group + 1]; at++) {
      if (among.has(column[rows ? rows[at] : at])) count++;
    }
    return count;
  };
}
