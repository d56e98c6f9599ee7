/** A train part and a test part that share no rating. */
import { ContentHash } from '../../core/content-hash';
import { DataError, OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';

/** How many test rows ask for what the train part doesn't know: no model can personalize those. */
export interface ColdRows {
  /** Test rows whose user has no train rating. */
  readonly user: number;
  /** Test rows whose item has no train rating. */
  readonly item: number;
  /** Test rows with either. */
  readonly either: number;
}

/** A train part and a test part. Made by the functions of this folder, each in the file of its name. */
export interface Split {
  /** For tables and receipts: `random 80/20, seed 42`. */
  readonly name: string;
  /**
   * To learn from. Its vocabulary has only users and items with a rating in it, by first appearance, and behind
   * them the other items with features, where the table has such: what is known of them isn't a rating.
   */
  readonly train: Interactions;
  /** To be predicted: the ratings alone. */
  readonly test: Interactions;
  /** What the order was drawn with, where chance was at work. */
  readonly seed?: number;
  readonly cold: ColdRows;
  /** What a reader of a result should know, a sentence each. */
  readonly notes: readonly string[];
  /** SHA-256 of the table that was split, 64 hex digits. Made at first use. */
  readonly dataHash: string;
  /** SHA-256 of both parts: results with different hashes must not be compared. Made at first use. */
  readonly hash: string;
}

/** What `splitRows` needs. */
export interface SplitPlan {
  readonly name: string;
  /** Row numbers of the train part, in its order. */
  readonly train: ArrayLike<number>;
  /** Row numbers of the test part, in its order. */
  readonly test: ArrayLike<number>;
  readonly seed?: number;
  readonly notes?: readonly string[];
}

/**
 * The split with these rows. All splits are made here, and it refuses to leak: no row and no pair of
 * user and item may be in both parts, and the train part's vocabulary is made of its own rows.
 * Cost: O(rows).
 *
 * @throws OptionError when a part is empty or a row in both, DataError when a pair is in both
 */
export function splitRows(ratings: Interactions, plan: SplitPlan): Split {
  const { name, seed } = plan;
  for (const part of ['train', 'test'] as const) {
    if (plan[part].length === 0) throw new OptionError(`${name}: the ${part} part would be empty`);
  }
  const inTrain = new Uint8Array(ratings.length);
  for (let n = 0; n < plan.train.length; n++) inTrain[plan.train[n]] = 1;
  for (let n = 0; n < plan.test.length; n++) {
    if (inTrain[plan.test[n]]) throw new OptionError(`${name}: row ${plan.test[n]} would be in both parts`);
  }
  refuseSharedPairs(ratings, name, inTrain, plan.test);
  // A pair that the table has twice counts once: else a list could hit one item of two "relevant" ones.
  const train = ratings.select(plan.train, { vocabulary: 'remake' }).onePerPair();
  const test = ratings.select(plan.test, { vocabulary: 'remake', itemFeatures: 'drop' }).onePerPair();
  const cold = coldRows(train, test);
  let hash: string | undefined;
  return Object.freeze({
    name,
    train,
    test,
    ...(seed === undefined ? {} : { seed }),
    cold,
    notes: Object.freeze([...(plan.notes ?? []), ...coldNotes(cold, test.length)]),
    get dataHash() {
      return ratings.hash();
    },
    get hash() {
      hash ??= new ContentHash().add('train', train.hash()).add('test', test.hash()).digest();
      return hash;
    },
  });
}

/** A table may hold a pair twice (`duplicates: 'keep'`); its two rows must not be parted. */
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
        `${name}: ${pair} is in both parts, as the table has it twice; read the table with duplicates: 'last'`,
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
