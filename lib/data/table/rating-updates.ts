/** Checks and combines new, changed and withdrawn ratings. */
import { asWritten } from '../../core/as-written';
import { DataError } from '../../core/errors';
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import { describeScale, isOnScale, type RatingScale } from '../../core/rating-scale';
import type { ContextValue } from '../context/context-column';
import { contextOf, type GivenContext } from '../context/update-context';
import { isSeconds } from '../delimited/time-column';
import type { OwnedColumns } from './owned-columns';

/**
 * A new rating, a rating that replaces an older one, or null to withdraw one; as an object or as a row
 * `[user, item, rating, timestamp]`. For a table without ratings, it may be left out: the item is then
 * chosen.
 */
export type RatingUpdate =
  | readonly [user: string | number, item: string | number, rating?: number | null, timestamp?: number]
  | {
      readonly user: string | number;
      readonly item: string | number;
      readonly rating?: number | null;
      readonly timestamp?: number;
      readonly context?: Readonly<Record<string, ContextValue>>;
      readonly propensity?: number;
    };

/** The table to update. */
export interface UpdatedTable {
  readonly scale: RatingScale;
  readonly hasRatings: boolean;
  readonly columns: Pick<OwnedColumns, 'timestamps' | 'propensities' | 'context'>;
}

/** The last update of a pair. */
export interface LastUpdate {
  readonly user: UserId;
  readonly item: ItemId;
  /** As a 32-bit float; NaN for a withdrawal. */
  readonly rating: number;
  /** 0 if the table has none. */
  readonly timestamp: number;
  readonly propensity: number;
  /** As given. */
  readonly context: GivenContext;
  /** Whether an older rating was withdrawn before this update, so that its row is a new one. */
  readonly isAfterWithdrawal: boolean;
}

/** Updates in order, combined to one per pair. */
export interface LastUpdates {
  /** Pairs that aren't withdrawn are in the order of their rows. */
  readonly pairs: readonly LastUpdate[];
  /** All users and items with ratings, including those whose ratings were withdrawn later. */
  readonly users: ReadonlySet<UserId>;
  readonly items: ReadonlySet<ItemId>;
}

const WITHDRAWN = Object.freeze({
  rating: Number.NaN,
  timestamp: 0,
  propensity: 0,
  context: undefined,
  isAfterWithdrawal: true,
});

/**
 * Checks updates and combines them. A batch of updates has the same result as one update at a time.
 * @throws DataError with update and column, for a value that the table can't contain
 */
export function lastUpdates(table: UpdatedTable, updates: Iterable<RatingUpdate>): LastUpdates {
  const pairs = new Map<string, LastUpdate>();
  const users = new Set<UserId>();
  const items = new Set<ItemId>();
  let place = 0;
  for (const update of updates) {
    place++;
    const given = partsOf(update);
    const [user, item] = [userId(given.user), itemId(given.item)];
    const pair = JSON.stringify([user, item]);
    const before = pairs.get(pair);
    if (given.rating === null) {
      pairs.delete(pair);
      pairs.set(pair, { user, item, ...WITHDRAWN });
      continue;
    }
    const values = checkedValues(table, given, (column, message) => {
      throw new DataError(`Interactions: update ${place}, ${column}: ${message}`);
    });
    users.add(user);
    items.add(item);
    if (before && Number.isNaN(before.rating)) pairs.delete(pair); // its row comes after the existing ones
    pairs.set(pair, { user, item, ...values, isAfterWithdrawal: before?.isAfterWithdrawal ?? false });
  }
  return { pairs: [...pairs.values()], users, items };
}

type GivenUpdate = Exclude<RatingUpdate, readonly unknown[]>;
type Fail = (column: string, message: string) => never;

function partsOf(update: RatingUpdate): GivenUpdate {
  if (!(Symbol.iterator in update)) return update;
  const [user, item, rating, timestamp] = update;
  return { user, item, rating, timestamp };
}

function checkedValues(table: UpdatedTable, given: GivenUpdate, fail: Fail) {
  const { timestamps, propensities, context } = table.columns;
  if (context) contextOf(context, [given.context], (name, _, message) => fail(name, message));
  return {
    rating: checkedRating(table, given.rating, fail),
    timestamp: timestamps ? checkedTime(given.timestamp, fail) : 0,
    propensity: propensities ? checkedPropensity(given.propensity, fail) : 0,
    context: given.context,
  };
}

function checkedRating(
  { scale, hasRatings }: UpdatedTable,
  rating: number | null | undefined,
  fail: Fail,
): number {
  if (!hasRatings) {
    if (rating === undefined || rating === 1) return 1;
    return fail(
      'rating',
      `each row of the table is a choice, so expected 1, or null to withdraw it, got ${rating}`,
    );
  }
  if (typeof rating === 'number' && isOnScale(scale, rating)) return Math.fround(rating);
  const shown = typeof rating === 'number' ? asWritten(rating) : JSON.stringify(rating);
  return fail(
    'rating',
    `expected a rating from ${describeScale(scale)}, or null to withdraw it, got ${shown}`,
  );
}

function checkedTime(time: number | undefined, fail: Fail): number {
  if (time !== undefined && isSeconds(time)) return time;
  const hint = time !== undefined && isSeconds(time / 1000) ? ' (milliseconds? divide by 1000)' : '';
  return fail(
    'timestamp',
    `expected seconds since 1970, as the other ratings of the table have, got ${time}${hint}`,
  );
}

function checkedPropensity(propensity: number | undefined, fail: Fail): number {
  if (propensity !== undefined && propensity > 0 && propensity <= 1) return propensity;
  return fail(
    'propensity',
    `expected a probability above 0 and at most 1, as the other ratings of the table have, got ${propensity}`,
  );
}
