/**
 * Converts hand-written rows of ratings to columns.
 */
import { idColumnOf } from './id-column';
import type { InteractionColumns } from './interaction-columns';

/** `[user, item, rating]`, with a timestamp behind it or not, an object with these names, or `[user, item]`. */
export type RatingRow =
  | readonly [user: string | number, item: string | number]
  | readonly [user: string | number, item: string | number, rating: number, timestamp?: number]
  | {
      readonly user: string | number;
      readonly item: string | number;
      readonly rating: number;
      readonly timestamp?: number;
    };

/** The rows as columns. One object a row on the way: for toy examples and small data. */
export function columnsOfRows(rows: Iterable<RatingRow>): InteractionColumns {
  const users: (string | number)[] = [];
  const items: (string | number)[] = [];
  const rating: number[] = [];
  const timestamp: number[] = [];
  let isRated = false;
  for (const row of rows) {
    const cells = Symbol.iterator in row ? row : ([row.user, row.item, row.rating, row.timestamp] as const);
    users.push(cells[0]);
    items.push(cells[1]);
    if (cells.length > 2) isRated = true;
    rating.push(cells[2] as number); // a wrong one is refused later, with its row
    if (cells[3] !== undefined) timestamp.push(cells[3]);
  }
  return {
    user: idColumnOf('userId', users),
    item: idColumnOf('itemId', items),
    rating: isRated || users.length === 0 ? rating : undefined,
    // Times in some rows only make a column that is too short, which the table then refuses.
    timestamp: timestamp.length > 0 ? timestamp : undefined,
  };
}
