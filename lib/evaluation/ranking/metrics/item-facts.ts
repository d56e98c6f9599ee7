/** Item data for the metrics beyond accuracy. */
import type { ItemId } from '../../../core/ids';
import type { Film } from '../../../data/movielens/film';
import type { Split } from '../../splits/split';

/** Item data by inner index in the train set. */
export interface ItemFacts {
  /** Number of items, including those without a train rating. */
  readonly catalog: number;
  /** Number of train ratings of each item. */
  readonly counts: ArrayLike<number>;
  /** 1 for each item in the long tail: all but the most-rated fifth of the catalog. */
  readonly inTail: ArrayLike<number>;
  /** Number of users in the train set. */
  readonly users: number;
  /** Genres of each item; none if they are unknown. */
  readonly genres: readonly (readonly string[])[];
  /** A vector for each item, in a space where similar items have similar directions; undefined if there is none. */
  readonly vectors: readonly (ArrayLike<number> | undefined)[];
}

/** Sources of item data other than ratings. */
export interface ItemFactsOptions {
  /** For genres. Without it, the metrics of genres are NaN. */
  readonly films?: readonly Film[];
  /**
   * For latent diversity: one space for all compared models, such as the item factors of one model. Without it, latent
   * diversity is NaN.
   */
  readonly vectorOf?: (item: ItemId) => ArrayLike<number> | undefined;
}

/** Share of the catalog that counts as the head. */
const HEAD = 0.2;

/** The data of a split's items. Cost: O(rows + items). */
export function itemFacts({ train, test }: Split, options: ItemFactsOptions = {}): ItemFacts {
  const { films = [], vectorOf } = options;
  const genresOf = new Map(films.map((film) => [film.id, film.genres]));
  let onlyInTest = 0;
  for (const id of test.items) if (!train.items.has(id)) onlyInTest++;
  const catalog = train.itemCount + onlyInTest;
  const counts = train.itemCounts();
  return Object.freeze({
    catalog,
    counts,
    inTail: tailOf(counts, catalog),
    users: train.userCount,
    genres: Array.from(train.items, (id) => genresOf.get(id) ?? []),
    vectors: Array.from(train.items, (id) => vectorOf?.(id)),
  });
}

/** 1 for all items but the most-rated fifth (ties go to the first); items never rated are in the tail. */
function tailOf(counts: Int32Array, catalog: number): Uint8Array {
  const order = Array.from({ length: counts.length }, (_, item) => item);
  order.sort((a, b) => counts[b] - counts[a] || a - b);
  const inTail = new Uint8Array(counts.length).fill(1);
  for (const item of order.slice(0, Math.ceil(HEAD * catalog))) inTail[item] = 0;
  return inTail;
}
