/**
 * Invented ratings of any size for measuring growth: few popular items and many rare ones, few busy users
 * and many quiet ones, and tastes of low rank, so that a model has something to find. Same seed, same
 * ratings.
 */
import { Interactions } from '../../lib/data/interactions';
import { RandomState } from '../../lib/math/random-state';

/** How large. */
export interface PlantedSize {
  readonly users: number;
  readonly items: number;
  /** About so many ratings, of distinct pairs. */
  readonly ratings: number;
  readonly seed?: number;
}

/** 1, 10 and 100 times MovieLens 100K, in the shapes of MovieLens 100K, 1M and 10M. */
export const PLANTED_SIZES = Object.freeze({
  '1x': { users: 943, items: 1_682, ratings: 100_000 },
  '10x': { users: 6_040, items: 3_706, ratings: 1_000_000 },
  '100x': { users: 69_878, items: 10_677, ratings: 10_000_000 },
} as const);

const RANK = 8;
/** Popularity of the item of rank n is 1 / (n + OFFSET)^EXPONENT. */
const EXPONENT = 0.9;
const OFFSET = 20;

/**
 * The ratings, whole stars from 1 to 5:
 * 3.5 + b_u + b_i + p_u · q_i + noise of standard deviation 0.8, rounded and clipped.
 * Cost: O(ratings · rank); 10 million take about 5 s.
 */
export function plantedRatings({ users, items, ratings, seed = 0 }: PlantedSize): Interactions {
  const random = new RandomState(seed);
  const counts = userCounts(random, users, items, ratings);
  const size = counts.reduce((sum, count) => sum + count, 0);
  const cumulated = popularity(items);
  const scale = 0.6 / RANK ** 0.25;
  const p = random.normals(users * RANK, 0, scale);
  const q = random.normals(items * RANK, 0, scale);
  const userBias = random.normals(users, 0, 0.4);
  const itemBias = random.normals(items, 0, 0.45);
  const user = new Int32Array(size);
  const item = new Int32Array(size);
  const rating = new Float32Array(size);
  const lastUser = new Int32Array(items).fill(-1);
  let row = 0;
  for (let u = 0; u < users; u++) {
    for (let left = counts[u]; left > 0; left--) {
      let i = search(cumulated, random.random());
      while (lastUser[i] === u) i = search(cumulated, random.random());
      lastUser[i] = u;
      let value = 3.5 + userBias[u] + itemBias[i] + random.normal(0, 0.8);
      for (let f = 0; f < RANK; f++) value += p[u * RANK + f] * q[i * RANK + f];
      user[row] = u;
      item[row] = i;
      rating[row] = Math.min(5, Math.max(1, Math.round(value)));
      row++;
    }
  }
  const ids = (count: number, letter: string) => Array.from({ length: count }, (_, n) => `${letter}${n}`);
  return Interactions.fromColumns(
    {
      user: { ids: ids(users, 'u'), indices: user },
      item: { ids: ids(items, 'i'), indices: item },
      rating,
    },
    { duplicates: 'keep', ownership: 'take' },
  );
}

/** Lognormal counts, at least 1 and at most a third of the items, scaled to the wanted sum. */
function userCounts(random: RandomState, users: number, items: number, ratings: number): Int32Array {
  const weights = random.normals(users).map((value) => Math.exp(value));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const most = Math.max(1, Math.floor(items / 3));
  return Int32Array.from(weights, (weight) =>
    Math.min(most, Math.max(1, Math.round((weight / total) * ratings))),
  );
}

/** Cumulated shares of the items, the last one 1. */
function popularity(items: number): Float64Array {
  const shares = Float64Array.from({ length: items }, (_, n) => 1 / (n + OFFSET) ** EXPONENT);
  for (let n = 1; n < items; n++) shares[n] += shares[n - 1];
  return shares.map((share) => share / shares[items - 1]);
}

/** The first place whose value is above x. */
function search(cumulated: Float64Array, x: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
