/** Damped means: means of few ratings are pulled toward the global mean. */
import type { Interactions } from '../../data/table/interactions';

/** (Σ r + d μ) / (n + d) by the keys of a column; μ for a key without ratings. Float64 [count]. */
export function dampedMeans(
  { ratingColumn, mean }: Pick<Interactions, 'ratingColumn' | 'mean'>,
  keys: ArrayLike<number>,
  count: number,
  damping: number,
): Float64Array {
  const sums = new Float64Array(count).fill(damping * mean);
  const counts = new Float64Array(count).fill(damping);
  for (let row = 0; row < keys.length; row++) {
    sums[keys[row]] += ratingColumn[row];
    counts[keys[row]]++;
  }
  return sums.map((sum, key) => (counts[key] === 0 ? mean : sum / counts[key]));
}
