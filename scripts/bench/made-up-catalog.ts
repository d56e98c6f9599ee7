/**
 * A made-up catalog: items around a thousand centers, of different lengths as popular items are, and users near what they
 * have rated.
 */
import type { Film } from '../../lib/data/movielens/film';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { ALS } from '../../lib/models/factors/als';

export const FACTORS = 64;
export const USERS = 100_000;
const CENTERS = 1000;
const RATED = 20;

/** A model of it, without an index. */
export function madeUp(items: number): ALS {
  const random = new RandomState(0);
  // Every item has a rating or more; each user has RATED, or so.
  const rows = Math.max(items, USERS * RATED);
  const user = Int32Array.from({ length: rows }, (_, n) => n % USERS);
  // The first rows go through all items; of the others, a hundredth are of the most popular one of a million.
  const item = Int32Array.from({ length: rows }, (_, n) =>
    n < items ? n : Math.floor(items * random.random() ** 3),
  );
  const train = Interactions.fromColumns(
    {
      user: { ids: Array.from({ length: USERS }, (_, n) => `user-${n}`), indices: user },
      item: {
        ids: Array.from({ length: items }, (_, n) => `B${(n * 2654435761).toString(36)}`),
        indices: item,
      },
      rating: Float32Array.from({ length: rows }, () => 1 + random.interval(4)),
    },
    { scale: { min: 1, max: 5, step: 1 }, duplicates: 'keep', ownership: 'take' },
  );
  const centers = random.normals(CENTERS * FACTORS, 0, 0.3);
  const noise = random.normals(1 << 20, 0, 0.15);
  const itemFactors = new Float32Array(items * FACTORS);
  const itemBias = new Float32Array(items);
  for (let n = 0; n < items; n++) {
    const [center, length, from] = [
      random.interval(CENTERS - 1),
      Math.exp(random.normal(0, 0.3)),
      random.interval((1 << 20) - FACTORS),
    ];
    itemBias[n] = random.normal(0, 0.5);
    for (let f = 0; f < FACTORS; f++)
      itemFactors[n * FACTORS + f] = length * (centers[center * FACTORS + f] + noise[from + f]);
  }
  const userFactors = new Float32Array(USERS * FACTORS);
  for (let row = 0; row < rows; row++) {
    if (row >= USERS * RATED) break;
    for (let f = 0; f < FACTORS; f++)
      userFactors[user[row] * FACTORS + f] += itemFactors[item[row] * FACTORS + f] / 5;
  }
  const model = new ALS({ factors: FACTORS });
  model.restore(train, {
    factors: FACTORS,
    userFactors,
    itemFactors,
    userBias: new Float32Array(USERS),
    itemBias,
  });
  return model;
}

/** Titles and genres of its items. */
export function titled({ train }: ALS): Film[] {
  return Array.from(train.items, (id, n) => ({
    id,
    title: `The article with the number ${n} (${1950 + (n % 70)})`,
    year: 1950 + (n % 70),
    genres: [`Shelf ${n % 40}`],
  }));
}
