/** How many ratings a comparison rests on. */
import type { ItemIndex, UserIndex } from '../core/ids';
import type { Interactions } from '../data/interactions';

/** For an item, a function that says how many users have rated both it and another one. Cost: O(ratings of each). */
export function commonRaters(train: Interactions, item: ItemIndex): (other: ItemIndex) => number {
  const raters = new Set(Array.from(train.rowsOfItem(item), (row) => train.userColumn[row]));
  return (other) =>
    Array.from(train.rowsOfItem(other)).filter((row) => raters.has(train.userColumn[row])).length;
}

/** For a user, a function that says how many items both this one and another have rated. */
export function commonItems(train: Interactions, user: UserIndex): (other: UserIndex) => number {
  const rated = new Set(Array.from(train.rowsOfUser(user), (row) => train.itemColumn[row]));
  return (other) =>
    Array.from(train.rowsOfUser(other)).filter((row) => rated.has(train.itemColumn[row])).length;
}
