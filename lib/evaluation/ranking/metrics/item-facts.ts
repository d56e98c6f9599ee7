/** What the metrics beyond accuracy know of the items. */
import type { ItemId } from '../../../core/ids';
import type { Film } from '../../../data/movielens/film';
import type { Split } from '../../splits/split';

/** Facts by inner item index of the train set. */
export interface ItemFacts {
  /** How many items there are in all, those without a train rating included. */
  readonly catalog: number;
  /** Train ratings of each item. */
  readonly counts: ArrayLike<number>;
  /** 1 for each item of the long tail: all but the most rated fifth of the catalog. */
  readonly inTail: ArrayLike<number>;
  /** Users of the train set. */
  readonly users: number;
  /** Genres of each item; none where nothing is known of it. */
  readonly genres: readonly (readonly string[])[];
  /** A place of each item in some space where alike items lie in one direction; undefined without one. */
  readonly vectors: readonly (ArrayLike<number> | undefined)[];
}

/** Where facts that aren't in the ratings come from. */
export interface ItemFactsOptions {
  /** For genres. Without it, the metrics of genres are NaN. */
  readonly films?: readonly Film[];
  /**
   * For latent diversity: one space for all models that are compared, such as the item factors of one
   * model. Without it, latent diversity is NaN.
   */
  readonly vectorOf?: (item: ItemId) => ArrayLike<number> | undefined;
}

/** Share of the catalog that counts as its head. */
const HEAD = 0.2;

/** The facts of a split's items. Cost: O(rows + items). */
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

/** 1 for all items but the most rated fifth, among equally rated ones the first; items never rated are tail. */
function tailOf(counts: Int32Array, catalog: number): Uint8Array {
  const order = Array.from({ length: counts.length }, (_, item) => item);
  order.sort((a, b) => counts[b] - counts[a] || a - b);
  const inTail = new Uint8Array(counts.length).fill(1);
  for (const item of order.slice(0, Math.ceil(HEAD * catalog))) inTail[item] = 0;
  return inTail;
}
