/**
 * The columns behind a table, and operations on all of them.
 */
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import type { RatingScale } from '../../core/rating-scale';
import type { ContextColumns } from '../context/context-columns';
import { gather } from './gather';
import { IdMap } from './id-map';
import { renumber } from './renumber';
import { RowsHash } from './rows-hash';

/** Columns that belong to one table, with one value per row, and the vocabularies that they refer to. */
export interface OwnedColumns {
  readonly userIds: IdMap<UserId, UserIndex>;
  readonly itemIds: IdMap<ItemId, ItemIndex>;
  /** Inner indices. */
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly ratings: Float32Array;
  readonly timestamps: Float64Array | undefined;
  readonly propensities: Float64Array | undefined;
  readonly context: ContextColumns | undefined;
}

/** Selects rows, in the given order, with the same vocabularies. */
export function columnsAt(columns: OwnedColumns, rows: ArrayLike<number>): OwnedColumns {
  const { timestamps, propensities } = columns;
  return {
    ...columns,
    users: gather(columns.users, rows),
    items: gather(columns.items, rows),
    ratings: gather(columns.ratings, rows),
    timestamps: timestamps && gather(timestamps, rows),
    propensities: propensities && gather(propensities, rows),
    context: columns.context?.select(rows),
  };
}

/**
 * The same rows with vocabularies that contain only their own users and items, numbered by first appearance.
 */
export function renumbered(columns: OwnedColumns): OwnedColumns {
  const users = renumber(columns.users, columns.userIds.size);
  const items = renumber(columns.items, columns.itemIds.size);
  return {
    ...columns,
    userIds: IdMap.users(idsAt(columns.userIds, users.old)),
    itemIds: IdMap.items(idsAt(columns.itemIds, items.old)),
    users: users.column,
    items: items.column,
  };
}

/** Bytes of the columns, without the vocabularies. */
export function bytesOf({ users, items, ratings, timestamps, propensities, context }: OwnedColumns): number {
  return [users, items, ratings, timestamps, propensities, context].reduce(
    (bytes, column) => bytes + (column?.byteLength ?? 0),
    0,
  );
}

/** Rows that are renumbered at a time. */
const PIECE = 1 << 18;

/** SHA-256 of scale and rows; see `Interactions.hash`. */
export function hashOf(columns: OwnedColumns, scale: RatingScale): string {
  const { userIds, itemIds, users, items, ratings, timestamps } = columns;
  const hash = new RowsHash({
    scale,
    userId: (index) => userIds.idOf(index as UserIndex),
    itemId: (index) => itemIds.idOf(index as ItemIndex),
    userCount: userIds.size,
    itemCount: itemIds.size,
    length: ratings.length,
  });
  hash.see(users, items);
  for (const [name, column] of [
    ['user', users],
    ['item', items],
  ] as const) {
    hash.begin(name);
    for (let at = 0; at < column.length; at += PIECE) hash.add(name, column.subarray(at, at + PIECE));
  }
  hash.begin('rating');
  hash.add('rating', ratings);
  if (timestamps) {
    hash.begin('timestamp');
    hash.add('timestamp', timestamps);
  }
  return hash.digest();
}

function idsAt<Id extends string, Index extends number>(ids: IdMap<Id, Index>, places: Int32Array): Id[] {
  return Array.from(places, (place) => ids.idOf(place as Index));
}
