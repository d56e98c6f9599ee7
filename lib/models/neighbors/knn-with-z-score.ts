/**
 * KNNWithZScore: KNNWithMeans on z-scores: deviations are divided by the standard deviation of the user's
 * ratings, so that a 5 from a user whose ratings vary widely counts less than a 5 from one who rarely
 * deviates from 3:
 *
 *   r̂_ui = μ_u + σ_u · Σ sim(u, v) · (r_vi − μ_v) / σ_v / Σ sim(u, v)
 *
 * over the k most similar users v who rated i, or item-based with items in place of users. σ is the
 * population standard deviation (divided by n). If a user's is 0, the standard deviation of all ratings is
 * used, or 1 if all ratings are equal.
 *
 * For an unknown user or item, a prediction is impossible. With fewer than `minNeighbors` neighbors of
 * positive similarity, r̂ is the mean μ_u (item-based μ_i). Predictions match Surprise's `KNNWithZScore`. For
 * the general formula, ties and cost, see `knn-model.ts`.
 *
 * @example
 * const model = await new KNNWithZScore({ similarity: 'msd', neighbors: 40 }).fit(train);
 */

import { options } from '../../core/options';
import { meanRatings } from '../shared/mean-ratings';
import { type Centering, type KnnView, plainCentering } from './parts/knn-centering';
import { KnnModel } from './parts/knn-model';
import { KNN_OPTIONS, type KnnOptions } from './parts/knn-options';

export const KNN_WITH_Z_SCORE_OPTIONS = options('KNNWithZScore', KNN_OPTIONS);

export class KNNWithZScore extends KnnModel {
  constructor(options: Partial<KnnOptions> = {}) {
    super(KNN_WITH_Z_SCORE_OPTIONS, options);
  }

  protected center(view: KnnView): Centering {
    const means = meanRatings(view.x, view.ratings, view.xCount);
    return { ...plainCentering(view), ofX: means, spread: deviationsOfX(view, means) };
  }

  /** Users (item-based, items) without ratings have no mean. */
  protected override floats() {
    return { ofX: 'finite or NaN' } as const;
  }
}

/** σ of each x. */
function deviationsOfX({ xCount, x, ratings }: KnnView, means: Float64Array): Float64Array {
  const [overallMean] = meanRatings(new Int32Array(ratings.length), ratings, 1);
  const squares = new Float64Array(xCount);
  const counts = new Int32Array(xCount);
  let overall = 0;
  for (let row = 0; row < ratings.length; row++) {
    squares[x[row]] += (ratings[row] - means[x[row]]) ** 2;
    counts[x[row]]++;
    overall += (ratings[row] - overallMean) ** 2;
  }
  const standIn = Math.sqrt(overall / ratings.length) || 1;
  return squares.map((square, which) => Math.sqrt(square / Math.max(1, counts[which])) || standIn);
}
