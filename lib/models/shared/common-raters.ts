/** How many ratings a comparison rests on. */
import type { ItemIndex } from '../../core/ids';
import type { Int32Vector } from '../../core/readonly-vector';
import type { Interactions } from '../../data/table/interactions';

/** For an item, a function that says how many users have rated both it and another one. Cost: O(ratings of each). */
export function commonRaters(train: Interactions, item: ItemIndex): (other: number) => number {
  const raters = Array.from(train.rowsOfItem(item), (row) => train.userColumn[row]);
  return countAmong(raters, train.byItem, train.userColumn);
}

/** For what somebody has rated, a function that says how many of that a user has rated too. Cost: likewise. */
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
