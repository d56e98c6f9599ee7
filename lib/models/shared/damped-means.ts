/** Damped means: means of few ratings are pulled toward the global mean. */
import type { Interactions } from '../../data/table/interactions';
import { countRatings, type RatingCounters } from './rating-counters';

/** (Σ r + d μ) / (n + d) by the keys of a column; μ for a key without ratings. Float64 [count]. */
export function dampedMeans(
  { ratingColumn, mean }: Pick<Interactions, 'ratingColumn' | 'mean'>,
  keys: ArrayLike<number>,
  count: number,
  damping: number,
): Float64Array {
  return dampedMeansOf(countRatings(keys, ratingColumn, count), mean, damping);
}

/** Damped means from the sums and counts of the ratings. */
export function dampedMeansOf({ sums, counts }: RatingCounters, mean: number, damping: number): Float64Array {
  return sums.map((sum, key) => {
    const n = counts[key] + damping;
    return n === 0 ? mean : (sum + damping * mean) / n;
  });
}
