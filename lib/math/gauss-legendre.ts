/** Gauss-Legendre quadrature, with the integral up to each node as well. */

/** The rule on [−1, 1]. */
export interface GaussLegendre {
  /** Ascending. */
  readonly nodes: Float64Array;
  /** ∫ f from −1 to 1 is Σ weights_j f(x_j). */
  readonly weights: Float64Array;
  /** ∫ f from −1 to x_i is Σ_j upTo[i · count + j] f(x_j). */
  readonly upTo: Float64Array;
}

/**
 * The nodes are the roots of the Legendre polynomial P_n, found by Newton's method; polynomials up to degree 2n − 1 are
 * integrated exactly. The integrals up to a node are those of the polynomial through the n values, in the basis of
 * Legendre polynomials: ∫ P_m from −1 to x is (P_{m+1}(x) − P_{m−1}(x)) / (2m + 1). Cost: O(n³).
 *
 * Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, formula 25.4.29.
 *
 * @example
 * const { nodes, weights } = gaussLegendre(2);
 * nodes[1]; // 1/√3 = 0.5773502691896257
 */
export function gaussLegendre(count: number): GaussLegendre {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    for (let step = 0; step < 8; step++) {
      const p = legendre(x, count);
      x -= p[count] / slope(p, x, count);
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope(legendre(x, count), x, count) ** 2);
  }
  const polynomials = Array.from(nodes, (x) => legendre(x, count));
  const upTo = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let sum = nodes[i] + 1;
      for (let m = 1; m < count; m++) {
        sum += polynomials[j][m] * (polynomials[i][m + 1] - polynomials[i][m - 1]);
      }
      upTo[i * count + j] = (weights[j] / 2) * sum;
    }
  }
  return { nodes, weights, upTo };
}

/** P_0(x) to P_n(x). */
function legendre(x: number, n: number): Float64Array {
  const p = new Float64Array(n + 1);
  p[0] = 1;
  p[1] = x;
  for (let m = 1; m < n; m++) p[m + 1] = ((2 * m + 1) * x * p[m] - m * p[m - 1]) / (m + 1);
  return p;
}

/** The derivative of P_n. */
function slope(p: Float64Array, x: number, n: number): number {
  return (n * (x * p[n] - p[n - 1])) / (x * x - 1);
}
