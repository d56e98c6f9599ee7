/** What the service says about the ratings of a train set: computed from them, or saved in a package without them. */
import { exceeds } from '../../core/liked-from';
import type { Interactions } from '../../data/table/interactions';
import type { RowGroups } from '../../data/table/row-groups';
import { goodAbove, ratingsDiffer } from './good-ratings';
import { type RatingInput, ratingInput } from './rating-input';

/** Means, spreads and counts, by inner index. */
export interface RatingFacts {
  /** Mean rating of each item; NaN without ratings. Float64 [items]. */
  readonly itemMeans: Float64Array;
  /** Number of good ratings of each item; see `goodAbove`. Int32 [items]. */
  readonly itemLikes: Int32Array;
  /** Variance of all ratings. */
  readonly variance: number;
  /** Damped standard deviations; see `dampedSpread`. Float64 [users] and [items]. */
  readonly userSpreads: Float64Array;
  readonly itemSpreads: Float64Array;
  /** Whether any two ratings differ. */
  readonly differ: boolean;
  /** How the page asks for a rating. */
  readonly input: RatingInput;
}

/** In ratings. */
const DAMPING = 5;

/** Cost: O(ratings). */
export function ratingFacts(train: Interactions): RatingFacts {
  const { ratingColumn, itemColumn, byUser, byItem, itemCount } = train;
  const counts = train.itemCounts();
  const sums = new Float64Array(itemCount);
  const itemLikes = new Int32Array(itemCount);
  const good = goodAbove(train);
  for (let row = 0; row < train.length; row++) {
    sums[itemColumn[row]] += ratingColumn[row];
    if (exceeds(ratingColumn[row], good)) itemLikes[itemColumn[row]]++;
  }
  const variance = varianceSum(Array.from(ratingColumn)) / train.length;
  const spreads = ({ offsets, rows }: RowGroups) =>
    Float64Array.from({ length: offsets.length - 1 }, (_, n) =>
      dampedSpread(
        Array.from(rows.subarray(offsets[n], offsets[n + 1]), (row) => ratingColumn[row]),
        variance,
      ),
    );
  return {
    itemMeans: sums.map((sum, item) => sum / counts[item]),
    itemLikes,
    variance,
    userSpreads: spreads(byUser),
    itemSpreads: spreads(byItem),
    differ: ratingsDiffer(train),
    input: ratingInput(train),
  };
}

/** Standard deviation of some ratings, shrunk toward that of all ratings with the weight of five ratings. */
export function dampedSpread(ratings: readonly number[], variance: number): number {
  const squares = ratings.length === 0 ? 0 : varianceSum(ratings);
  return Math.sqrt((squares + DAMPING * variance) / (ratings.length + DAMPING));
}

/** Σ (r − r̄)². */
function varianceSum(ratings: readonly number[]): number {
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  return ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0);
}
