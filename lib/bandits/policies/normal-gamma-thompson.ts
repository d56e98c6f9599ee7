/**
 * Thompson sampling for rewards that are any number, with normal noise whose variance is unknown and may differ between
 * arms. An arm's mean μ and precision τ (one over the variance) have a normal-gamma distribution, τ ~ Gamma(shape, rate),
 * μ ~ N(mean, 1 / (kappa · τ)). With n rewards, their mean x̄, and S = Σ (x − x̄)²,
 *
 *     kappa′ = kappa + n,   mean′ = (kappa · mean + n x̄) / kappa′,   shape′ = shape + n / 2,
 *     rate′ = rate + S / 2 + kappa · n (x̄ − mean)² / (2 kappa′),
 *
 * so that μ has a t distribution with 2 shape′ degrees of freedom, location mean′, and scale √(rate′ / (shape′ kappa′)).
 * That is what is drawn.
 *
 * Regret: it depends on the prior. For priors proportional to σ^(−2 − 2α), Honda and Takemura show the least possible
 * logarithm of T if α is below 0, and a power of T otherwise: two unlucky rewards that lie close together make a good arm
 * look surely bad. A proper prior, as here, isn't covered; `rate` above 0 keeps the variance from being thought tiny.
 *
 * Propensities are exact to 1e-9, by integration. Cost: O(candidates) per choice, times some hundred nodes for each peak
 * that stands apart with the propensity; O(1) per reward.
 *
 * Sources: K. Murphy, "Conjugate Bayesian analysis of the Gaussian distribution", 2007, section 3; J. Honda, A. Takemura,
 * "Optimality of Thompson Sampling for Gaussian Bandits Depends on Priors", AISTATS 2014.
 *
 * @example
 * const policy = new NormalGammaThompson();
 * policy.update([{ action: 'tea', reward: 3 }, { action: 'tea', reward: 5 }]);
 * policy.posterior('tea'); // { mean: 2.666…, kappa: 3, shape: 2, rate: 7.333… }
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { TBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const NORMAL_GAMMA_THOMPSON_OPTIONS = options('NormalGammaThompson', {
  /** Where an arm's mean is thought to be. */
  mean: number({ default: 0 }),
  /** How many rewards that thought is worth. */
  kappa: number({ above: 0, default: 1 }),
  /** Half as many rewards as the thought about the variance is worth. */
  shape: number({ above: 0, default: 1 }),
  /** The shape times the variance that is expected. */
  rate: number({ above: 0, default: 1 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface NormalGammaThompsonOptions extends OptionsOf<typeof NORMAL_GAMMA_THOMPSON_OPTIONS> {}

/** The parameters of a normal-gamma distribution. */
export interface NormalGamma {
  readonly mean: number;
  readonly kappa: number;
  readonly shape: number;
  readonly rate: number;
}

export class NormalGammaThompson extends BasePolicy<NormalGammaThompsonOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: false };
  /** Number of rewards, their mean, and the sum of squared deviations from it. */
  protected readonly arms = new ArmNumbers(3, [0, 2]);

  constructor(options: Partial<NormalGammaThompsonOptions> = {}) {
    super(NORMAL_GAMMA_THOMPSON_OPTIONS, options);
  }

  posterior(arm: ArmId): NormalGamma {
    const prior = this.options;
    const [count, average, squares] = this.arms.of(arm);
    const kappa = prior.kappa + count;
    const apart = (prior.kappa * count * (average - prior.mean) ** 2) / kappa;
    return {
      mean: (prior.kappa * prior.mean + count * average) / kappa,
      kappa,
      shape: prior.shape + count / 2,
      rate: prior.rate + (squares + apart) / 2,
    };
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const posteriors = candidates.map((arm) => this.posterior(arm));
    return thompson(
      posteriors.map(
        ({ mean, kappa, shape, rate }) => new TBelief(mean, Math.sqrt(rate / (shape * kappa)), 2 * shape),
      ),
    );
  }

  /** By Welford's method, which keeps the digits of deviations from a large mean. */
  protected learn(batch: readonly Reward[]): void {
    for (const { action, reward, weight = 1 } of batch) {
      const numbers = this.arms.at(action);
      const apart = reward - numbers[1];
      numbers[0] += weight;
      numbers[1] += (weight * apart) / numbers[0];
      numbers[2] += weight * apart * (reward - numbers[1]);
    }
  }
}
