/**
 * Lists and similar items in large catalogs: approximate nearest-neighbor indexes of the items' vectors.
 *
 * For similar items, an index by cosine. For a list, the best items have the highest b_i + p_u · q_i, which isn't a
 * cosine, because long vectors have an advantage: an index of [q_i, b_i] by dot product with [p_u, 1]. Making all rows
 * equally long with another number, so that dot products become cosines (Y. Bachrach et al., 2014), found only half of
 * the best in 20,000 made-up items whose lengths differ as popular items' do; the dot product found 0.99 of them
 * (`npm run bench -- --index`). Source: S. Morozov, A. Babenko, "Non-metric Similarity Graphs for Maximum Inner Product
 * Search", 2018.
 */

import type { ItemIndex } from '../../core/ids';
import { mustBeOptions } from '../../core/options';
import { type NearBy, NeighborIndex } from '../../math/similarity/neighbor-index';
import { FitRun } from '../../recommender/fit-run';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { SimilarSearch } from '../../recommender/near-similar';
import type { FactorState } from './factor-state';

/** Options for building an index. */
export interface IndexOptions {
  /**
   * With fewer items than this, no index is built: scanning all of them takes at most 10 ms. Default 50,000.
   */
  readonly from?: number;
  /** More than one build it faster; it then differs slightly from one time to the next. Default 1. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** The indexes of a model. */
export interface ItemIndexes {
  /** Of q_i. Undefined if it was saved and isn't there any more. */
  readonly similar: NeighborIndex | undefined;
  /** Of [q_i, b_i]; the same where all q_i are equally long and there are no biases. */
  readonly lists: NeighborIndex;
}

/** A table never changes once learned, so its indexes are cached for as long as the table exists. */
const indexes = new WeakMap<Float32Array, ItemIndexes>();

/** Builds the indexes of a state's items, unless there are few items or they exist already. */
export async function indexFactors(name: string, state: FactorState, options: IndexOptions): Promise<void> {
  mustBeOptions(name, options, '{ threads: 2 }');
  const { from = LARGE_CATALOG, threads, signal } = options;
  const { factors, itemFactors } = state;
  if (itemFactors.length / factors < from || indexes.has(itemFactors)) return;
  const run = new FitRun(name, { signal });
  run.throwIfAborted();
  const build = (table: Float32Array, width: number, metric: NearBy) =>
    NeighborIndex.build(table, width, { pause: () => run.breathe(), metric, threads });
  const similar = await build(itemFactors, factors, 'cosine');
  const lists = equallyLong(state) ? similar : await build(withBias(state), widthOf(state), 'dot product');
  indexes.set(itemFactors, { similar, lists });
}

/** The indexes of a state's items; undefined if there are none. */
export function indexesOf({ itemFactors }: FactorState): ItemIndexes | undefined {
  return indexes.get(itemFactors);
}

/** Uses indexes that were built for these items and saved. */
export function adoptIndexes({ itemFactors }: FactorState, saved: ItemIndexes): void {
  indexes.set(itemFactors, saved);
}

/** What each index searches: the length of its vectors, and what makes them near. */
export function indexKinds(state: FactorState) {
  return {
    similar: { width: state.factors, metric: 'cosine' },
    lists: { width: widthOf(state), metric: 'dot product' },
  } as const;
}

/** Whether the order by dot product is that by cosine. Items with only zeros don't count. */
function equallyLong({ factors, itemFactors, itemBias }: FactorState): boolean {
  if (itemBias.length > 0) return false;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let item = 0; item * factors < itemFactors.length; item++) {
    const square = dot(itemFactors, factors, item, item);
    if (square > most) most = square;
    if (square > 0 && square < least) least = square;
  }
  return most - least < 1e-4 * most;
}

/** The length of [q_i, b_i]. */
function widthOf({ factors, itemBias }: FactorState): number {
  return itemBias.length > 0 ? factors + 1 : factors;
}

/** [q_i, b_i], or q_i if there are no biases. Float32, [items, width] in row-major order. */
function withBias(state: FactorState): Float32Array {
  const { factors, itemFactors, itemBias } = state;
  const width = widthOf(state);
  if (width === factors) return itemFactors;
  const table = new Float32Array(itemBias.length * width);
  for (let item = 0; item < itemBias.length; item++) {
    table.set(itemFactors.subarray(item * factors, (item + 1) * factors), item * width);
    table[item * width + factors] = itemBias[item];
  }
  return table;
}

/** Finding an item by the index takes as long as scoring this many: 2 µs, with a million items of 64 factors. */
const SCORED_MEANWHILE = 16;

/**
 * About the `wanted` best items for a user's or visitor's vector, best first, by the index; undefined if there is none, if
 * scoring all items is faster, or if nothing is known about the user.
 * @param without how many of the items found may be ones to leave out
 */
export function indexedItems(
  state: FactorState,
  vector: ArrayLike<number>,
  wanted: number,
  without: number,
): ItemIndex[] | undefined {
  const { factors, itemFactors } = state;
  const index = indexes.get(itemFactors);
  // .96 of the best 10 among a million made-up items, compared with .93 for 400 fewer and .97 for 400 more.
  const candidates = 2 * wanted + without + 1200;
  if (!index || SCORED_MEANWHILE * candidates >= itemFactors.length / factors) return undefined;
  const question = new Float32Array(widthOf(state)).fill(1);
  question.set(vector);
  if (Number.isNaN(question[0]) || !question.some((value) => value !== 0)) return undefined;
  return index.lists.nearestTo(question, candidates) as ItemIndex[];
}

/**
 * Similar items by an index; undefined if there is none. For 100 of 20,000 synthetic items with 64 factors each, it found
 * all 1,000 of the 10 nearest neighbors, in 0.9 ms per call compared with 7.5 ms
 * (`test/models/shared/item-index.test.ts` has the data and checks 4,000 items).
 */
export function cosineSearch(state: FactorState, item: ItemIndex): SimilarSearch | undefined {
  const { factors, itemFactors } = state;
  const index = indexes.get(itemFactors)?.similar;
  if (!index) return undefined;
  const own = Math.sqrt(dot(itemFactors, factors, item, item));
  return {
    nearest: (wanted) => {
      const candidates = 2 * wanted + 60;
      if (candidates >= itemFactors.length / factors) return undefined;
      return index.nearestTo(itemFactors.subarray(item * factors, (item + 1) * factors), candidates);
    },
    similarityTo: (other) => {
      let [product, its] = [0, 0]; // in one pass, as the row may have to be fetched
      for (let f = 0; f < factors; f++) {
        const value = itemFactors[other * factors + f];
        product += itemFactors[item * factors + f] * value;
        its += value * value;
      }
      return product / (own * Math.sqrt(its));
    },
  };
}

function dot(table: Float32Array, width: number, one: number, other: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += table[one * width + f] * table[other * width + f];
  return sum;
}
