import { OptionError } from '../../core/errors';
import { number, options } from '../../core/options';

const MSPRT_OPTIONS = options('MSPRT', {
  /** The known standard deviation of a value. */
  sigma: number({ above: 0, default: 1 }),
  /** The standard deviation of the differences that are expected. */
  tau: number({ above: 0, default: 0.5 }),
  /** The chance of a false alarm. */
  alpha: number({ from: 1e-12, to: 0.5, default: 0.05 }),
});

/** What the test knows after some pairs. */
export interface MSPRTState {
  readonly pairs: number;
  /** Mean of treatment less control. */
  readonly difference: number;
  /** The likelihood ratio Λ of "there is a difference" to "there is none". */
  readonly ratio: number;
  /** The smallest 1/Λ so far, at most 1: an always-valid p-value. */
  readonly p: number;
  /** At every look, the true difference is within `difference` ± `radius`. */
  readonly radius: number;
}

/**
 * The mixture sequential probability ratio test, for pairs of values with a known standard deviation σ. With V = 2σ²,
 * n pairs and mean difference d: Λ = √(V / (V + n τ²)) · exp(n² τ² d² / (2 V (V + n τ²))). Stop when p ≤ α; the chance of
 * ever doing so without a difference is at most α. Cost: O(1) per pair.
 *
 * Source: R. Johari et al., "Peeking at A/B Tests", KDD 2017, equation 3.
 *
 * @example
 * const test = new MSPRT({ sigma: 1, tau: 0.5 });
 * test.add(0.48, -0.31).p; // 1: one pair proves nothing
 */
export class MSPRT {
  readonly #sigma: number;
  readonly #tau: number;
  readonly #alpha: number;
  #pairs = 0;
  #sum = 0;
  #smallest = 1;

  /** @throws OptionError unless sigma and tau are above 0 and alpha is between 0 and 0.5 */
  constructor(
    given: {
      /** Default 1. */ readonly sigma?: number;
      /** Default 0.5. */ readonly tau?: number;
      /** Default 0.05. */ readonly alpha?: number;
    } = {},
  ) {
    const { sigma, tau, alpha } = MSPRT_OPTIONS.resolve(given);
    [this.#sigma, this.#tau, this.#alpha] = [sigma, tau, alpha];
  }

  /** Adds a pair. @throws OptionError for a value that isn't finite */
  add(treatment: number, control: number): MSPRTState {
    if (!Number.isFinite(treatment) || !Number.isFinite(control)) {
      throw new OptionError(`MSPRT: values must be finite numbers, got ${treatment} and ${control}`);
    }
    this.#pairs++;
    this.#sum += treatment - control;
    const [n, v, square] = [this.#pairs, 2 * this.#sigma ** 2, this.#tau ** 2];
    const spread = v + n * square;
    const difference = this.#sum / n;
    const ratio = Math.sqrt(v / spread) * Math.exp((this.#sum ** 2 * square) / (2 * v * spread));
    this.#smallest = Math.min(this.#smallest, 1 / ratio);
    const limit = Math.log(1 / this.#alpha) + Math.log(spread / v) / 2;
    const radius = Math.sqrt((2 * v * spread * limit) / square) / n;
    return { pairs: n, difference, ratio, p: this.#smallest, radius };
  }
}
