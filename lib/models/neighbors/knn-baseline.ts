/**
 * KNNBaseline: the baseline b_ui = μ + b_u + b_i plus the similarity-weighted mean of how far the most
 * similar users' ratings of the item lie above their own baselines:
 *
 *   r̂_ui = b_ui + Σ sim(u, v) · (r_vi − b_vi) / Σ sim(u, v)   over the k most similar users v who rated i,
 *
 * or item-based, r̂_ui = b_ui + Σ sim(i, j) · (r_uj − b_uj) / Σ sim(i, j). It is most accurate item-based
 * with `pearson_baseline`. The biases are learned by ALS or SGD (option `baseline`); see `baselines.ts`.
 *
 * A prediction is always possible: an unknown user or item has bias 0, and with fewer than `minNeighbors`
 * neighbors of positive similarity, r̂ is the baseline. Predictions match Surprise's `KNNBaseline`. For the
 * general formula, ties and cost, see `knn-model.ts`.
 * Source: Y. Koren, "Factor in the Neighbors", 2010, section 2.2, formula (3).
 *
 * @example
 * const model = await new KNNBaseline({ similarity: 'pearson_baseline', userBased: false }).fit(train);
 * model.similarItems(itemId(50));
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { options } from '../../core/options';
import { capabilities } from '../../recommender/capabilities';
import type { Biases } from '../shared/baselines';
import { type Centering, type KnnView, plainCentering } from './parts/knn-centering';
import { KnnModel } from './parts/knn-model';
import { KNN_OPTIONS, type KnnOptions } from './parts/knn-options';

export const KNN_BASELINE_OPTIONS = options('KNNBaseline', KNN_OPTIONS);

export class KNNBaseline extends KnnModel {
  override readonly can = capabilities({
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
    similarItems: !this.options.userBased,
    similarUsers: this.options.userBased,
    foldsIn: true,
    explains: true,
  });

  constructor(options: Partial<KnnOptions> = {}) {
    super(KNN_BASELINE_OPTIONS, options);
  }

  protected center(view: KnnView, biases: () => Biases): Centering {
    const { mean: origin, user, item } = biases();
    const [ofX, ofY] = this.options.userBased ? [user, item] : [item, user];
    return { ...plainCentering(view), origin, ofX, ofY };
  }

  protected override withoutPair(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { origin, ofX, ofY } = this.state;
    const [x, y] = this.options.userBased ? [user, item] : [item, user];
    return origin + (x === undefined ? 0 : ofX[x]) + (y === undefined ? 0 : ofY[y]);
  }
}
