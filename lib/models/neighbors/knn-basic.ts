/**
 * KNNBasic: what the most similar users gave the item, the more similar the weightier:
 *
 *   r̂_ui = Σ sim(u, v) · r_vi / Σ sim(u, v)   over the k users v most like u who rated i,
 *
 * or item-based, over the k items j most like i that u rated: r̂_ui = Σ sim(i, j) · r_uj / Σ sim(i, j).
 *
 * An unknown user or item, or fewer than `minNeighbors` neighbors with a similarity above 0: impossible.
 * Equal to Surprise's `KNNBasic`. Formula in its general form, ties and cost: `knn-model.ts`;
 * the algorithm to read: `plain/plain-knn.ts`.
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
