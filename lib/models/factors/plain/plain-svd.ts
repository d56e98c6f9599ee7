/**
 * SVD, a short version for reading: the model of `svd.ts` in plain loops. The loop in the middle is the whole
 * algorithm. For a rating r_ui with error e = r_ui − r̂_ui, every parameter in r̂_ui takes a small step down
 * the gradient of e² + λ (b_u² + b_i² + ‖p_u‖² + ‖q_i‖²):
 *
 *     b_u += η (e − λ b_u)        p_u += η (e q_i − λ p_u)
 *     b_i += η (e − λ b_i)        q_i += η (e p_u − λ q_i)      both from the values before the step
 *
 * The results agree with Surprise 1.1.5 to the last digit that it prints. `SVD` takes the same steps in 32
 * bits, compiled to WebAssembly.
 * Cost: O(ratings · factors) per epoch; on MovieLens 100K, 19 times as long as `SVD`.
 *
 * Source: S. Funk, "Netflix Update: Try This at Home", 2006.
 */
import type { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';

/** The same as the options of `SVD`. */
export interface PlainSVDOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly reg: number;
  /** Whether to use μ and biases; false is PMF. Default true. */
  readonly biased?: boolean;
  /** Seed of the initial values. Default 0. */
  readonly seed?: number;
  /** The order in which the table's rows are visited. Default: user by user, as in Surprise. */
  readonly order?: ArrayLike<number>;
}

/** The learned parameters, by inner index. */
export interface PlainSVD {
  /** p_u of each user: [users][factors]. */
  readonly p: readonly Float64Array[];
  /** q_i of each item: [items][factors]. */
  readonly q: readonly Float64Array[];
  /** b_u: [users]. */
  readonly bu: Float64Array;
  /** b_i: [items]. */
  readonly bi: Float64Array;
  /**
   * r̂_ui = μ + b_u + b_i + p_u · q_i, unclipped. An unknown user or item (undefined) has bias and factors of
   * 0.
   */
  estimate(user: number | undefined, item: number | undefined): number;
}

/**
 * Learns from all ratings of the table.
 *
 * @example
 * const { estimate } = plainSVD(train, { factors: 10, epochs: 20, learningRate: 0.005, reg: 0.02 });
 * estimate(train.users.require(userId(196)), train.items.require(itemId(302)));
 */
export function plainSVD(train: Interactions, options: PlainSVDOptions): PlainSVD {
  const { factors, epochs, learningRate, reg, biased = true, seed = 0, order = train.byUser.rows } = options;
  const random = new RandomState(seed);
  const start = (count: number) => Array.from({ length: count }, () => random.normals(factors, 0, 0.1));
  const mean = biased ? train.mean : 0;
  const [p, q] = [start(train.userCount), start(train.itemCount)];
  const [bu, bi] = [new Float64Array(train.userCount), new Float64Array(train.itemCount)];

  const estimate = (u: number | undefined, i: number | undefined): number => {
    const biases = mean + (u === undefined ? 0 : bu[u]) + (i === undefined ? 0 : bi[i]);
    return u === undefined || i === undefined ? biases : biases + dot(p[u], q[i]);
  };

  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let n = 0; n < order.length; n++) {
      const [u, i] = [train.userColumn[order[n]], train.itemColumn[order[n]]];
      const error = train.ratingColumn[order[n]] - estimate(u, i);
      if (biased) {
        bu[u] += learningRate * (error - reg * bu[u]);
        bi[i] += learningRate * (error - reg * bi[i]);
      }
      for (let f = 0; f < factors; f++) {
        const [puf, qif] = [p[u][f], q[i][f]];
        p[u][f] += learningRate * (error * qif - reg * puf);
        q[i][f] += learningRate * (error * puf - reg * qif);
      }
    }
  }
  return { p, q, bu, bi, estimate };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}
