/**
 * Made-up ratings of any size for the growth cases: few popular items and many rare ones, few busy users, and
 * a planted structure of low rank that a factor model can find.
 */
import { bisectRight } from '../core/bisect';
import { OptionError } from '../core/errors';
import { Interactions } from '../data/table/interactions';
import { RandomState } from '../math/random/random-state';

/** What to make. */
export interface GeneratorOptions {
  readonly users: number;
  readonly items: number;
  /** How many ratings in all; a pair of user and item never occurs twice. */
  readonly ratings: number;
  /** Length of the planted p_u and q_i. Default 8. */
  readonly rank?: number;
  /** Default 42. */
  readonly seed?: number;
}

/** What the ratings are made of: μ + b_u + b_i + p_u · q_i, then noise, then rounded to whole stars. */
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
/** Of what no model can know. */
export const NOISE_SD = 0.6;
/** Nobody rates more than this share of all items, so that drawing items not yet rated stays quick. */
const LARGEST_SHARE = 0.25;

/**
 * The ratings, grouped by user. The n-th most popular of N items is drawn with a weight of
 * 1 / (n + N / 50), the n-th busiest user of N rates in proportion to 1 / (n + N / 10): Zipf's law as
 * Mandelbrot shifted it, with shifts at which 100,000 ratings look like MovieLens.
 * Cost: O(ratings · log items); 10 million take some seconds and 200 MB.
 *
 * @throws OptionError when the users can't rate that much
 */
export function generateRatings(options: GeneratorOptions): Interactions {
  const { users, items, ratings, seed = 42 } = options;
  const truth = plant(options);
  const random = new RandomState(seed);
  const counts = sharedOut(ratings, powerLaw(users, users / 10), Math.floor(items * LARGEST_SHARE));
  const drawn = cumulative(powerLaw(items, items / 50));
  // So that neither is numbered by popularity.
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

/** The structure behind the ratings of `generateRatings` with the same options. */
export function plant({ users, items, rank = 8, seed = 42 }: GeneratorOptions): Planted {
  // Not the stream that the ratings are drawn with.
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

/** 1 / (n + shift) for n = 1 … count, scaled to the sum 1. */
function powerLaw(count: number, shift: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, n) => 1 / (n + 1 + shift));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** `total` as whole numbers in proportion to `shares`, none above `cap`; what is over goes to the first with room. */
function sharedOut(total: number, shares: Float64Array, cap: number): Int32Array {
  if (total > shares.length * cap) {
    throw new OptionError(
      `generateRatings: ${shares.length} users can have up to ${shares.length * cap} ratings, got ${total}`,
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

function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
