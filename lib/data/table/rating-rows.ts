/**
 * Converts hand-written rows of ratings to columns.
 */
import type { ContextValue } from '../context/context-column';
import { idColumnOf } from './id-column';
import type { InteractionColumns } from './interaction-columns';

/** `[user, item, rating]`, optionally with a timestamp, an object with these names, or `[user, item]`. */
export type RatingRow =
  | readonly [user: string | number, item: string | number]
  | readonly [user: string | number, item: string | number, rating: number, timestamp?: number]
  | {
      readonly user: string | number;
      readonly item: string | number;
      readonly rating: number;
      readonly timestamp?: number;
      /** A column for each name that occurs; a row without it has no value there. */
      readonly context?: Readonly<Record<string, ContextValue>>;
      readonly propensity?: number;
    };

/** Converts the rows to columns. Creates one object per row: for toy examples and small data. */
export function columnsOfRows(rows: Iterable<RatingRow>): InteractionColumns {
  const users: (string | number)[] = [];
  const items: (string | number)[] = [];
  const rating: number[] = [];
  const timestamp: number[] = [];
  const propensity: number[] = [];
  const context = new Map<string, ContextValue[]>();
  let isRated = false;
  for (const row of rows) {
    const cells = Symbol.iterator in row ? row : ([row.user, row.item, row.rating, row.timestamp] as const);
    if (!(Symbol.iterator in row)) {
      for (const [name, value] of Object.entries(row.context ?? {})) {
        const column = context.get(name) ?? [];
        column[users.length] = value;
        context.set(name, column);
      }
      if (row.propensity !== undefined) propensity.push(row.propensity);
    }
    users.push(cells[0]);
    items.push(cells[1]);
    if (cells.length > 2) isRated = true;
    rating.push(cells[2] as number); // an invalid one is rejected later, with its row
    if (cells[3] !== undefined) timestamp.push(cells[3]);
  }
  return {
    user: idColumnOf('userId', users),
    item: idColumnOf('itemId', items),
    rating: isRated || users.length === 0 ? rating : undefined,
    // If only some rows have timestamps or propensities, the column is too short, and the table rejects it.
    timestamp: timestamp.length > 0 ? timestamp : undefined,
    propensity: propensity.length > 0 ? propensity : undefined,
    context: context.size > 0 ? columnsOf(context, users.length) : undefined,
  };
}

/** Lists of the same length; missing values are undefined. */
function columnsOf(
  lists: ReadonlyMap<string, readonly ContextValue[]>,
  length: number,
): Record<string, ContextValue[]> {
  return Object.fromEntries(
    Array.from(lists, ([name, list]) => [name, Array.from({ length }, (_, row) => list[row])]),
  );
}
