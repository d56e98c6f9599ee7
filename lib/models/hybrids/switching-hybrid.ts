/**
 * SwitchingHybrid: one model for pairs with few ratings, another for the rest,
 *
 *     r̂_ui = cf_ui if n ≥ `switchAt`, else fallback_ui,
 *
 * where n is the number of train ratings of the item, of the user, or the smaller of the two. If the chosen
 * model has no score, the other's is used. An unknown user or item has 0 ratings; a visitor has as many as
 * were given. If both members contribute to one list, both must predict ratings, because otherwise their
 * scores can't be compared. With `by: 'user'`, each list comes from a single member, so models that only rank
 * are allowed.
 * Cost: that of the members.
 *
 * @example
 * const model = await new SwitchingHybrid({ by: 'item', switchAt: 8 }).fit(train);
 *
 * Source: R. Burke, "Hybrid Recommender Systems: Survey and Experiments", 2002, section on switching hybrids.
 */
import { OptionError } from '../../core/errors';
import { type OptionsOf, oneOf, options, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { ModelUpdate } from '../../recommender/model-update';
import { hybridCapabilities } from './parts/hybrid-capabilities';
import { HybridModel, type HybridPair } from './parts/hybrid-model';
import { memberSpec } from './parts/member-spec';

export const SWITCHING_HYBRID_OPTIONS = options('SwitchingHybrid', {
  /** Collaborative filtering: the model for items or users with many ratings. */
  cf: memberSpec({ default: { model: 'ALS' } }),
  /** The model for items or users with few ratings. */
  fallback: memberSpec({ default: { model: 'ContentRidge' } }),
  /** The minimum number of ratings for `cf`. */
  switchAt: whole({ from: 0, default: 5 }),
  /** Whose ratings are counted: the `item`'s, the `user`'s, or `either`, whichever has fewer. */
  by: oneOf(['item', 'user', 'either'], { default: 'item' }),
});

export interface SwitchingHybridOptions extends OptionsOf<typeof SWITCHING_HYBRID_OPTIONS> {}

type SwitchingHybridState = {
  /** Number of train ratings. Int32 of length users, and of length items. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
};

export class SwitchingHybrid extends HybridModel<SwitchingHybridOptions, SwitchingHybridState> {
  readonly can: Capabilities;

  constructor(options: Partial<SwitchingHybridOptions> = {}) {
    super(SWITCHING_HYBRID_OPTIONS, options, ({ cf, fallback }) => ({ cf, fallback }));
    const { cf, fallback, by } = this.options;
    const can = this.members.map(([, member]) => member.can);
    if (by !== 'user' && !can.every(({ rates }) => rates)) {
      throw new OptionError(
        `SwitchingHybrid: by must be "user" if a member doesn't predict ratings (${cf.model}, ${fallback.model}), got "${by}"`,
      );
    }
    this.can = capabilities(hybridCapabilities(can));
  }

  protected async learnMix(train: Interactions): Promise<SwitchingHybridState> {
    return { userCounts: train.userCounts(), itemCounts: train.itemCounts() };
  }

  protected override updateMix({ train }: ModelUpdate): SwitchingHybridState {
    return { userCounts: train.userCounts(), itemCounts: train.itemCounts() };
  }

  protected override shapes({ userCount, itemCount }: Interactions) {
    return { userCounts: userCount, itemCounts: itemCount };
  }

  protected mix(scores: ArrayLike<number>, pair: HybridPair): number {
    return scores[this.answering(scores, pair)];
  }

  protected override sharesOf(scores: ArrayLike<number>, pair: HybridPair) {
    return { shares: this.answering(scores, pair) === 0 ? [1, 0] : [0, 1] };
  }

  /** The index of the member that answers. */
  private answering(scores: ArrayLike<number>, { user, item, visitorRatings }: HybridPair): 0 | 1 {
    const { by, switchAt } = this.options;
    const { userCounts, itemCounts } = this.state;
    const ofUser = visitorRatings ?? (user === undefined ? 0 : userCounts[user]);
    const ofItem = item === undefined ? 0 : itemCounts[item];
    const count = by === 'item' ? ofItem : by === 'user' ? ofUser : Math.min(ofUser, ofItem);
    if (count >= switchAt) return Number.isNaN(scores[0]) ? 1 : 0;
    return Number.isNaN(scores[1]) ? 0 : 1;
  }
}
