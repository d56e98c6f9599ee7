/**
 * KL-UCB: like `UCB1`, but the confidence bound is the right one for yes-or-no rewards,
 *
 *     index(a) = the largest q with n_a · kl(mean_a, q) ≤ ln t + c ln ln t,
 *     kl(p, q) = p ln(p / q) + (1 − p) ln((1 − p) / (1 − q)).
 *
 * Near 0 and 1, where click rates are, it is much tighter. An arm without rewards comes first. Rewards must be from 0 to
 * 1; the bound holds for fractions, too.
 *
 * Regret: R_T / ln T tends to at most Σ_a Δ_a / kl(mean_a, best mean) for yes-or-no rewards, which no policy can improve
 * on (Lai and Robbins, 1985). The proof has c = 3; c = 0 does better in practice.
 *
 * Deterministic, as UCB1 is. Cost: O(arms · steps) per choice, with some ten steps to solve for q; O(1) per reward.
 *
 * Source: A. Garivier, O. Cappé, "The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond", COLT 2011.
 *
 * @example
 * const policy = new KLUCB();
 * policy.update([{ action: 'tea', reward: 1 }, { action: 'tea', reward: 0 }, { action: 'coffee', reward: 0 }]);
 * policy.index('coffee'); // 2/3: after 3 rewards, one 0 rules out more
 */

import { OptionError } from '../../core/errors';
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { devianceTerm } from '../../math/distributions/log-gamma';
import { rootBetween } from '../../math/root-between';
import { ArmNumbers, addSums } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, highest } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const KL_UCB_OPTIONS = options('KLUCB', {
  /** c, the weight of ln ln t. */
  c: number({ from: 0, default: 0 }),
  /** Unused: the policy makes no random choice. */
  seed: seedNumber(),
});

export interface KLUCBOptions extends OptionsOf<typeof KL_UCB_OPTIONS> {}

export class KLUCB extends BasePolicy<KLUCBOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: true };
  /** Number of rewards, and their sum. */
  protected readonly arms = new ArmNumbers(2, [0, 1]);

  constructor(options: Partial<KLUCBOptions> = {}) {
    super(KL_UCB_OPTIONS, options);
  }

  /** The upper bound of an arm; Infinity without rewards. @param t the number of rewards of all arms */
  index(arm: ArmId, t = this.arms.sum(0)): number {
    const [count, sum] = this.arms.of(arm);
    if (count === 0) return Infinity;
    const log = Math.log(Math.max(1, t));
    return klUpper(sum / count, (log + this.options.c * Math.log(Math.max(1, log))) / count);
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const t = this.arms.sum(0);
    return highest(candidates.map((arm) => this.index(arm, t)));
  }

  protected learn(batch: readonly Reward[]): void {
    addSums(this.arms, batch);
  }
}

/**
 * The Kullback-Leibler divergence of two yes-or-no distributions with chances p and q.
 * @throws OptionError unless both are numbers from 0 to 1
 */
export function bernoulliKL(p: number, q: number): number {
  if (!(p >= 0 && p <= 1 && q >= 0 && q <= 1)) {
    throw new OptionError(`bernoulliKL: p and q must be numbers from 0 to 1, got ${p} and ${q}`);
  }
  const term = (x: number, m: number) => (x === 0 || x === m ? m - x : devianceTerm(x, m));
  return term(p, q) + term(1 - p, 1 - q);
}

/** The largest number below 1, where the divergence is still finite. */
const ALMOST_ONE = 1 - Number.EPSILON / 2;

/**
 * The largest q from `mean` to 1 with kl(mean, q) ≤ radius; 1 for a mean above 1, as a rounded sum can make it.
 * @throws OptionError unless mean is a number of at least 0, and radius a number
 */
export function klUpper(mean: number, radius: number): number {
  if (!(mean >= 0) || typeof radius !== 'number' || Number.isNaN(radius)) {
    throw new OptionError(
      `klUpper: mean must be a number of at least 0, and radius a number, got ${mean} and ${radius}`,
    );
  }
  if (mean >= 1 || bernoulliKL(mean, ALMOST_ONE) <= radius) return 1;
  if (radius <= 0) return mean;
  return rootBetween((q) => bernoulliKL(mean, q) - radius, mean, ALMOST_ONE);
}
