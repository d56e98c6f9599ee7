/**
 * Gradient descent one rating after another, written as Surprise 1.1.5 does it
 * (`matrix_factorization.pyx`), in 64 bits and plain loops: what the tensor models are held against.
 */
import type { Interactions } from '../../../lib/data/table/interactions';

/** Tables in row-major order; changed in place. */
export interface OracleTables {
  readonly factors: number;
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly y: Float64Array;
  readonly bu: Float64Array;
  readonly bi: Float64Array;
}

export interface OracleOptions {
  readonly epochs: number;
  readonly learningRate: number;
  readonly reg: number;
  /** Train rows in the order of visits. Default Surprise's: user by user. */
  readonly order?: ArrayLike<number>;
}

/** SVD++; plain SVD is in lib, to be read. */
export function svdPpOracle(train: Interactions, tables: OracleTables, options: OracleOptions): void {
  const { p, q, y, bu, bi, factors } = tables;
  const { epochs, learningRate: lr, reg, order = train.byUser.rows } = options;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let n = 0; n < order.length; n++) {
      const u = train.userColumn[order[n]];
      const i = train.itemColumn[order[n]];
      const { root, sum } = implicitPart(train, y, factors, u);
      let dot = 0;
      for (let f = 0; f < factors; f++) dot += q[i * factors + f] * (p[u * factors + f] + sum[f]);
      const error = train.ratingColumn[order[n]] - (train.mean + bu[u] + bi[i] + dot);
      bu[u] += lr * (error - reg * bu[u]);
      bi[i] += lr * (error - reg * bi[i]);
      for (let f = 0; f < factors; f++) {
        const puf = p[u * factors + f];
        const qif = q[i * factors + f];
        p[u * factors + f] += lr * (error * qif - reg * puf);
        q[i * factors + f] += lr * (error * (puf + sum[f]) - reg * qif);
        for (const row of train.rowsOfUser(u)) {
          const yjf = train.itemColumn[row] * factors + f;
          y[yjf] += lr * ((error * qif) / root - reg * y[yjf]);
        }
      }
    }
  }
}

/** r̂_ui of the tables; undefined is an unknown id. */
export function oracleEstimate(
  train: Interactions,
  { p, q, y, bu, bi, factors }: OracleTables,
  user: number | undefined,
  item: number | undefined,
): number {
  let score = train.mean + (user === undefined ? 0 : bu[user]) + (item === undefined ? 0 : bi[item]);
  if (user === undefined || item === undefined) return score;
  const { sum } = implicitPart(train, y, factors, user);
  for (let f = 0; f < factors; f++) score += q[item * factors + f] * (p[user * factors + f] + sum[f]);
  return score;
}

/** √|I_u| and |I_u|^(−1/2) Σ y_j. */
function implicitPart(train: Interactions, y: Float64Array, factors: number, user: number) {
  const rows = train.byUser.rows.subarray(train.byUser.offsets[user], train.byUser.offsets[user + 1]);
  const root = Math.sqrt(rows.length);
  const sum = new Float64Array(factors);
  for (const row of rows) {
    for (let f = 0; f < factors; f++) sum[f] += y[train.itemColumn[row] * factors + f] / root;
  }
  return { root, sum };
}
