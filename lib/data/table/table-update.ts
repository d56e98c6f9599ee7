/** A table with new, changed and withdrawn ratings: the columns of the next table, and the differences. */
import type { ItemIndex, UserIndex } from '../../core/ids';
import type { Int32Vector } from '../../core/readonly-vector';
import type { ContextColumns } from '../context/context-columns';
import {
  contextOf,
  contextWithout,
  sameContext,
  withContextAt,
  withContextBehind,
} from '../context/update-context';
import { appended, without } from './growing-column';
import type { OwnedColumns } from './owned-columns';
import type { LastUpdate, LastUpdates } from './rating-updates';

/** The ratings that differ after an update: one entry per pair, by the inner indices of the updated table. */
export interface ChangedPairs {
  /** Int32 [n]. */
  readonly users: Int32Array;
  /** Int32 [n]. */
  readonly items: Int32Array;
  /** The ratings before; NaN for a new pair. Float32 [n]. */
  readonly before: Float32Array;
  /** The ratings after; NaN for a withdrawn pair. Float32 [n]. */
  readonly after: Float32Array;
}

/** An update with its row in the table. */
interface Placed {
  readonly user: UserIndex;
  readonly item: ItemIndex;
  /** Its row in the previous table; −1 if there is none. */
  readonly row: number;
  readonly update: LastUpdate;
  /** What happens to the existing row, and whether a new one is appended. */
  readonly old: 'stays' | 'changes' | 'goes';
  readonly comes: boolean;
}

/**
 * The columns after the updates, possibly without any rows. New rows are appended without a copy; a changed
 * rating copies the columns of values; a withdrawn one copies all columns.
 *
 * @param rowsOf the rows of a user of the table
 * @returns `keeps`: whether the previous rows, or even their ratings, are the first rows of the result
 */
export function updatedColumns(
  before: OwnedColumns,
  updates: LastUpdates,
  rowsOf: (user: UserIndex) => Int32Vector,
): {
  owned: OwnedColumns;
  changed: ChangedPairs;
  keeps: { rows: boolean; ratings: boolean };
  isChanged: boolean;
} {
  const userIds = before.userIds.with(updates.users);
  const itemIds = before.itemIds.with(updates.items);
  const grown: OwnedColumns = { ...before, userIds, itemIds };
  const placed = updates.pairs.flatMap((update) => placesOf(before, grown, update, rowsOf));
  const changes = placed.filter(({ old }) => old === 'changes');
  const goes = placed.filter(({ old }) => old === 'goes');
  const comes = placed.filter((pair) => pair.comes);
  let owned = grown;
  if (changes.length > 0) owned = withChanges(owned, changes);
  if (goes.length > 0) owned = withoutRows(owned, goes);
  if (comes.length > 0) owned = withRows(owned, comes);
  const isGrown = userIds !== before.userIds || itemIds !== before.itemIds;
  return {
    owned,
    changed: changedPairs(before, placed),
    keeps: { rows: goes.length === 0, ratings: goes.length + changes.length === 0 },
    isChanged: isGrown || changes.length + goes.length + comes.length > 0,
  };
}

/** Empty for a withdrawn pair that was never there. */
function placesOf(
  before: OwnedColumns,
  { userIds, itemIds }: OwnedColumns,
  update: LastUpdate,
  rowsOf: (user: UserIndex) => Int32Vector,
): Placed[] {
  const [user, item] = [userIds.indexOf(update.user), itemIds.indexOf(update.item)];
  if (user === undefined || item === undefined) return [];
  const rows = user < before.userIds.size ? Array.from(rowsOf(user)) : [];
  const row = rows.find((at) => before.items[at] === item) ?? -1;
  const isWithdrawn = Number.isNaN(update.rating);
  const moves = isWithdrawn || update.isAfterWithdrawal;
  const old = row === -1 ? 'stays' : moves ? 'goes' : differs(before, row, update) ? 'changes' : 'stays';
  return [{ user, item, row, update, old, comes: !isWithdrawn && (row === -1 || moves) }];
}

function differs(before: OwnedColumns, row: number, update: LastUpdate): boolean {
  const { ratings, timestamps, propensities, context } = before;
  return (
    ratings[row] !== update.rating ||
    (timestamps?.[row] ?? 0) !== update.timestamp ||
    (propensities?.[row] ?? 0) !== update.propensity ||
    (context !== undefined && !sameContext(context.at(row), contextRows(context, [update]).at(0)))
  );
}

/** The context of updates that have been checked. */
function contextRows(columns: ContextColumns, updates: readonly LastUpdate[]): ContextColumns {
  const rows = updates.map(({ context }) => context);
  return contextOf(columns, rows, (name, _, message) => {
    throw new TypeError(`${name}: ${message}`);
  });
}

/** Copies the columns of values, with the new ones in place. */
function withChanges(columns: OwnedColumns, changes: readonly Placed[]): OwnedColumns {
  const ratings = columns.ratings.slice();
  const timestamps = columns.timestamps?.slice();
  const propensities = columns.propensities?.slice();
  for (const { row, update } of changes) {
    ratings[row] = update.rating;
    if (timestamps) timestamps[row] = update.timestamp;
    if (propensities) propensities[row] = update.propensity;
  }
  const rows = changes.map(({ row }) => row);
  const updates = changes.map(({ update }) => update);
  const context =
    columns.context && withContextAt(columns.context, rows, contextRows(columns.context, updates));
  return { ...columns, ratings, timestamps, propensities, context };
}

/** Copies of all columns without some rows. */
function withoutRows(columns: OwnedColumns, goes: readonly Placed[]): OwnedColumns {
  const gone = goes.map(({ row }) => row).sort((a, b) => a - b);
  return {
    ...columns,
    users: without(columns.users, gone),
    items: without(columns.items, gone),
    ratings: without(columns.ratings, gone),
    timestamps: columns.timestamps && without(columns.timestamps, gone),
    propensities: columns.propensities && without(columns.propensities, gone),
    context: columns.context && contextWithout(columns.context, gone),
  };
}

function withRows(columns: OwnedColumns, comes: readonly Placed[]): OwnedColumns {
  const { timestamps, propensities, context } = columns;
  const updates = comes.map(({ update }) => update);
  return {
    ...columns,
    users: appended(
      columns.users,
      comes.map(({ user }) => user),
    ),
    items: appended(
      columns.items,
      comes.map(({ item }) => item),
    ),
    ratings: appended(
      columns.ratings,
      updates.map(({ rating }) => rating),
    ),
    timestamps:
      timestamps &&
      appended(
        timestamps,
        updates.map(({ timestamp }) => timestamp),
      ),
    propensities:
      propensities &&
      appended(
        propensities,
        updates.map(({ propensity }) => propensity),
      ),
    context: context && withContextBehind(context, contextRows(context, updates)),
  };
}

function changedPairs({ ratings }: OwnedColumns, placed: readonly Placed[]): ChangedPairs {
  const pairs = placed
    .map(({ user, item, row, update }) => ({
      user,
      item,
      before: ratings[row] ?? Number.NaN,
      after: update.rating,
    }))
    .filter(({ before, after }) => !Object.is(before, after));
  return {
    users: Int32Array.from(pairs, ({ user }) => user),
    items: Int32Array.from(pairs, ({ item }) => item),
    before: Float32Array.from(pairs, ({ before }) => before),
    after: Float32Array.from(pairs, ({ after }) => after),
  };
}
