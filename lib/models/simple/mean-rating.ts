/**
 * MeanRating: the mean rating of the user, of the item, or of the whole train set; a baseline for other
 * models. Means of few ratings are damped, as if there were d additional ratings equal to the global mean μ:
 *
 *     r̂_ui = (Σ r + d μ) / (n + d)   over the n ratings of the user, or of the item.
 *
 * `of: 'user'` ignores the item: for an item without ratings or features, no better prediction is possible.
 * `of: 'item'` with damping 0 is what the tutorial's hybrid calls content. A user or item without ratings
 * gets μ.
 * Cost: O(ratings); an update O(items) or O(users).
 *
 * @example
 * const model = await new MeanRating({ of: 'item', damping: 0 }).fit(train);
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, oneOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import { dampedMeansOf } from '../shared/damped-means';
import {
  countersOf,
  countRatings,
  type RatingCounters,
  recountRatings,
  withCounters,
} from '../shared/rating-counters';

export const MEAN_RATING_OPTIONS = options('MeanRating', {
  /** Which mean: `item`, `user` or `all`. */
  of: oneOf(['item', 'user', 'all'], { default: 'item' }),
  /** d, the number of additional ratings equal to μ. */
  damping: number({ from: 0, default: 5 }),
});

export interface MeanRatingOptions extends OptionsOf<typeof MEAN_RATING_OPTIONS> {}

type MeanRatingState = {
  /** Damped means. Float64 of length items or users; empty for the global mean. */
  readonly means: Float64Array;
};

export class MeanRating extends BaseModel<MeanRatingOptions, MeanRatingState> {
  readonly can = capabilities({
    personalizes: false,
    unknownUsers: 'unpersonalized',
    unknownItems: 'unpersonalized',
    explains: true,
    updates: 'exact',
    withoutTrain: 'users',
  });

  constructor(options: Partial<MeanRatingOptions> = {}) {
    super(MEAN_RATING_OPTIONS, options);
  }

  protected async learn(train: Interactions, run: FitRun): Promise<MeanRatingState> {
    const counters = this.count(train);
    await run.step(1);
    return this.stateOf(train, counters);
  }

  override learnUpdate({ before, train, changed }: ModelUpdate, state: MeanRatingState) {
    const { of } = this.options;
    if (of === 'all') return state;
    const [keys, count] = of === 'user' ? [changed.users, train.userCount] : [changed.items, train.itemCount];
    const counters = countersOf(state, () => this.count(before));
    return this.stateOf(train, recountRatings(counters, keys, changed, count));
  }

  private count({
    userColumn,
    itemColumn,
    ratingColumn,
    userCount,
    itemCount,
  }: Interactions): RatingCounters {
    const { of } = this.options;
    if (of === 'all') return countRatings([], [], 0);
    return of === 'user'
      ? countRatings(userColumn, ratingColumn, userCount)
      : countRatings(itemColumn, ratingColumn, itemCount);
  }

  private stateOf(train: Interactions, counters: RatingCounters): MeanRatingState {
    return withCounters({ means: dampedMeansOf(counters, train.mean, this.options.damping) }, counters);
  }

  protected override shapes({ userCount, itemCount }: Interactions) {
    return { means: { user: userCount, item: itemCount, all: 0 }[this.options.of] };
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { mean } = this.summary;
    const above = this.estimate(user, item) - mean;
    const terms: Term[] = [{ kind: 'mean', value: mean }];
    if (this.options.of === 'user') terms.push({ kind: 'userBias', value: above });
    if (this.options.of === 'item') terms.push({ kind: 'itemBias', value: above });
    return terms;
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { of } = this.options;
    const key = of === 'user' ? user : of === 'item' ? item : undefined;
    return key === undefined ? this.summary.mean : this.state.means[key];
  }
}
