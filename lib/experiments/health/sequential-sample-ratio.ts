import { number, options } from '../../core/options';
import { logGamma } from '../../math/distributions/log-gamma';
import { armShares, checkArmCounts } from './sample-ratio';

const SEQUENTIAL_OPTIONS = options('SequentialSampleRatio', {
  /** How closely the alternative keeps to the weights, as a number of users. A hundred finds both small and large faults. */
  concentration: number({ above: 0, default: 100 }),
});

/**
 * Sample-ratio mismatch that may be looked at after every user. Repeating the chi-square test is peeking; this one
 * raises a false alarm in at most a share `alpha` of experiments, however often `p` is compared with it.
 *
 * The odds are a Bayes factor: the counts' probability if the arms' shares are drawn from Dirichlet(concentration ·
 * weights), divided by that under the weights themselves:
 * B(α + n) / B(α) / ∏ wᵢ^nᵢ, with B the multivariate beta function.
 *
 * Source: M. Lindon, A. Malek, "Anytime-Valid Inference For Multinomial Count Data", NeurIPS 2022.
 *
 * @example
 * const check = new SequentialSampleRatio([1, 1]);
 * check.add([60, 40]);
 * check.add([70, 30]).p; // 0.0040…
 */
export class SequentialSampleRatio {
  readonly #shares: readonly number[];
  readonly #concentration: number;
  readonly #counts: number[];
  #smallest = 1;

  /** @throws OptionError for fewer than two weights, or one that isn't above 0 */
  constructor(
    weights: readonly number[],
    given: { /** Default 100. */ readonly concentration?: number } = {},
  ) {
    this.#concentration = SEQUENTIAL_OPTIONS.resolve(given).concentration;
    this.#shares = armShares('SequentialSampleRatio', weights);
    this.#counts = weights.map(() => 0);
  }

  /** Users by arm so far. */
  get counts(): readonly number[] {
    return [...this.#counts];
  }

  /**
   * Adds new users by arm. Cost: O(arms).
   *
   * @returns the odds against the weights, and the smallest 1 / odds so far, which is an always-valid p-value
   * @throws OptionError unless there is one whole number for each arm
   */
  add(counts: readonly number[]): { readonly odds: number; readonly p: number } {
    checkArmCounts('SequentialSampleRatio', counts, this.#shares.length);
    for (const [arm, count] of counts.entries()) this.#counts[arm] += count;
    const odds = Math.exp(this.#logOdds());
    this.#smallest = Math.min(this.#smallest, 1 / odds);
    return { odds, p: this.#smallest };
  }

  #logOdds(): number {
    const users = this.#counts.reduce((sum, count) => sum + count, 0);
    let sum = logGamma(this.#concentration) - logGamma(this.#concentration + users);
    for (const [arm, count] of this.#counts.entries()) {
      const prior = this.#concentration * this.#shares[arm];
      sum += logGamma(prior + count) - logGamma(prior) - count * Math.log(this.#shares[arm]);
    }
    return sum;
  }
}
