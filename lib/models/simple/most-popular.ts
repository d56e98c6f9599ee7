/**
 * MostPopular, the popularity baseline: the same list for all users, apart from the items they have seen.
 * Personalized models should beat it; for an unknown user it is often the best choice. Two definitions of
 * popular:
 *
 * - `count`: the number of users who like the item, score_i = Σ_u w_ui;
 * - `damped mean`: the mean rating with d additional ratings equal to the global mean μ, so that an item with
 *   three lucky fives doesn't win, score_i = (Σ_u r_ui + d μ) / (|U_i| + d). All ratings count, whatever
 *   `positiveFrom` is.
 *
 * An unknown user gets the same list. An unknown item, or one without ratings, has no score.
 * Cost: O(ratings); an update O(items).
 *
 * @example
 * const model = await new MostPopular({ by: 'damped mean', damping: 25 }).fit(train);
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
import { POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import {
  countersOf,
  countRatings,
  type RatingCounters,
  recountRatings,
  withCounters,
} from '../shared/rating-counters';

export const MOST_POPULAR_OPTIONS = options('MostPopular', {
  ...POSITIVE_OPTIONS,
  /** How popularity is defined: `count` or `damped mean`. */
  by: oneOf(['count', 'damped mean'], { default: 'count' }),
  /** d, the number of additional ratings equal to μ; only for `damped mean`. */
  damping: number({ from: 0, default: 10 }),
});

export interface MostPopularOptions extends OptionsOf<typeof MOST_POPULAR_OPTIONS> {}

type MostPopularState = {
  /** Float64 of length items; NaN for an item without ratings. */
  readonly score: Float64Array;
};

export class MostPopular extends BaseModel<MostPopularOptions, MostPopularState> {
  readonly can = capabilities({
    rates: false,
    personalizes: false,
    unknownUsers: 'unpersonalized',
    explains: true,
    updates: 'exact',
    withoutTrain: 'users',
  });

  constructor(options: Partial<MostPopularOptions> = {}) {
    super(MOST_POPULAR_OPTIONS, options);
  }

  protected async learn(train: Interactions, run: FitRun): Promise<MostPopularState> {
    const counters = this.count(train);
    await run.step(1);
    return this.stateOf(train, counters);
  }

  override learnUpdate({ before, train, changed }: ModelUpdate, state: MostPopularState) {
    const counters = countersOf(state, () => this.count(before));
    return this.stateOf(
      train,
      recountRatings(counters, changed.items, changed, train.itemCount, this.valueFor(train)),
    );
  }

  protected override shapes(train: Interactions) {
    return { score: train.itemCount };
  }

  /** Items without ratings. */
  protected override floats() {
    return { score: 'finite or NaN' } as const;
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const support = this.summary.ratingCountOf(item as ItemIndex);
    return [{ kind: 'popularity', value: this.estimate(user, item), support }];
  }

  estimate(_user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return item === undefined ? Number.NaN : this.state.score[item];
  }

  /** Σ w, or Σ r, by item, and the number of ratings. */
  private count(train: Interactions): RatingCounters {
    return countRatings(train.itemColumn, train.ratingColumn, train.itemCount, this.valueFor(train));
  }

  private valueFor(train: Interactions): (rating: number) => number {
    if (this.options.by === 'damped mean') return (rating) => rating;
    const weightOf = positiveWeights(train.scale, this.options);
    return (rating) => Math.fround(weightOf(rating));
  }

  /** @throws OptionError when nothing is positive */
  private stateOf(train: Interactions, counters: RatingCounters): MostPopularState {
    const { by, damping } = this.options;
    const { sums, counts } = counters;
    if (by === 'count' && !sums.some((sum) => sum > 0)) positivesOf(this.name, train, this.options);
    const score = by === 'count' ? sums.slice() : dampedMeansOf(counters, train.mean, damping);
    for (let item = 0; item < score.length; item++) if (counts[item] === 0) score[item] = Number.NaN;
    return withCounters({ score }, counters);
  }
}
