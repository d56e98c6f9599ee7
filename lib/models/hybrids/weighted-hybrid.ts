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
import { HybridModel, hybridCapabilities, memberSpec } from './parts/hybrid-model';
import type { MemberScale } from './parts/hybrid-terms';

export const WEIGHTED_HYBRID_OPTIONS = options('WeightedHybrid', {
  /** Collaborative filtering: the model that learns from ratings. */
  cf: memberSpec({ default: { model: 'ALS' } }),
  /** The model that learns from features. */
  content: memberSpec({ default: { model: 'ContentRidge' } }),
  /** w, the weight of `content`. The default is the tutorial's. */
  weight: number({ from: 0, to: 1, default: 0.3 }),
});

export interface WeightedHybridOptions extends OptionsOf<typeof WEIGHTED_HYBRID_OPTIONS> {}

type WeightedHybridState = {
  /**
   * mean_u and deviation_u of each member. Float64 [2, users + 1], the last for unknown users; empty if both
   * rate.
   */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
};

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
    const width = train.userCount + 1;
    const means = new Float64Array(2 * width);
    const deviations = new Float64Array(2 * width);
    for (const [n, [, member]] of this.members.entries()) {
      for (let user = 0; user < width; user++) {
        const known = user < train.userCount ? (user as UserIndex) : undefined;
        const { mean, deviation } = spreadOf(member.scoreItems(known));
        means[n * width + user] = mean;
        deviations[n * width + user] = deviation;
        await run.breathe();
      }
    }
    return { means, deviations };
  }

  protected override updateMix(_update: ModelUpdate, state: WeightedHybridState): WeightedHybridState {
    return state;
  }

  protected override shapes({ userCount }: Interactions) {
    const length = this.can.rates ? 0 : 2 * (userCount + 1);
    return { means: length, deviations: length };
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
      const width = means.length / 2;
      const at = user ?? width - 1;
      a = (a - means[at]) / deviations[at];
      b = (b - means[width + at]) / deviations[width + at];
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
    const width = means.length / 2;
    const at = member * width + (user ?? width - 1);
    return { mean: means[at], deviation: deviations[at] };
  }

  private mean(cf: number, content: number): number {
    const { weight } = this.options;
    if (Number.isNaN(cf)) return content;
    if (Number.isNaN(content)) return cf;
    return (1 - weight) * cf + weight * content;
  }
}

/**
 * Relative precision of scores, which may come from 32-bit tensors: smaller differences are rounding error.
 */
const ROUNDING = 1e-7;

/**
 * Mean and standard deviation of the scores, ignoring NaN; the deviation is 1 if all scores are equal, within
 * rounding error.
 */
function spreadOf(scores: Float64Array): MemberScale {
  const known = scores.filter((score) => !Number.isNaN(score));
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  const squares = known.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / known.length);
  return { mean, deviation: deviation > ROUNDING * Math.abs(mean) ? deviation : 1 };
}
