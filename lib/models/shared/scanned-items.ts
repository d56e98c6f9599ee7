/**
 * The items that may be among the best for a vector: all are scored in 32 bits, by WebAssembly (`row-products.ts`), and those
 * that rounding may keep from the list by mistake are included. The model then scores these few as it always does, so
 * that lists are exactly those of scoring all items with it.
 *
 * Cost: O(items · factors), 25 µs for 1,682 items and 100 factors, compared with 200 in plain JavaScript. Memory: a copy of
 * the items' vectors.
 */
import type { ItemIndex } from '../../core/ids';
import { RowProducts } from '../../math/wasm/row-products';
import type { FactorState } from './factor-state';

/** In bytes; for a larger table, there is the index. */
const LARGEST_COPY = 64e6;

interface Scan {
  /** Of [q_i, b_i]. */
  readonly products: RowProducts;
  /** The largest ‖q_i‖ and |b_i|. */
  readonly longest: number;
  readonly largestBias: number;
}

/** A table never changes once learned. */
const scans = new WeakMap<Float32Array, Scan>();

/**
 * At least the `wanted` items with the highest b_i + p · q_i, apart from some, in the order of the train set; fewer if fewer
 * have a score. Undefined in a large catalog, and if at least half of the items are wanted.
 */
export function scannedItems(
  state: FactorState,
  vector: ArrayLike<number>,
  wanted: number,
  without: ReadonlySet<number>,
): ItemIndex[] | undefined {
  const { factors, itemFactors } = state;
  if (itemFactors.byteLength > LARGEST_COPY || 2 * wanted * factors > itemFactors.length) return undefined;
  const { products, longest, largestBias } = scanOf(state);
  const question = new Float32Array(factors + 1).fill(1);
  question.set(vector);
  const scores = products.with(question);
  // Twice the bound on the rounding error of a sum of that many terms, as the list's last place may be off, too.
  const terms = lengthOf(question, 0, factors) * longest + largestBias;
  const limit = scoreOfPlace(scores, wanted, without) - (factors + 4) * 2 ** -22 * terms;
  const found: ItemIndex[] = [];
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] >= limit && !without.has(item)) found.push(item as ItemIndex);
  }
  return found;
}

/** The `place`th highest score; −Infinity if there are fewer. */
function scoreOfPlace(scores: Float32Array, place: number, without: ReadonlySet<number>): number {
  const best: number[] = [];
  let worst = Number.NEGATIVE_INFINITY; // of a full list
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (!(score > worst) || without.has(item)) continue;
    let at = best.length;
    while (at > 0 && best[at - 1] < score) at--;
    best.splice(at, 0, score);
    if (best.length > place) best.pop();
    if (best.length === place) worst = best[place - 1];
  }
  return worst;
}

function scanOf({ factors, itemFactors, itemBias }: FactorState): Scan {
  const known = scans.get(itemFactors);
  if (known) return known;
  const items = itemFactors.length / factors;
  const products = new RowProducts(items, factors + 1, (item, row) => {
    row.set(itemFactors.subarray(item * factors, (item + 1) * factors));
    row[factors] = itemBias.length > 0 ? itemBias[item] : 0;
  });
  let longest = 0;
  for (let item = 0; item < items; item++) {
    const length = lengthOf(itemFactors, item * factors, factors);
    if (length > longest) longest = length; // not NaN
  }
  const largestBias = itemBias.reduce((most, bias) => Math.max(most, Math.abs(bias)), 0);
  const scan = { products, longest, largestBias };
  scans.set(itemFactors, scan);
  return scan;
}

function lengthOf(table: ArrayLike<number>, from: number, width: number): number {
  let sum = 0;
  for (let at = from; at < from + width; at++) sum += table[at] * table[at];
  return Math.sqrt(sum);
}
