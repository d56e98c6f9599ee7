/**
 * LinUCB with disjoint models: in a context x, an arm's expected reward is x · θ_a, with a θ_a of its own, learned by
 * ridge regression. It chooses the arm whose reward could be the highest,
 *
 *     index(a) = x · θ_a + alpha · √(xᵀ A_a⁻¹ x),   θ_a = A_a⁻¹ Σ r x,   A_a = ridge · I + Σ x xᵀ.
 *
 * An arm without rewards has A⁻¹ = I / ridge, so its index is alpha · ‖x‖ / √ridge: wide, and the wider, the smaller the
 * ridge. Put a constant 1 into the context; there is no intercept otherwise.
 *
 * Regret: O(√(T d ln³(K T ln T / δ))) with probability 1 − δ for a variant that separates its rounds (Chu et al., theorem
 * 1); for the one here there is no such proof, but it is what everyone uses. Both count on rewards that are linear in x.
 *
 * Deterministic: every propensity is 1, so its log can't judge another policy. Cost: O(d²) per candidate, O(d²) per
 * reward, and O(d³) for each arm's first choice after a reward.
 *
 * Sources: L. Li, W. Chu, J. Langford, R. Schapire, "A Contextual-Bandit Approach to Personalized News Article
 * Recommendation", WWW 2010, algorithm 1; W. Chu et al., "Contextual Bandits with Linear Payoff Functions", AISTATS 2011.
 *
 * @example
 * const policy = new LinUCB({ ridge: 1, alpha: 1 });
 * policy.update([{ action: 'tea', context: [1, 0.5], reward: 1 }]);
 * policy.choose([1, 0.5], ['tea', 'coffee']).action; // 'tea'
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, highest } from '../parts/decision';
import { RidgeArms } from '../parts/ridge-arms';
import type { ArmId, Context, Reward } from '../policy';

export const LIN_UCB_OPTIONS = options('LinUCB', {
  /** Multiplies the radius of the confidence bound. */
  alpha: number({ from: 0, default: 1 }),
  /** The weight of the penalty on θ. */
  ridge: number({ above: 0, default: 1 }),
  /** Unused: the policy makes no random choice. */
  seed: seedNumber(),
});

export interface LinUCBOptions extends OptionsOf<typeof LIN_UCB_OPTIONS> {}

export class LinUCB extends BasePolicy<LinUCBOptions> {
  readonly needs = { context: true, propensity: false, unitRewards: false };
  protected readonly arms = new RidgeArms(this.options.ridge);

  constructor(options: Partial<LinUCBOptions> = {}) {
    super(LIN_UCB_OPTIONS, options);
  }

  /** The upper bound of each candidate's expected reward. */
  indices(context: Context, candidates: readonly ArmId[]): number[] {
    const scores = this.arms.scores(context, candidates);
    return scores.map(({ mean, variance }) => mean + this.options.alpha * Math.sqrt(variance));
  }

  protected override get features(): number | undefined {
    return this.arms.features;
  }

  protected decide(context: Context, candidates: readonly ArmId[]): Decision {
    return highest(this.indices(context, candidates));
  }

  protected learn(batch: readonly Reward[]): void {
    this.arms.add(batch);
  }
}
