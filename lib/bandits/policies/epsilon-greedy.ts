/**
 * Epsilon-greedy: with probability ε, any candidate; otherwise the one with the best mean so far, the first of equal ones:
 *
 *     P(a) = ε_t / K + (1 − ε_t) [a has the best mean],   ε_t = ε / (1 + decay · t),
 *
 * with t rewards so far and K candidates. An arm without rewards counts with the mean `initialMean`; if that is higher
 * than any arm can pay, each is tried first (optimistic start).
 *
 * Regret: with a fixed ε, linear, at least ε · T · (best mean − average mean), since it explores forever. With ε_t ~ c / t
 * and c large enough for the gaps, O(log T); with c too small, a power of T (Auer et al., theorem 3). The gaps aren't
 * known beforehand, which is the trouble with it. Its strength: it is simple, and every propensity is at least ε_t / K,
 * so that its log can judge other policies.
 *
 * Cost: O(candidates) per choice, O(1) per reward.
 *
 * Source: P. Auer, N. Cesa-Bianchi, P. Fischer, "Finite-time Analysis of the Multiarmed Bandit Problem", Machine Learning
 * 47 (2002); for the optimistic start, R. Sutton, A. Barto, Reinforcement Learning, section 2.6.
 *
 * @example
 * const policy = new EpsilonGreedy({ epsilon: 0.1 });
 * policy.update([{ action: 'tea', reward: 1 }, { action: 'coffee', reward: 0 }]);
 * policy.probabilities([], ['tea', 'coffee']); // 0.95 and 0.05
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers, addSums } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, largest, mixture } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const EPSILON_GREEDY_OPTIONS = options('EpsilonGreedy', {
  /** ε, how often it explores. The best arm is among the explored ones. */
  epsilon: number({ from: 0, to: 1, default: 0.1 }),
  /** How fast ε falls: 0 keeps it, 0.1 halves it after 10 rewards. */
  decay: number({ from: 0, default: 0 }),
  /** The mean of an arm that has no rewards yet. */
  initialMean: number({ default: 0 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface EpsilonGreedyOptions extends OptionsOf<typeof EPSILON_GREEDY_OPTIONS> {}

export class EpsilonGreedy extends BasePolicy<EpsilonGreedyOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: false };
  /** Number of rewards, and their sum. */
  protected readonly arms = new ArmNumbers(2, [0]);

  constructor(options: Partial<EpsilonGreedyOptions> = {}) {
    super(EPSILON_GREEDY_OPTIONS, options);
  }

  /** The mean reward of an arm. */
  mean(arm: ArmId): number {
    const [count, sum] = this.arms.of(arm);
    return count === 0 ? this.options.initialMean : sum / count;
  }

  /** ε_t. */
  get epsilon(): number {
    return this.options.epsilon / (1 + this.options.decay * this.arms.sum(0));
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const { epsilon } = this;
    const chances = new Float64Array(candidates.length).fill(epsilon / candidates.length);
    chances[largest(candidates.map((arm) => this.mean(arm)))] += 1 - epsilon;
    return mixture(chances);
  }

  protected learn(batch: readonly Reward[]): void {
    addSums(this.arms, batch);
  }
}
