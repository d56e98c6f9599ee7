/**
 * BlendedHybrid: a weighted mean of the z-scores of several models, for lists,
 *
 *     score_ui = Σ_m w_m z^m_ui / Σ_m w_m,   z^m_ui = (s^m_ui − mean^m_u) / deviation^m_u,
 *
 * where mean and deviation are those of member m's scores of all items for the user. Models that make different
 * mistakes complement each other, so even equal weights usually rank better than the best member. Where members
 * have no score, the mean is over the others. Scores only rank, even if all members predict ratings: z-scores
 * leave out how much a user likes films in general. Choose weights on a validation set, never on the test set.
 *
 * An unknown user gets the blend of the members that answer unknown users.
 * Cost: that of the members, and of scoring all items for all users once.
 *
 * @example
 * const model = await new BlendedHybrid({ members: [{ model: 'EASE' }, { model: 'UserEASE' }], weights: [2, 1] }).fit(train);
 *
 * Source: M. Jahrer, A. Töscher, R. Legenstein, "Combining Predictions for Accurate Recommender Systems", 2010, on
 * blends; z-scores as in E. Fox, J. Shaw, "Combination of Multiple Searches", 1994 (CombSUM).
 */
import { OptionError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import { type Option, type OptionsOf, options, orNull } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { EncodedContext } from '../../recommender/context-reader';
import type { FitRun } from '../../recommender/fit-run';
import { hybridCapabilities } from './parts/hybrid-capabilities';
import { HybridModel } from './parts/hybrid-model';
import { memberList } from './parts/member-spec';
import { scalePlace, spreadOf, type UserScales, userScales } from './parts/user-scales';

const LIST_OF_WEIGHTS: Option<readonly number[]> = {
  default: [],
  allowed: 'a list of a weight above 0 for each member',
  allows: (value) => Array.isArray(value) && value.every((weight) => Number.isFinite(weight) && weight > 0),
};

export const BLENDED_HYBRID_OPTIONS = options('BlendedHybrid', {
  /** The members; any models that aren't hybrids. */
  members: memberList({ default: [{ model: 'EASE' }, { model: 'ImplicitALS' }] }),
  /** w, one for each member; null for equal weights. */
  weights: orNull(LIST_OF_WEIGHTS),
});

export interface BlendedHybridOptions extends OptionsOf<typeof BLENDED_HYBRID_OPTIONS> {}

export class BlendedHybrid extends HybridModel<BlendedHybridOptions, UserScales> {
  readonly can: Capabilities;
  readonly #weights: readonly number[];

  /** @throws OptionError unless there is a weight for each member */
  constructor(options: Partial<BlendedHybridOptions> = {}) {
    super(BLENDED_HYBRID_OPTIONS, options, ({ members }) =>
      Object.fromEntries(members.map((spec, n) => [`member${n + 1}`, spec])),
    );
    const { members, weights } = this.options;
    this.#weights = weights ?? members.map(() => 1);
    if (this.#weights.length !== members.length) {
      throw new OptionError(
        `BlendedHybrid: weights must be a list of ${members.length} weights, one for each member, got ${this.#weights.length}`,
      );
    }
    const can = hybridCapabilities(this.members.map(([, member]) => member.can));
    // The scales need all scores of each user, so the next fit measures them.
    this.can = capabilities({ ...can, rates: false, updates: 'none' });
  }

  protected learnMix(train: Interactions, run: FitRun): Promise<UserScales> {
    return userScales(this.members, train, run);
  }

  protected override updateMix(_update: unknown, state: UserScales): UserScales {
    return state;
  }

  protected override shapes({ userCount }: Interactions) {
    const length = this.members.length * (userCount + 1);
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
    const { state, members } = this;
    let [sum, weights] = [0, 0];
    for (let n = 0; n < members.length; n++) {
      const score = members[n][1].estimate(user, item, this.contextOf(n, context));
      if (Number.isNaN(score)) continue;
      const at = scalePlace(state, members.length, n, user);
      sum += (this.#weights[n] * (score - state.means[at])) / state.deviations[at];
      weights += this.#weights[n];
    }
    return weights === 0 ? Number.NaN : sum / weights;
  }

  protected mix(scores: ArrayLike<number>): number {
    let [sum, weights] = [0, 0];
    for (let n = 0; n < scores.length; n++) {
      if (Number.isNaN(scores[n])) continue;
      sum += this.#weights[n] * scores[n];
      weights += this.#weights[n];
    }
    return weights === 0 ? Number.NaN : sum / weights;
  }

  protected override sharesOf(scores: ArrayLike<number>) {
    const known = this.#weights.map((weight, n) => (Number.isNaN(scores[n]) ? 0 : weight));
    const total = known.reduce((sum, weight) => sum + weight, 0);
    return { shares: known.map((weight) => (total === 0 ? 0 : weight / total)) };
  }

  protected override scaleOf(member: number, user: UserIndex | undefined, visitor?: Float64Array) {
    if (visitor) return spreadOf(visitor);
    const { means, deviations } = this.state;
    const at = scalePlace(this.state, this.members.length, member, user);
    return { mean: means[at], deviation: deviations[at] };
  }
}
