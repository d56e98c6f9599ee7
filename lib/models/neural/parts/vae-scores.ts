/**
 * A trained MultVAE in plain loops: scores, and explanations. With x the likes of a user, divided by their length,
 *
 *     z = tanh(x W + a) E + e,   score_i = V_i · z + c_i + Σ_j x_j B_ji.
 *
 * Explanations are integrated gradients: all likes grow together from nothing (t = 0) to what they are (t = 1), and each
 * gets its share of the change, x_j ∫ ∂score_i/∂x_j dt. The shares add up to the score less that of a user without likes.
 * With one hidden layer, the integral has a closed form: with y = x W and v = E V_i,
 *
 *     share_j = x_j (Σ_k W_jk v_k (tanh(a_k + y_k) − tanh(a_k)) / y_k + B_ji).
 *
 * Source: M. Sundararajan, A. Taly, Q. Yan, "Axiomatic Attribution for Deep Networks", 2017.
 */

/** The weights of a network with `size` items, as typed arrays in row-major order. */
export type VaeState = {
  /** Items that are new since the last fit have none. */
  readonly size: number;
  readonly hidden: number;
  readonly factors: number;
  /** W. Float32 [size, hidden]. */
  readonly inputWeights: Float32Array;
  /** a. Float32 [hidden]. */
  readonly inputBias: Float32Array;
  /** E. Float32 [hidden, factors]. */
  readonly codeWeights: Float32Array;
  /** e. Float32 [factors]. */
  readonly codeBias: Float32Array;
  /** V. Float32 [size, factors]. */
  readonly outputWeights: Float32Array;
  /** c. Float32 [size]. */
  readonly outputBias: Float32Array;
  /** B, with a zero diagonal. Float32 [size, size]; empty if the network has none. */
  readonly itemWeights: Float32Array;
};

/** The names of the arrays of a state. */
export const VAE_ARRAYS = [
  'inputWeights',
  'inputBias',
  'codeWeights',
  'codeBias',
  'outputWeights',
  'outputBias',
  'itemWeights',
] as const satisfies readonly (keyof VaeState)[];

/** The expected length of each array of a state. */
export function vaeShapes({ size, hidden, factors, itemWeights }: VaeState): Record<string, number> {
  return {
    inputWeights: size * hidden,
    inputBias: hidden,
    codeWeights: hidden * factors,
    codeBias: factors,
    outputWeights: size * factors,
    outputBias: size,
    itemWeights: itemWeights?.length ? size * size : 0,
  };
}

/** A user as the network sees them. */
export interface EncodedUser {
  /** The liked items, all below `size`. */
  readonly items: ArrayLike<number>;
  /** x_j, of length 1 in all. */
  readonly x: Float64Array;
  /** y = x W. Float64 [hidden]. */
  readonly y: Float64Array;
  /** Float64 [factors]. */
  readonly z: Float64Array;
}

/** Encodes likes, at least one. Cost: O(likes · hidden + hidden · factors). */
export function encodeUser(
  state: VaeState,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
): EncodedUser {
  const { hidden, factors, inputWeights, inputBias, codeWeights, codeBias } = state;
  let squares = 0;
  for (let n = 0; n < weights.length; n++) squares += weights[n] * weights[n];
  const x = Float64Array.from(weights, (weight) => weight / Math.sqrt(squares));
  const y = new Float64Array(hidden);
  for (let n = 0; n < items.length; n++) {
    const start = items[n] * hidden;
    for (let k = 0; k < hidden; k++) y[k] += x[n] * inputWeights[start + k];
  }
  const z = Float64Array.from(codeBias);
  for (let k = 0; k < hidden; k++) {
    const h = Math.tanh(inputBias[k] + y[k]);
    for (let f = 0; f < factors; f++) z[f] += h * codeWeights[k * factors + f];
  }
  return { items, x, y, z };
}

/** Cost: O(factors + likes). */
export function vaeScore(state: VaeState, { items, x, z }: EncodedUser, item: number): number {
  const { size, factors, outputWeights, outputBias, itemWeights } = state;
  let score = outputBias[item];
  for (let f = 0; f < factors; f++) score += z[f] * outputWeights[item * factors + f];
  if (itemWeights.length === 0) return score;
  for (let n = 0; n < items.length; n++) score += x[n] * itemWeights[items[n] * size + item];
  return score;
}

/** `vaeScore` of all items, in order. Float64 [size]. Cost: O(size · (factors + likes)). */
export function vaeScores(state: VaeState, user: EncodedUser): Float64Array {
  const scores = new Float64Array(state.size);
  for (let item = 0; item < scores.length; item++) scores[item] = vaeScore(state, user, item);
  return scores;
}

/** The score of an item for a user without likes, and the share of each like; they add up to `vaeScore`. */
export function vaeShares(
  state: VaeState,
  { items, x, y }: EncodedUser,
  item: number,
): { prior: number; shares: number[] } {
  const { size, hidden, factors, inputWeights, inputBias, codeWeights, codeBias } = state;
  const { outputWeights, outputBias, itemWeights } = state;
  const V = outputWeights.subarray(item * factors, (item + 1) * factors);
  let prior = outputBias[item];
  for (let f = 0; f < factors; f++) prior += codeBias[f] * V[f];
  const slopes = new Float64Array(hidden); // of the score by y, integrated
  for (let k = 0; k < hidden; k++) {
    let v = 0;
    for (let f = 0; f < factors; f++) v += codeWeights[k * factors + f] * V[f];
    const before = Math.tanh(inputBias[k]);
    prior += v * before;
    slopes[k] = v * meanSlope(inputBias[k], y[k]);
  }
  const shares = Array.from(x, (part, n) => {
    let slope = itemWeights.length > 0 ? itemWeights[items[n] * size + item] : 0;
    for (let k = 0; k < hidden; k++) slope += inputWeights[items[n] * hidden + k] * slopes[k];
    return part * slope;
  });
  return { prior, shares };
}

/** The mean slope of tanh between a and a + y. */
function meanSlope(a: number, y: number): number {
  if (Math.abs(y) < 1e-7) return 1 - Math.tanh(a) ** 2; // the difference below would be mostly rounding
  return (Math.tanh(a + y) - Math.tanh(a)) / y;
}
