/** A train set and a test set that share no rating. */
import { called, objectWith } from '../../core/arguments';
import { ContentHash } from '../../core/content-hash';
import { DataError, OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';

/**
 * Numbers of test rows with users or items that the train set doesn't have, for which no model can
 * personalize.
 */
export interface ColdRows {
  /** Test rows whose user has no train rating. */
  readonly user: number;
  /** Test rows whose item has no train rating. */
  readonly item: number;
  /** Test rows for which either is true. */
  readonly either: number;
}

/** A train set and a test set. Made by the functions of this folder, each in a file of its name. */
export interface Split {
  /** For tables and receipts: `random 80/20, seed 42`. */
  readonly name: string;
  /**
   * The train set. Its vocabulary contains only the users and items with a rating in it, in order of
   * appearance, followed by the other items that have features, if any: features aren't ratings, so they leak
   * nothing.
   */
  readonly train: Interactions;
  /** The test set: ratings only, without item features. */
  readonly test: Interactions;
  /** Seed of the split, if it is random. */
  readonly seed?: number;
  readonly cold: ColdRows;
  /** Caveats to mention with results, one sentence each. */
  readonly notes: readonly string[];
  /** SHA-256 of the table that was split, 64 hex digits. Computed on first use. */
  readonly dataHash: string;
  /** SHA-256 of both parts: results with different hashes must not be compared. Computed on first use. */
  readonly hash: string;
}

/** A split as an argument. The check doesn't look at the test part, which some functions must not. */
export const SPLIT = called('a split, as trainTestSplit returns it', objectWith('train', 'hash'));

/** Options of `splitRows`. */
export interface SplitPlan {
  readonly name: string;
  /** Row numbers of the train set, in order. */
  readonly train: ArrayLike<number>;
  /** Row numbers of the test set, in order. */
  readonly test: ArrayLike<number>;
  readonly seed?: number;
  readonly notes?: readonly string[];
}

/** Options of `splitOfParts`. */
export interface SplitParts extends Pick<SplitPlan, 'name' | 'seed' | 'notes'> {
  readonly train: Interactions;
  readonly test: Interactions;
  /** The hash of the table that was split. */
  readonly dataHash: () => string;
}

/**
 * Makes a split from row numbers. All splits are made by this function, which prevents leaks: no row and no
 * pair of user and item may be in both parts, and the train set's vocabulary is built from its own rows.
 * Cost: O(rows).
 *
 * @throws OptionError when a part is empty or a row is in both, DataError when a pair is in both
 */
export function splitRows(ratings: Interactions, plan: SplitPlan): Split {
  const { name } = plan;
  for (const part of ['train', 'test'] as const) {
    if (plan[part].length === 0) throw new OptionError(`${name}: the ${part} part would be empty`);
  }
  const inTrain = new Uint8Array(ratings.length);
  for (let n = 0; n < plan.train.length; n++) inTrain[plan.train[n]] = 1;
  for (let n = 0; n < plan.test.length; n++) {
    if (inTrain[plan.test[n]]) throw new OptionError(`${name}: row ${plan.test[n]} would be in both parts`);
  }
  refuseSharedPairs(ratings, name, inTrain, plan.test);
  // A duplicate pair counts once; otherwise a list could hit one item of two "relevant" ones.
  const train = ratings.select(plan.train, { vocabulary: 'remake' }).onePerPair();
  const test = ratings.select(plan.test, { vocabulary: 'remake', features: 'drop' }).onePerPair();
  return splitOfParts({ ...plan, train, test, dataHash: () => ratings.hash() });
}

/** Makes a split of two parts that share no row and no pair. Cost: O(rows). */
export function splitOfParts({ name, train, test, seed, notes = [], dataHash }: SplitParts): Split {
  const cold = coldRows(train, test);
  let hash: string | undefined;
  return Object.freeze({
    name,
    train,
    test,
    ...(seed === undefined ? {} : { seed }),
    cold,
    notes: Object.freeze([...notes, ...coldNotes(cold, test.length)]),
    get dataHash() {
      return dataHash();
    },
    get hash() {
      hash ??= new ContentHash().add('train', train.hash()).add('test', test.hash()).digest();
      return hash;
    },
  });
}

/** A table can contain a pair twice (`duplicates: 'keep'`); both rows must be in the same part. */
function refuseSharedPairs(
  ratings: Interactions,
  name: string,
  inTrain: Uint8Array,
  test: ArrayLike<number>,
): void {
  const { userColumn, itemColumn } = ratings;
  const { offsets, rows } = ratings.byUser;
  const inTest = new Uint8Array(ratings.length);
  for (let n = 0; n < test.length; n++) inTest[test[n]] = 1;
  const trainUserOf = new Int32Array(ratings.itemCount).fill(-1);
  for (let user = 0; user < ratings.userCount; user++) {
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      if (inTrain[rows[at]]) trainUserOf[itemColumn[rows[at]]] = user;
    }
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const row = rows[at];
      if (!inTest[row] || trainUserOf[itemColumn[row]] !== user) continue;
      const pair = `user ${ratings.users.idOf(userColumn[row])}, item ${ratings.items.idOf(itemColumn[row])}`;
      throw new DataError(
        `${name}: ${pair} is in both parts, because the table contains it twice; read the table with duplicates: 'last'`,
      );
    }
  }
}

function coldRows(train: Interactions, test: Interactions): ColdRows {
  const coldUser = Array.from(test.users, (id) => !train.users.has(id));
  const ratingsOfItem = train.itemCounts();
  const coldItem = Array.from(test.items, (id) => {
    const index = train.items.indexOf(id);
    return index === undefined || ratingsOfItem[index] === 0;
  });
  let [user, item, either] = [0, 0, 0];
  for (let row = 0; row < test.length; row++) {
    const u = coldUser[test.userColumn[row]];
    const i = coldItem[test.itemColumn[row]];
    if (u) user++;
    if (i) item++;
    if (u || i) either++;
  }
  return Object.freeze({ user, item, either });
}

function coldNotes({ user, item }: ColdRows, rows: number): string[] {
  const note = (count: number, what: string) =>
    count === 0
      ? []
      : [
          `${count} of ${rows} test rows have ${what === 'user' ? 'a user' : 'an item'} without a train rating.`,
        ];
  return [...note(user, 'user'), ...note(item, 'item')];
}
