import { devianceTerm, stirlingError } from './log-gamma';

/** The two tails of a distribution; both are exact, also where one is tiny. */
export interface Tails {
  readonly below: number;
  readonly above: number;
}

/**
 * The regularized incomplete gamma functions P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt (`below`) and Q = 1 − P (`above`): the
 * series below a + 1, the continued fraction above. About 14 digits, in the smaller tail as well.
 *
 * Source: W. Press et al., Numerical Recipes, section 6.2; the factor in front as in C. Loader, 2000.
 * Cost: O(√a) terms.
 *
 * @param a above 0 and finite, or both tails are NaN
 * @param x at least 0
 * @example
 * incompleteGamma(1, 2).above; // e⁻² = 0.135335283236612…
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (Number.isNaN(x)) return { below: Number.NaN, above: Number.NaN };
  if (x <= 0) return { below: 0, above: 1 };
  if (x === Infinity) return { below: 1, above: 0 };
  if (!(a > 0 && a < Infinity)) return { below: Number.NaN, above: Number.NaN };
  // xᵃ e⁻ˣ / Γ(a + 1)
  const front = Math.exp(-stirlingError(a) - devianceTerm(a, x)) / Math.sqrt(2 * Math.PI * a);
  if (x < a + 1) {
    let [term, sum] = [1, 1];
    for (let n = 1; term > sum * Number.EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    const below = front * sum;
    return { below, above: 1 - below };
  }
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    b += 2;
    const numerator = n * (a - n);
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    fraction *= c * d;
    if (!(Math.abs(c * d - 1) >= Number.EPSILON)) break; // or NaN
  }
  const above = front * a * fraction;
  return { below: 1 - above, above };
}
