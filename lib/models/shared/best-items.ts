/**
 * The items that may be among the best for a user, without the model's scores of all: those with the largest products of
 * [q_i, b_i] and [p_u, 1], by `BestRows`. The model then scores these few as it always does, so lists are exactly those of
 * scoring all items with it.
 */
import type { ItemIndex } from '../../core/ids';
import { BestRows } from '../../math/wasm/best-rows';
import type { ManyUsers, NearForAll } from '../../recommender/near-for-all';
import type { FactorState } from './factor-state';

/** Of the items' factors, in bytes; for a larger table, there is the index. */
const LARGEST_KEPT = 64e6;

/** Factors never change once learned. */
const tables = new WeakMap<Float32Array, BestRows>();

/**
 * At least the `wanted` best items apart from some, in the order of the train set; fewer if fewer have a score. Undefined
 * if all items have to be scored: in a large catalog, if at least half of the items are wanted, or if many are about as
 * good.
 *
 * Cost: O(items · factors), 25 µs a list of 10 for 1,651 items and 100 factors. Memory: half of the items' factors.
 *
 * @param size of what is the same in all scores, |μ| + |b_u|: in 64 bits, items may tie beside it
 */
export function bestItems(
  state: FactorState,
  vector: ArrayLike<number>,
  size: number,
  wanted: number,
  without: ReadonlySet<number>,
): ItemIndex[] | undefined {
  const { factors, itemFactors } = state;
  if (itemFactors.byteLength > LARGEST_KEPT || wantsMost(state, wanted)) return undefined;
  let table = tables.get(itemFactors);
  if (!table) {
    table = tableOf(state);
    tables.set(itemFactors, table);
  }
  const fill = (row: Float64Array) => {
    row.set(vector);
    row[factors] = 1;
  };
  const left = Array.from(without);
  const [found] = table.find({ count: 1, fill, without: () => left }, wanted, noiseOf(state, size));
  return found && (Array.from(found) as ItemIndex[]);
}

/**
 * The same for many users, in order; an undefined user is an unknown one, as in `estimateRating`. Cost: O(users · items ·
 * factors), 9 ms for the lists of 10 of 943 users, 1,651 items, and 64 factors, compared with 115 from all scores.
 */
export function bestItemsForAll(
  state: FactorState,
  mean: number,
  { users, wanted, allowed, seen }: ManyUsers,
): NearForAll | undefined {
  const { factors, itemFactors, userFactors, userBias } = state;
  if (wantsMost(state, wanted)) return undefined;
  if (!BestRows.fits(itemFactors.length / factors, factors + 1, wanted)) return undefined;
  const fill = (row: Float64Array, place: number) => {
    const user = users[place];
    if (user === undefined) row.fill(userBias.length > 0 ? 0 : Number.NaN);
    else row.set(userFactors.subarray(user * factors, (user + 1) * factors));
    row[factors] = 1;
  };
  const noise = noiseOf(state, Math.abs(mean) + largest(userBias));
  return tableOf(state, allowed).find({ count: users.length, fill, without: seen }, wanted, noise);
}

/** What rounding does to a score in 64 bits, apart from the product. */
function noiseOf({ factors }: FactorState, size: number): number {
  return (factors + 4) * 2 ** -53 * size;
}

function wantsMost({ factors, itemFactors }: FactorState, wanted: number): boolean {
  return 2 * wanted * factors > itemFactors.length;
}

/** [q_i, b_i] of the allowed items. */
function tableOf({ factors, itemFactors, itemBias }: FactorState, allowed?: Uint8Array): BestRows {
  const fill = (row: Float64Array, item: number) => {
    row.set(itemFactors.subarray(item * factors, (item + 1) * factors));
    if (itemBias.length > 0) row[factors] = itemBias[item];
  };
  return new BestRows(itemFactors.length / factors, factors + 1, fill, allowed);
}

function largest(values: Float32Array): number {
  let most = 0;
  for (let n = 0; n < values.length; n++) most = Math.max(most, Math.abs(values[n]));
  return most;
}
