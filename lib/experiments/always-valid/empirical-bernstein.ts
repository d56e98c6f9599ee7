import { type Bounds, checkAlpha } from '../../math/distributions/confidence';
import { checkBounded } from './betting';

/**
 * A confidence sequence for the mean of values from 0 to 1, after each value, which needs neither a known variance nor
 * many values: the predictable plug-in empirical Bernstein bound. With probability 1 − α, at every t, the mean is at least
 *
 * (Σ λᵢ xᵢ − ln(2/α) − Σ (xᵢ − x̄ᵢ₋₁)² ψ(λᵢ)) / Σ λᵢ, with ψ(λ) = −ln(1 − λ) − λ, x̄ᵢ₋₁ the mean of the values before i
 * (0 before the first), λᵢ = min(½, √(2 ln(2/α) / (σ̂²ᵢ₋₁ i ln(1 + i)))), and σ̂²ᵢ = (¼ + Σ (xⱼ − μ̂ⱼ)²) / (i + 1), where μ̂ⱼ
 * is the mean of the first j values and ½. The upper bound is that of 1 − x, turned. Betting is narrower and costs more.
 * Cost: O(n).
 *
 * Source: I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024),
 * theorem 2; x̄ as in their package confseq, where the paper has μ̂ (both hold).
 *
 * @throws OptionError for a value that isn't from 0 to 1, or a bad alpha
 * @example
 * empiricalBernstein([1, 0, 0, 1]).at(-1); // { low: 0, high: 1 }: four values say nothing yet
 */
export function empiricalBernstein(values: ArrayLike<number>, alpha = 0.05): Bounds[] {
  checkAlpha('empiricalBernstein', alpha);
  checkBounded('empiricalBernstein', values);
  const x = Float64Array.from(values);
  const low = lowerBounds(x, alpha);
  const high = lowerBounds(
    x.map((value) => 1 - value),
    alpha,
  );
  return low.map((bound, i) => ({ low: bound, high: 1 - high[i] }));
}

function lowerBounds(values: Float64Array, alpha: number): number[] {
  const log = Math.log(2 / alpha);
  let [total, squares, variance] = [0, 0, 0.25];
  let [weights, weighted, penalty] = [0, 0, log];
  return Array.from(values, (x, i) => {
    const t = i + 1;
    const lambda = Math.min(0.5, Math.sqrt((2 * log) / (variance * t * Math.log1p(t))));
    const meanBefore = i === 0 ? 0 : total / i;
    weights += lambda;
    weighted += lambda * x;
    penalty += (x - meanBefore) ** 2 * (-Math.log1p(-lambda) - lambda);
    total += x;
    squares += (x - (0.5 + total) / (t + 1)) ** 2;
    variance = (0.25 + squares) / (t + 1);
    return Math.max(0, (weighted - penalty) / weights);
  });
}
