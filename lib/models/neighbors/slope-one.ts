/**
 * SlopeOne: the user's mean rating plus the mean difference between the item's ratings and those of each item
 * that the user has rated:
 *
 *   r̂_ui = μ_u + (1 / |R_i(u)|) Σ_j dev(i, j),   dev(i, j) = the mean of r_vi − r_vj over the v who rated both,
 *
 * where R_i(u) are the items j rated by u that at least one user rated together with i (including i itself,
 * if u rated it, with dev 0). If there are none, r̂ is μ_u. For an unknown user or item, a prediction is
 * impossible.
 *
 * Predictions match Surprise's `SlopeOne` for integer ratings; Surprise truncates half stars to integers
 * here, this doesn't. There are no hyperparameters.
 * Cost: fit O(Σ over users of ratings²) time and 8 items² bytes; a prediction O(ratings of the user).
 * Source: D. Lemire, A. Maclachlan, "Slope One Predictors for Online Rating-Based Collaborative Filtering",
 * 2005.
 *
 * @example
 * const model = await new SlopeOne().fit(train);
 */
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { visitPairs } from '../../math/similarity/similarity-pairs';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import { commonRaters } from '../shared/common-raters';
import { meanRatings } from '../shared/mean-ratings';

export const SLOPE_ONE_OPTIONS = options('SlopeOne', {
  /** Memory limit for the deviations, in MB of 10^6 bytes; 1000 is enough for 11,180 items. */
  maxMegabytes: number({ above: 0, default: 1000 }),
});

export interface SlopeOneOptions extends OptionsOf<typeof SLOPE_ONE_OPTIONS> {}

type SlopeOneState = {
  /** dev(i, j), NaN if no user rated both. Float64 [items, items]. */
  readonly deviation: Float64Array;
  /** μ_u. Float64 of length users. */
  readonly userMean: Float64Array;
};

export class SlopeOne extends BaseModel<SlopeOneOptions, SlopeOneState> {
  readonly can = capabilities({ explains: true });

  constructor(options: Partial<SlopeOneOptions> = {}) {
    super(SLOPE_ONE_OPTIONS, options);
  }

  /** @throws OptionError when the deviations would take more than `maxMegabytes` */
  protected async learn(train: Interactions, run: FitRun): Promise<SlopeOneState> {
    const { itemCount: n, userCount, userColumn, itemColumn, ratingColumn } = train;
    const megabytes = Math.ceil((8 * n * n) / 1e6);
    if (megabytes > this.options.maxMegabytes) {
      throw new OptionError(
        `SlopeOne: the deviations of ${n} items take ${megabytes} MB, but maxMegabytes is ` +
          `${this.options.maxMegabytes}; raise it, leave out rare items, or use a factor model such as SVD`,
      );
    }
    const deviation = new Float64Array(n * n).fill(Number.NaN);
    for (const item of itemColumn) deviation[item * n + item] = 0;
    await visitPairs(
      { rowCount: n, columnCount: userCount, rows: itemColumn, columns: userColumn, values: ratingColumn },
      {
        product: false,
        squares: false,
        sums: true,
        pause: (steps) => run.step(steps),
        breathe: () => run.breathe(),
      },
      ({ i, j, common, sumI, sumJ }) => {
        deviation[i * n + j] = (sumI - sumJ) / common;
        deviation[j * n + i] = (sumJ - sumI) / common;
      },
    );
    return { deviation, userMean: meanRatings(userColumn, ratingColumn, userCount) };
  }

  protected override shapes(train: Interactions) {
    return { deviation: train.itemCount ** 2, userMean: train.userCount };
  }

  /** Items without a common user, and users without ratings. */
  protected override floats() {
    return { deviation: 'finite or NaN', userMean: 'finite or NaN' } as const;
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined) return Number.NaN;
    const { byUser, itemColumn, itemCount } = this.train;
    const { deviation, userMean } = this.state;
    // An item of the vocabulary without ratings is unknown, too.
    if (Number.isNaN(deviation[item * itemCount + item])) return Number.NaN;
    let sum = 0;
    let count = 0;
    for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) {
      const dev = deviation[item * itemCount + itemColumn[byUser.rows[at]]];
      if (Number.isNaN(dev)) continue;
      sum += dev;
      count++;
    }
    return count === 0 ? userMean[user] : userMean[user] + sum / count;
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { train } = this;
    const { deviation, userMean } = this.state;
    const support = commonRaters(train, item as ItemIndex);
    // Item j predicts r_uj + dev(i, j). Taken relative to the mean of these r_uj, the parts add up to the
    // mean dev.
    const found = Array.from(train.rowsOfUser(user as UserIndex), (row) => {
      const other = train.itemColumn[row] as ItemIndex;
      const weight = deviation[(item as ItemIndex) * train.itemCount + other];
      return { other, weight, rating: train.ratingColumn[row] };
    }).filter(({ weight }) => !Number.isNaN(weight));
    const mean = found.reduce((sum, { rating }) => sum + rating / found.length, 0);
    return [
      { kind: 'userMean', value: userMean[user as UserIndex] },
      ...found.map(({ other, weight, rating }): Term => {
        const value = (rating + weight - mean) / found.length;
        return {
          kind: 'rating',
          item: train.items.idOf(other),
          value,
          weight,
          rating,
          support: support(other),
        };
      }),
    ];
  }

  override whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    const known = <Index extends number>(
      index: Index | undefined,
      rows: (index: Index) => ArrayLike<number>,
    ) => (index === undefined || rows(index).length === 0 ? undefined : index);
    return super.whyImpossible(
      known(user, (u) => this.train.rowsOfUser(u)),
      known(item, (i) => this.train.rowsOfItem(i)),
    );
  }
}
