/**
 * Synthetic ratings of any size, for benchmarks: few popular items and many rare ones, few active users, and
 * a planted low-rank structure that a factor model can find.
 */

import { checkArgument, checkOptions, POSITIVE_WHOLE } from '../core/arguments';
import { bisectRight } from '../core/bisect';
import { OptionError } from '../core/errors';
import { withRequired } from '../core/with-required';
import { Interactions } from '../data/table/interactions';
import { RandomState } from '../math/random/random-state';

/** The size of the data set. */
export interface GeneratorOptions {
  readonly users: number;
  readonly items: number;
  /** Total number of ratings; no user rates an item twice. */
  readonly ratings: number;
  /** Length of the planted p_u and q_i. Default 8. */
  readonly rank?: number;
  /** Seed of the random numbers. Default 42. */
  readonly seed?: number;
}

/** The planted structure: a rating is μ + b_u + b_i + p_u · q_i plus noise, rounded to whole stars. */
export interface Planted {
  readonly rank: number;
  readonly userBias: Float64Array;
  readonly itemBias: Float64Array;
  /** [users, rank] */
  readonly P: Float64Array;
  /** [items, rank] */
  readonly Q: Float64Array;
}

const MEAN = 3.5;
const BIAS_SD = 0.4;
/** Standard deviation of p_u · q_i. */
const TASTE_SD = 0.6;
/** Standard deviation of the noise, which no model can predict. */
export const NOISE_SD = 0.6;
/** Maximum share of all items that a user rates, so that drawing unrated items stays fast. */
const LARGEST_SHARE = 0.25;

/**
 * The ratings, grouped by user. Item popularity and user activity follow the Zipf-Mandelbrot law: the n-th
 * most popular of N items is drawn with a weight of 1 / (n + N / 50), and the n-th most active of N users
 * rates in proportion to 1 / (n + N / 10); with these shifts, 100,000 ratings resemble MovieLens.
 * Cost: O(ratings · log items); 10 million take a few seconds and 200 MB.
 *
 * @throws OptionError for an invalid option, or when there are too few users and items for the number of ratings
 */
export function generateRatings(options: GeneratorOptions): Interactions {
  withRequired('generateRatings', options, 'users', 'items', 'ratings');
  checkOptions('generateRatings', options, { users: 50, items: 40, ratings: 400, rank: 8, seed: 42 });
  const { users, items, ratings, rank = 8, seed = 42 } = options;
  for (const [name, value] of Object.entries({ users, items, ratings, rank })) {
    checkArgument('generateRatings', name, value, POSITIVE_WHOLE);
  }
  const truth = plant(options);
  const random = new RandomState(seed);
  const counts = sharedOut(ratings, powerLaw(users, users / 10), Math.floor(items * LARGEST_SHARE));
  const drawn = cumulative(powerLaw(items, items / 50));
  // Shuffled, so that neither is numbered by popularity.
  const userAt = random.permutation(users);
  const itemAt = random.permutation(items);
  const user = new Int32Array(ratings);
  const item = new Int32Array(ratings);
  const rating = new Float32Array(ratings);
  const lastUserOf = new Int32Array(items).fill(-1);
  let row = 0;
  for (let n = 0; n < users; n++) {
    const u = userAt[n];
    for (let left = counts[n]; left > 0; ) {
      const i = itemAt[bisectRight(drawn, random.random(), 0, drawn.length - 1)];
      if (lastUserOf[i] === u) continue;
      lastUserOf[i] = u;
      user[row] = u;
      item[row] = i;
      const stars = Math.round(plantedScore(truth, u, i) + random.normal(0, NOISE_SD));
      rating[row] = Math.min(5, Math.max(1, stars));
      row++;
      left--;
    }
  }
  const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n));
  return Interactions.fromColumns(
    { user: { ids: ids(users), indices: user }, item: { ids: ids(items), indices: item }, rating },
    { duplicates: 'keep', ownership: 'take' },
  );
}

/**
 * The structure behind the ratings of `generateRatings` with the same options.
 * @throws OptionError for a number that isn't whole and positive
 */
export function plant(options: Omit<GeneratorOptions, 'ratings'>): Planted {
  withRequired('plant', options, 'users', 'items');
  const { users, items, rank = 8, seed = 42 } = options;
  for (const [name, value] of Object.entries({ users, items, rank })) {
    checkArgument('plant', name, value, POSITIVE_WHOLE);
  }
  // A different stream from the one that draws the ratings.
  const random = new RandomState(seed ^ 0x5eed);
  const sd = (TASTE_SD ** 2 / rank) ** 0.25;
  return {
    rank,
    userBias: random.normals(users, 0, BIAS_SD),
    itemBias: random.normals(items, 0, BIAS_SD),
    P: random.normals(users * rank, 0, sd),
    Q: random.normals(items * rank, 0, sd),
  };
}

/** μ + b_u + b_i + p_u · q_i. */
export function plantedScore(
  { rank, userBias, itemBias, P, Q }: Planted,
  user: number,
  item: number,
): number {
  let score = MEAN + userBias[user] + itemBias[item];
  for (let f = 0; f < rank; f++) score += P[user * rank + f] * Q[item * rank + f];
  return score;
}

/** 1 / (n + shift) for n = 1 … count, scaled to a sum of 1. */
function powerLaw(count: number, shift: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, n) => 1 / (n + 1 + shift));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Divides `total` in proportion to `shares` into whole numbers up to `cap`; the excess goes to the first with
 * room.
 */
function sharedOut(total: number, shares: Float64Array, cap: number): Int32Array {
  if (total > shares.length * cap) {
    throw new OptionError(
      `generateRatings: ratings must be at most ${shares.length * cap} for ${shares.length} users, got ${total}`,
    );
  }
  const counts = Int32Array.from(shares, (share) => Math.min(cap, Math.floor(share * total)));
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  while (left > 0) {
    for (let n = 0; n < counts.length && left > 0; n++) {
      if (counts[n] === cap) continue;
      counts[n]++;
      left--;
    }
  }
  return counts;
}

/** The sums of the first weight, the first two, and so on. */
export function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
