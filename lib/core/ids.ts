/**
 * Raw ids and inner indices as four types that don't mix.
 *
 * A raw id is what the data set calls a user or a film (`'196'`); as in Surprise, it is a string. An inner
 * index is its position in a table's vocabulary (0, 1, 2, …) and means nothing outside that table. Both are
 * "branded": plain strings and numbers at run time, but four different types for the compiler, so that
 * passing an inner index where a raw id is expected doesn't compile. (In the Python tutorial, this mistake
 * goes unnoticed: every such pair is treated as unknown.)
 */
import { OptionError } from './errors';

declare const brand: unique symbol;

/** What the data set calls a user, e.g. `'196'`. Made by {@link userId}. */
export type UserId = string & { readonly [brand]: 'UserId' };
/** What the data set calls an item (here: a film), e.g. `'242'`. Made by {@link itemId}. */
export type ItemId = string & { readonly [brand]: 'ItemId' };
/** The position of a user in one table's vocabulary, 0-based. Returned by `table.users.indexOf(id)`. */
export type UserIndex = number & { readonly [brand]: 'UserIndex' };
/** The position of an item in one table's vocabulary, 0-based. Returned by `table.items.indexOf(id)`. */
export type ItemIndex = number & { readonly [brand]: 'ItemIndex' };

/** A raw user id; `userId(196)` and `userId('196')` are the same id. OptionError if it is empty. */
export function userId(raw: string | number): UserId {
  return rawId('userId', raw) as UserId;
}

/** A raw item id; `itemId(242)` and `itemId('242')` are the same id. OptionError if it is empty. */
export function itemId(raw: string | number): ItemId {
  return rawId('itemId', raw) as ItemId;
}

/** An inner user index from a loop counter. OptionError if it is negative or not whole. */
export function userIndex(position: number): UserIndex {
  return innerIndex('userIndex', position) as UserIndex;
}

/** An inner item index from a loop counter. OptionError if it is negative or not whole. */
export function itemIndex(position: number): ItemIndex {
  return innerIndex('itemIndex', position) as ItemIndex;
}

function rawId(what: string, raw: string | number): string {
  // NaN, Infinity and 1e21 would become text that looks like an id.
  if (typeof raw === 'number' ? Number.isSafeInteger(raw) : typeof raw === 'string' && raw !== '') {
    return String(raw);
  }
  throw new OptionError(`${what}: a raw id must be a non-empty string or a whole number, got ${shown(raw)}`);
}

function innerIndex(what: string, position: number): number {
  if (Number.isSafeInteger(position) && position >= 0) return position;
  throw new OptionError(
    `${what}: an inner index must be a whole number of at least 0, got ${shown(position)}`,
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
