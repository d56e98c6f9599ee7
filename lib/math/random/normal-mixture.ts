/** Mixtures of normal distributions. */
import { OptionError } from '../../core/errors';

/**
 * A distribution that is N(m_s, d_s²) with probability 1/S, for s from 1 to S: the predictive distribution of a
 * model of which S samples are known. Immutable.
 *
 * @example
 * const mixture = new NormalMixture([3, 5], [1, 1]);
 * mixture.mean;             // 4
 * mixture.probabilityBelow(4); // 0.5, by symmetry
 */
export class NormalMixture {
  readonly mean: number;
  /** The standard deviation: √(mean of d_s² + variance of m_s). */
  readonly deviation: number;

  /** @throws OptionError without components, for different lengths, or a deviation that isn't above 0 */
  constructor(
    readonly means: ArrayLike<number>,
    readonly deviations: ArrayLike<number>,
  ) {
    const count = means.length;
    if (count === 0 || deviations.length !== count) {
      throw new OptionError(
        `NormalMixture: means and deviations must have the same positive length, got ${count} and ${deviations.length}`,
      );
    }
    let sum = 0;
    let squares = 0;
    for (let s = 0; s < count; s++) {
      if (!(deviations[s] > 0)) {
        throw new OptionError(`NormalMixture: deviations must be above 0, got ${deviations[s]}`);
      }
      sum += means[s];
    }
    this.mean = sum / count;
    for (let s = 0; s < count; s++) squares += deviations[s] ** 2 + (means[s] - this.mean) ** 2;
    this.deviation = Math.sqrt(squares / count);
  }

  /** P(X < x). Cost: O(S). */
  probabilityBelow(x: number): number {
    let sum = 0;
    for (let s = 0; s < this.means.length; s++) sum += normalBelow((x - this.means[s]) / this.deviations[s]);
    return sum / this.means.length;
  }

  /** The x with P(X < x) = p. @throws OptionError unless p is between 0 and 1 */
  quantile(p: number): number {
    if (!(p > 0 && p < 1)) throw new OptionError(`NormalMixture: p must be between 0 and 1, got ${p}`);
    let low = this.mean - this.deviation;
    let high = this.mean + this.deviation;
    // Doubled, because beside a large mean, a small deviation is lost.
    for (let step = this.deviation; this.probabilityBelow(low) > p; step *= 2) low -= step;
    for (let step = this.deviation; this.probabilityBelow(high) < p; step *= 2) high += step;
    while (high - low > 1e-9 * this.deviation) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break; // no number is between the two
      if (this.probabilityBelow(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  /** The interval with this probability that has equal probabilities on both sides. */
  interval(coverage: number): { readonly low: number; readonly high: number } {
    return { low: this.quantile((1 - coverage) / 2), high: this.quantile((1 + coverage) / 2) };
  }
}

/**
 * P(Z < z) for Z ~ N(0, 1), to about 1e-7. Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions,
 * formula 26.2.17.
 */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z > 0 ? 1 - tail : tail;
}
