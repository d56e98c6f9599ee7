/**
 * KNNBasic: the mean of the most similar users' ratings of the item, weighted by similarity:
 *
 *   r̂_ui = Σ sim(u, v) · r_vi / Σ sim(u, v)   over the k most similar users v who rated i,
 *
 * or item-based, over the k items j most similar to i that u rated: r̂_ui = Σ sim(i, j) · r_uj / Σ sim(i, j).
 *
 * For an unknown user or item, or with fewer than `minNeighbors` neighbors of positive similarity, a
 * prediction is impossible. Predictions match Surprise's `KNNBasic`. For the general formula, ties and cost,
 * see `knn-model.ts`; `plain/plain-knn.ts` is a short version for reading.
 *
 * @example
 * const model = await new KNNBasic({ similarity: 'cosine', neighbors: 20 }).fit(train);
 * model.predict(userId(196), itemId(302)).rating;
 */

import { options } from '../../core/options';
import { type Centering, type KnnView, plainCentering } from './parts/knn-centering';
import { KnnModel } from './parts/knn-model';
import { KNN_OPTIONS, type KnnOptions } from './parts/knn-options';

export const KNN_BASIC_OPTIONS = options('KNNBasic', KNN_OPTIONS);

export class KNNBasic extends KnnModel {
  constructor(options: Partial<KnnOptions> = {}) {
    super(KNN_BASIC_OPTIONS, options);
  }

  protected center(view: KnnView): Centering {
    return plainCentering(view);
  }

  protected override get uncentered() {
    return { uncentered: this.train.mean };
  }

  protected override withoutNeighbors(): number {
    return Number.NaN;
  }
}
