/**
 * NormalPredictor: random ratings as frequent as the train set's own, the floor that any model must beat.
 *
 * r̂_ui is drawn from the normal distribution N(μ, σ²), with μ the mean and σ the (maximum likelihood)
 * standard deviation of all train ratings, as Surprise's `NormalPredictor`. One difference: Surprise draws
 * the next number of a generator, so that asking twice gives two answers and every answer depends on what
 * was asked before. Here the number is made from the seed and the pair: the same question has the same
 * answer, lists can be compared and a saved model stays what it was. The distribution is the same.
 *
 * An unknown user or item gets a random rating too; all unknown ones share theirs.
 * Source: the maximum likelihood estimate is any textbook's. Cost: fit O(ratings), a prediction O(1).
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { type OptionsOf, options, seedNumber } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { pairNormal } from '../../math/random/pair-noise';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';

export const NORMAL_PREDICTOR_OPTIONS = options('NormalPredictor', {
  /** Seed of the noise. Python: `np.random.seed(…)`. */
  seed: seedNumber(),
});

export interface NormalPredictorOptions extends OptionsOf<typeof NORMAL_PREDICTOR_OPTIONS> {}

type NormalPredictorState = {
  /** σ, in stars. */
  readonly standardDeviation: number;
};

export class NormalPredictor extends BaseModel<NormalPredictorOptions, NormalPredictorState> {
  readonly can = capabilities({
    personalizes: false,
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
  });

  constructor(options: Partial<NormalPredictorOptions> = {}) {
    super(NORMAL_PREDICTOR_OPTIONS, options);
  }

  protected learn(train: Interactions): NormalPredictorState {
    const { ratingColumn, mean } = train;
    let sum = 0;
    for (let row = 0; row < ratingColumn.length; row++) sum += (ratingColumn[row] - mean) ** 2;
    return { standardDeviation: Math.sqrt(sum / ratingColumn.length) };
  }

  protected override numbers() {
    return { standardDeviation: null };
  }

  protected estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return (
      this.train.mean +
      this.state.standardDeviation * pairNormal(this.options.seed, user ?? UNKNOWN, item ?? UNKNOWN)
    );
  }
}

/** Stands for every unknown id: no inner index is negative. */
const UNKNOWN = -1;
