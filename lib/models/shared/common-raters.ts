/** The support of a similarity or weight: on how many common ratings it is based. */
import type { ItemIndex } from '../../core/ids';
import type { Int32Vector } from '../../core/readonly-vector';
import type { Interactions } from '../../data/table/interactions';

/**
 * For an item, returns a function that counts the users who rated both it and another. Cost: O(ratings of
 * each).
 */
export function commonRaters(train: Interactions, item: ItemIndex): (other: number) => number {
  const raters = Array.from(train.rowsOfItem(item), (row) => train.userColumn[row]);
  return countAmong(raters, train.byItem, train.userColumn);
}

/**
 * For a set of items, returns a function that counts how many of them a user rated. Cost: O(items + user's
 * ratings).
 */
export function commonItems(train: Interactions, items: Iterable<number>): (user: number) => number {
  return countAmong(items, train.byUser, train.itemColumn);
}

function countAmong(
  wanted: Iterable<number>,
  { offsets, rows }: Interactions['byItem'],
  column: Int32Vector,
): (group: number) => number {
  const among = new Set(wanted);
  return (group) => {
    let count = 0;
    for (let at = offsets[group]; at < offsets[group + 1]; at++) if (among.has(column[rows[at]])) count++;
    return count;
  };
}
