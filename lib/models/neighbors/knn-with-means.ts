/**
 * KNNWithMeans: the user's own mean, and by how much the most similar users rated the item above theirs:
 *
 *   r̂_ui = μ_u + Σ sim(u, v) · (r_vi − μ_v) / Σ sim(u, v)   over the k users v most like u who rated i,
 *
 * or item-based, r̂_ui = μ_i + Σ sim(i, j) · (r_uj − μ_j) / Σ sim(i, j).
 *
 * An unknown user or item: impossible. Fewer than `minNeighbors` neighbors with a similarity above 0: the
 * mean μ_u (μ_i). Equal to Surprise's `KNNWithMeans`. Formula in its general form, ties and cost:
 * `knn-model.ts`.
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
}
