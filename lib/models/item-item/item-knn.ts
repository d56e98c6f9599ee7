/**
 * ItemKNN, item-based k-nearest neighbors for top-N lists: two items are similar when the same users like
 * them, and items similar to a user's items are recommended:
 *
 *     score_ui = Σ_{j ∈ I_u} w_uj sim(j, i)   where i is one of the k items most similar to j.
 *
 * Each item is a vector with one entry per user, and sim is the dot product of two vectors:
 *
 * - `cosine`: x_ui = w_ui, normalized to length 1;
 * - `tfidf`: x_ui = √w_ui · idf_u, normalized to length 1, with idf_u = ln(items / (1 + |I_u|)): a like from
 *   a user who likes nearly everything carries little information;
 * - `bm25`: x_ui = w_ui (K + 1) / (w_ui + K (1 − B + B |U_i| / mean)) · idf_u, where |U_i| is the sum of the
 *   item's weights. Not normalized, so popular items keep an advantage; B controls how much of it is removed.
 *   All products are divided by the largest one, which doesn't change any list.
 *
 * The scores only rank; `KNNBasic` and its variants predict ratings. A user without a positive, or an unknown
 * user or item, has no score. Cost: time O(Σ_u |I_u|²), in a loop in WebAssembly, on all cores if it pays; memory 8 bytes
 * for each of the items · k similarities.
 *
 * `plain/plain-item-knn.ts` is a short version for reading.
 *
 * @example
 * const model = await new ItemKNN({ weighting: 'bm25', neighbors: 100 }).fit(train);
 *
 * Sources: M. Deshpande, G. Karypis, "Item-Based Top-N Recommendation Algorithms", 2004; the weighting
 * schemes follow B. Frederickson's `implicit` 0.7.3 (`nearest_neighbors.py`), whose K1 and B are our `bm25K`
 * and `bm25B`.
 */
import { checkMemory } from '../../core/check-memory';
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, oneOf, options, whole } from '../../core/options';
import { nearestRows } from '../../math/similarity/nearest-rows';
import { teamSize } from '../../math/wasm/thread-team';
import type { FitRun } from '../../recommender/fit-run';
import type { TrainCounts } from '../shared/factor-memory';
import { countsBy, POSITIVE_OPTIONS, type Positives } from '../shared/positives';
import { ItemItemModel } from './parts/item-item-model';
import { addRow, type ItemTable } from './parts/item-table';

export const ITEM_KNN_OPTIONS = options('ItemKNN', {
  ...POSITIVE_OPTIONS,
  /** How the entries of the item vectors are weighted: `cosine`, `tfidf` or `bm25`. */
  weighting: oneOf(['cosine', 'tfidf', 'bm25'], { default: 'cosine' }),
  /** k, how many similar items are kept for each item. */
  neighbors: whole({ from: 1, default: 200 }),
  /** K of BM25: how quickly the effect of a weight saturates. */
  bm25K: number({ above: 0, default: 100 }),
  /** B of BM25, from 0 to 1: how much of a popular item's advantage is removed. */
  bm25B: number({ from: 0, to: 1, default: 0.25 }),
});

export interface ItemKNNOptions extends OptionsOf<typeof ITEM_KNN_OPTIONS> {}

/** A positive as user, item, and weight; its value; as user and value by item; and both orders in the memory of the threads. */
const POSITIVE_BYTES = 12 + 8 + 12 + 24;
/** Compiled loops, and the JavaScript engine of each thread besides the first. */
const LOOP_BYTES = 8e6;
const THREAD_BYTES = 4e6;
/** A sum and a place in a list for each item, in each thread. */
const SUM_BYTES = 12;
/** An item and its similarity. */
const NEIGHBOR_BYTES = 8;

export class ItemKNN extends ItemItemModel<ItemKNNOptions> {
  constructor(options: Partial<ItemKNNOptions> = {}) {
    super(ITEM_KNN_OPTIONS, options, { similarItems: true });
  }

  /** Approximate memory of a fit in bytes. @param positives how many of the ratings count; default all */
  fitBytes({ itemCount, length }: TrainCounts, positives = length): number {
    const kept = itemCount * Math.min(this.options.neighbors, itemCount - 1);
    const threads = teamSize();
    const loops = LOOP_BYTES + (threads - 1) * THREAD_BYTES + threads * SUM_BYTES * itemCount;
    return loops + POSITIVE_BYTES * positives + NEIGHBOR_BYTES * kept;
  }

  protected async learnTable(positives: Positives, run: FitRun): Promise<ItemTable> {
    const { itemCount: n, userCount, items } = positives;
    const values = entriesOf(positives, this.options);
    const words = {
      what: `${this.name}: ${this.options.neighbors} neighbors of ${n} items, from ${items.length} likes`,
      advice: 'use fewer neighbors, or a factor model such as ImplicitALS',
    };
    checkMemory({ ...words, bytes: this.fitBytes({ userCount, itemCount: n, length: items.length }) });
    const byUser = { columnCount: n, offsets: positives.offsets, columns: items, values };
    const { offsets, rows, products } = await nearestRows(byUser, {
      ...words,
      kept: Math.min(this.options.neighbors, Math.max(1, n - 1)),
      breathe: () => run.breathe(),
      partDone: (parts) => run.step(parts),
    });
    if (this.options.weighting === 'bm25') divideByLargest(products);
    return { size: n, offsets, columns: rows, cells: products };
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    const row = new Float64Array(this.summary.itemCount);
    addRow(this.state, item, 1, row);
    // 0 means no common user, or not among the k kept: the similarity is unknown.
    return row.map((similarity) => similarity || Number.NaN);
  }
}

function divideByLargest(products: Float32Array): void {
  let largest = 0;
  for (let at = 0; at < products.length; at++) largest = Math.max(largest, products[at]);
  for (let at = 0; at < products.length; at++) products[at] /= largest;
}

/** x_ui of each positive. Float64, in the order of the positives. */
function entriesOf(positives: Positives, { weighting, bm25K, bm25B }: ItemKNNOptions): Float64Array {
  const { userCount, itemCount, users, items, weights } = positives;
  if (weighting === 'cosine') return unitLength(positives, Float64Array.from(weights));
  const likes = countsBy(users, userCount);
  const idf = Float64Array.from(likes, (count) => Math.log(itemCount) - Math.log1p(count));
  const entries = new Float64Array(items.length);
  if (weighting === 'tfidf') {
    for (let entry = 0; entry < entries.length; entry++) {
      entries[entry] = Math.sqrt(weights[entry]) * idf[users[entry]];
    }
    return unitLength(positives, entries);
  }
  const sums = new Float64Array(itemCount);
  for (let entry = 0; entry < items.length; entry++) sums[items[entry]] += weights[entry];
  const mean = sums.reduce((sum, value) => sum + value, 0) / itemCount;
  for (let entry = 0; entry < entries.length; entry++) {
    const weight = weights[entry];
    const length = 1 - bm25B + (bm25B * sums[items[entry]]) / mean;
    entries[entry] = ((weight * (bm25K + 1)) / (bm25K * length + weight)) * idf[users[entry]];
  }
  return entries;
}

/** Normalizes each item's vector to length 1, in place. */
function unitLength({ itemCount, items }: Positives, entries: Float64Array): Float64Array {
  const squares = new Float64Array(itemCount);
  for (let entry = 0; entry < entries.length; entry++) squares[items[entry]] += entries[entry] ** 2;
  for (let entry = 0; entry < entries.length; entry++) {
    entries[entry] /= Math.sqrt(squares[items[entry]]) || 1;
  }
  return entries;
}
