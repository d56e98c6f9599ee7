/**
 * WeightedHybrid: the weighted mean of two models' scores,
 *
 *     r̂_ui = (1 − w) · cf_ui + w · content_ui.
 *
 * Both must be on the same scale. If both members predict ratings, that is the rating scale, and r̂ is a
 * rating. Otherwise, each member's scores are standardized per user, (s_ui − mean_u) / deviation_u over all
 * items, and r̂ only ranks. If one member has no score, the other's is used alone. Choose w on a validation
 * set, never on the test set; see `chooseWeight`.
 *
 * The tutorial's hybrid has w = 0.3 and calls the item mean content: `content: { model: 'MeanRating',
 * options: { of: 'item', damping: 0 } }`. Cost: that of the members.
 *
 * @example
 * const model = await new WeightedHybrid({ cf: { model: 'SVD' }, content: { model: 'ContentRidge' }, weight: 0.3 }).fit(train);
 *
 * Source: R. Burke, "Hybrid Recommender Systems: Survey and Experiments", 2002, section on weighted hybrids.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { EncodedContext } from '../../recommender/context-reader';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import { hybridCapabilities } from './parts/hybrid-capabilities';
import { HybridModel } from './parts/hybrid-model';
import { memberSpec } from './parts/member-spec';
import { scalePlace, spreadOf, type UserScales, userScales } from './parts/user-scales';

export const WEIGHTED_HYBRID_OPTIONS = options('WeightedHybrid', {
  /** Collaborative filtering: the model that learns from ratings. */
  cf: memberSpec({ default: { model: 'ALS' } }),
  /** The model that learns from features. */
  content: memberSpec({ default: { model: 'ContentRidge' } }),
  /** w, the weight of `content`. The default is the tutorial's. */
  weight: number({ from: 0, to: 1, default: 0.3 }),
});

export interface WeightedHybridOptions extends OptionsOf<typeof WEIGHTED_HYBRID_OPTIONS> {}

/** Empty if both members rate. */
type WeightedHybridState = UserScales;

export class WeightedHybrid extends HybridModel<WeightedHybridOptions, WeightedHybridState> {
  readonly can: Capabilities;

  constructor(options: Partial<WeightedHybridOptions> = {}) {
    super(WEIGHTED_HYBRID_OPTIONS, options, ({ cf, content }) => ({ cf, content }));
    const can = hybridCapabilities(this.members.map(([, member]) => member.can));
    // To make scores that only rank comparable, both members' scores of each user are needed.
    this.can = capabilities(can.rates ? can : { ...can, updates: 'none' });
  }

  protected async learnMix(train: Interactions, run: FitRun): Promise<WeightedHybridState> {
    if (this.can.rates) return { means: new Float64Array(0), deviations: new Float64Array(0) };
    return userScales(this.members, train, run);
  }

  protected override updateMix(_update: ModelUpdate, state: WeightedHybridState): WeightedHybridState {
    return state;
  }

  protected override shapes({ userCount }: Interactions) {
    const length = this.can.rates ? 0 : 2 * (userCount + 1);
    return { means: length, deviations: length };
  }

  /** Of users for whom a member has no scores. */
  protected override floats() {
    return { means: 'finite or NaN' } as const;
  }

  override estimate(
    user: UserIndex | undefined,
    item: ItemIndex | undefined,
    context?: EncodedContext,
  ): number {
    const [[, cf], [, content]] = this.members;
    let a = cf.estimate(user, item, this.contextOf(0, context));
    let b = content.estimate(user, item, this.contextOf(1, context));
    if (!this.can.rates) {
      const { means, deviations } = this.state;
      const [ofCf, ofContent] = [scalePlace(this.state, 2, 0, user), scalePlace(this.state, 2, 1, user)];
      a = (a - means[ofCf]) / deviations[ofCf];
      b = (b - means[ofContent]) / deviations[ofContent];
    }
    return this.mean(a, b);
  }

  protected mix(scores: ArrayLike<number>): number {
    return this.mean(scores[0], scores[1]);
  }

  protected override sharesOf(scores: ArrayLike<number>) {
    const { weight } = this.options;
    if (Number.isNaN(scores[0])) return { shares: [0, 1] };
    if (Number.isNaN(scores[1])) return { shares: [1, 0] };
    return { shares: [1 - weight, weight] };
  }

  protected override scaleOf(member: number, user: UserIndex | undefined, visitor?: Float64Array) {
    if (this.can.rates) return super.scaleOf(member, user);
    if (visitor) return spreadOf(visitor);
    const { means, deviations } = this.state;
    const at = scalePlace(this.state, 2, member, user);
    return { mean: means[at], deviation: deviations[at] };
  }

  private mean(cf: number, content: number): number {
    const { weight } = this.options;
    if (Number.isNaN(cf)) return content;
    if (Number.isNaN(content)) return cf;
    return (1 - weight) * cf + weight * content;
  }
}
