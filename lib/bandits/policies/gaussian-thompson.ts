/**
 * Thompson sampling for rewards that are any number, with normal noise of a known variance σ². Each arm's mean μ_a has a
 * normal distribution; with prior N(m₀, v₀), n rewards and their sum s,
 *
 *     1 / v = 1 / v₀ + n / σ²,   μ_a ~ N(v (m₀ / v₀ + s / σ²), v).
 *
 * Regret: with a normal prior, O(√(K T ln K)) for any K arms with rewards from 0 to 1 after T rounds (Agrawal and Goyal,
 * theorem 3). If the noise isn't known, `NormalGammaThompson` learns it; a σ² that is too small stops exploring too soon.
 *
 * Propensities are exact to 1e-9, by integration. Cost: O(candidates) per choice, times some 150 nodes with the
 * propensity; O(1) per reward.
 *
 * Sources: S. Agrawal, N. Goyal, "Further Optimal Regret Bounds for Thompson Sampling", AISTATS 2013; K. Murphy,
 * "Conjugate Bayesian analysis of the Gaussian distribution", 2007, section 2.
 *
 * @example
 * const policy = new GaussianThompson({ noiseVariance: 0.25 });
 * policy.update([{ action: 'tea', reward: 0.9 }]);
 * policy.posterior('tea'); // { mean: 0.72, variance: 0.2 }
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers, addSums } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { NormalBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const GAUSSIAN_THOMPSON_OPTIONS = options('GaussianThompson', {
  /** m₀, where an arm's mean is thought to be. */
  priorMean: number({ default: 0 }),
  /** v₀, how far arms' means are thought to spread around it. */
  priorVariance: number({ above: 0, default: 1 }),
  /** σ², the variance of an arm's rewards. */
  noiseVariance: number({ above: 0, default: 1 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface GaussianThompsonOptions extends OptionsOf<typeof GAUSSIAN_THOMPSON_OPTIONS> {}

export class GaussianThompson extends BasePolicy<GaussianThompsonOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: false };
  /** Number of rewards, and their sum. */
  protected readonly arms = new ArmNumbers(2, [0]);

  constructor(options: Partial<GaussianThompsonOptions> = {}) {
    super(GAUSSIAN_THOMPSON_OPTIONS, options);
  }

  /** The normal distribution of an arm's mean. */
  posterior(arm: ArmId): { readonly mean: number; readonly variance: number } {
    const { priorMean, priorVariance, noiseVariance } = this.options;
    const [count, sum] = this.arms.of(arm);
    const variance = 1 / (1 / priorVariance + count / noiseVariance);
    return { mean: variance * (priorMean / priorVariance + sum / noiseVariance), variance };
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const posteriors = candidates.map((arm) => this.posterior(arm));
    return thompson(posteriors.map(({ mean, variance }) => new NormalBelief(mean, Math.sqrt(variance))));
  }

  protected learn(batch: readonly Reward[]): void {
    addSums(this.arms, batch);
  }
}
