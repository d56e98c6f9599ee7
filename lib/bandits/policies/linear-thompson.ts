/**
 * Thompson sampling with a linear model for each arm: in a context x, the expected reward is x · θ_a, and what is known
 * about θ_a is
 *
 *     θ_a ~ N(A_a⁻¹ Σ r x, deviation² A_a⁻¹),   A_a = ridge · I + Σ x xᵀ,
 *
 * so that x · θ_a ~ N(x · A_a⁻¹ Σ r x, deviation² xᵀ A_a⁻¹ x). One such number is drawn for each candidate, and the
 * largest wins. This is Bayesian linear regression if `deviation` is the standard deviation of the noise and
 * deviation² / ridge the prior variance of each coefficient. Put a constant 1 into the context.
 *
 * Regret: O(d^(3/2) √T) up to logarithms, with probability 1 − δ, if `deviation` is raised to R √(9 d ln(T / δ)) for noise
 * of size R (Agrawal and Goyal, theorem 1). In practice, the plain noise is used, and does better.
 *
 * Propensities are exact to 1e-9, by integration. Cost: O(d²) per candidate, O(d²) per reward, and O(d³) for each arm's
 * first choice after a reward; with the propensity, some 150 nodes per candidate.
 *
 * Source: S. Agrawal, N. Goyal, "Thompson Sampling for Contextual Bandits with Linear Payoffs", ICML 2013, here with
 * separate θ.
 *
 * @example
 * const policy = new LinearThompson();
 * policy.update([{ action: 'tea', context: [1], reward: 1 }]);
 * policy.posterior('tea'); // { mean: [0.5], covariance: [[0.5]] }
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { BasePolicy } from '../parts/base-policy';
import { NormalBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import { RidgeArms } from '../parts/ridge-arms';
import type { ArmId, Context, Reward } from '../policy';

export const LINEAR_THOMPSON_OPTIONS = options('LinearThompson', {
  /** The standard deviation of the noise. Larger ones explore more. */
  deviation: number({ above: 0, default: 1 }),
  /** The weight of the penalty on θ. */
  ridge: number({ above: 0, default: 1 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface LinearThompsonOptions extends OptionsOf<typeof LINEAR_THOMPSON_OPTIONS> {}

/** A normal distribution of a vector. */
export interface LinearPosterior {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

export class LinearThompson extends BasePolicy<LinearThompsonOptions> {
  readonly needs = { context: true, propensity: false, unitRewards: false };
  protected readonly arms = new RidgeArms(this.options.ridge);

  constructor(options: Partial<LinearThompsonOptions> = {}) {
    super(LINEAR_THOMPSON_OPTIONS, options);
  }

  /** The distribution of an arm's θ; undefined before its first reward. */
  posterior(arm: ArmId): LinearPosterior | undefined {
    const found = this.arms.of(arm);
    if (!found) return undefined;
    const square = this.options.deviation ** 2;
    return {
      mean: [...found.theta],
      covariance: found.covariance().map((row) => row.map((value) => square * value)),
    };
  }

  protected override get features(): number | undefined {
    return this.arms.features;
  }

  protected decide(context: Context, candidates: readonly ArmId[]): Decision {
    const { deviation } = this.options;
    const scores = this.arms.scores(context, candidates);
    return thompson(
      scores.map(({ mean, variance }) => new NormalBelief(mean, deviation * Math.sqrt(variance))),
    );
  }

  protected learn(batch: readonly Reward[]): void {
    this.arms.add(batch);
  }
}
