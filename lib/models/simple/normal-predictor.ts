/**
 * NormalPredictor: random ratings from a normal distribution fitted to the train set; any useful model beats
 * it.
 *
 * r̂_ui is drawn from N(μ, σ²), where μ is the mean and σ the (maximum likelihood) standard deviation of all
 * train ratings, as in Surprise's `NormalPredictor`. One difference: Surprise draws from a generator, so that
 * every call returns another value, which depends on all earlier calls. Here the value is computed from the
 * seed and the pair: the same pair always gets the same prediction, so lists can be compared, and a saved
 * model doesn't change. The distribution is the same.
 *
 * An unknown user or item gets a random rating, too; all unknown users count as one user, and items likewise.
 * Cost: fit O(ratings), a prediction O(1). Source: maximum likelihood, see any statistics textbook.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { type OptionsOf, options, seedNumber } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { pairNormal } from '../../math/random/pair-noise';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { ModelUpdate } from '../../recommender/model-update';
import { ratingDeviation } from '../shared/rating-deviation';

export const NORMAL_PREDICTOR_OPTIONS = options('NormalPredictor', {
  /** Seed of the random values. Python: `np.random.seed(…)`. */
  seed: seedNumber(),
});

export interface NormalPredictorOptions extends OptionsOf<typeof NORMAL_PREDICTOR_OPTIONS> {}

type NormalPredictorState = {
  /** σ, in rating units. */
  readonly standardDeviation: number;
};

export class NormalPredictor extends BaseModel<NormalPredictorOptions, NormalPredictorState> {
  readonly can = capabilities({
    personalizes: false,
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
    updates: 'exact',
    withoutTrain: 'users',
  });

  constructor(options: Partial<NormalPredictorOptions> = {}) {
    super(NORMAL_PREDICTOR_OPTIONS, options);
  }

  protected learn(train: Interactions): NormalPredictorState {
    return { standardDeviation: ratingDeviation(train) };
  }

  /** A fit is a single pass over the ratings, so an update does the same. */
  override learnUpdate({ train }: ModelUpdate): NormalPredictorState {
    return this.learn(train);
  }

  protected override numbers() {
    return { standardDeviation: null };
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return (
      this.summary.mean +
      this.state.standardDeviation * pairNormal(this.options.seed, user ?? UNKNOWN, item ?? UNKNOWN)
    );
  }
}

/** Stands for any unknown id; inner indices are never negative. */
const UNKNOWN = -1;
