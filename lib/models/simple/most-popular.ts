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
 * Cost: O(ratings).
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
import { dampedMeans } from '../shared/damped-means';
import { POSITIVE_OPTIONS, positivesOf } from '../shared/positives';

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
  });

  constructor(options: Partial<MostPopularOptions> = {}) {
    super(MOST_POPULAR_OPTIONS, options);
  }

  protected async learn(train: Interactions, run: FitRun): Promise<MostPopularState> {
    const { by, damping } = this.options;
    const score =
      by === 'count' ? this.counts(train) : dampedMeans(train, train.itemColumn, train.itemCount, damping);
    const ratings = train.itemCounts();
    for (let item = 0; item < score.length; item++) if (ratings[item] === 0) score[item] = Number.NaN;
    await run.step(1);
    return { score };
  }

  protected override shapes(train: Interactions) {
    return { score: train.itemCount };
  }

  protected override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const support = this.train.rowsOfItem(item as ItemIndex).length;
    return [{ kind: 'popularity', value: this.estimate(user, item), support }];
  }

  protected estimate(_user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return item === undefined ? Number.NaN : this.state.score[item];
  }

  private counts(train: Interactions): Float64Array {
    const { items, weights } = positivesOf(this.name, train, this.options);
    const sums = new Float64Array(train.itemCount);
    for (let at = 0; at < items.length; at++) sums[items[at]] += weights[at];
    return sums;
  }
}
