/**
 * KNNWithMeans: the user's mean rating plus the similarity-weighted mean of how far the most similar users'
 * ratings of the item lie above their own means:
 *
 *   r̂_ui = μ_u + Σ sim(u, v) · (r_vi − μ_v) / Σ sim(u, v)   over the k most similar users v who rated i,
 *
 * or item-based, r̂_ui = μ_i + Σ sim(i, j) · (r_uj − μ_j) / Σ sim(i, j).
 *
 * For an unknown user or item, a prediction is impossible. With fewer than `minNeighbors` neighbors of
 * positive similarity, r̂ is the mean μ_u (item-based μ_i). Predictions match Surprise's `KNNWithMeans`. For
 * the general formula, ties and cost, see `knn-model.ts`.
 *
 * @example
 * const model = await new KNNWithMeans({ similarity: 'pearson', userBased: false }).fit(train);
 */

import { options } from '../../core/options';
import { meanRatings } from '../shared/mean-ratings';
import { type Centering, type KnnView, plainCentering } from './parts/knn-centering';
import { KnnModel } from './parts/knn-model';
import { KNN_OPTIONS, type KnnOptions } from './parts/knn-options';

export const KNN_WITH_MEANS_OPTIONS = options('KNNWithMeans', KNN_OPTIONS);

export class KNNWithMeans extends KnnModel {
  constructor(options: Partial<KnnOptions> = {}) {
    super(KNN_WITH_MEANS_OPTIONS, options);
  }

  protected center(view: KnnView): Centering {
    return { ...plainCentering(view), ofX: meanRatings(view.x, view.ratings, view.xCount) };
  }

  /** Users (item-based, items) without ratings have no mean. */
  protected override floats() {
    return { ofX: 'finite or NaN' } as const;
  }
}
