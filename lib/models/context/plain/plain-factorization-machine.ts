/**
 * A factorization machine, a short version for reading: the score of a row of numbers x, the gradient, and gradient descent,
 * one row at a time.
 *
 *     score(x) = w_0 + Σ_j w_j x_j + Σ_{j<l} (v_j · v_l) x_j x_l
 *
 * A row may describe anything: `[1, 0, 0, 1, 0.5]` can be the first of two users, the second of two items, at noon. The
 * double sum over pairs has a shortcut: with s_f = Σ_j v_jf x_j, it is ½ Σ_f (s_f² − Σ_j v_jf² x_j²), because s_f² contains
 * each pair twice, and each square once. `FactorizationMachine` computes the same for millions of rows.
 *
 * Source: S. Rendle, "Factorization Machines", 2010.
 */
import { RandomState } from '../../../math/random/random-state';

/** w_0, w_j, and v_j as one array of factors per feature. */
export interface PlainMachine {
  w0: number;
  readonly w: Float64Array;
  readonly v: readonly Float64Array[];
}

/** What is minimized: half the squared error of a rating, or the logistic loss of a 0 or 1. */
export type PlainLoss = 'squares' | 'logistic';

/** Σ_j v_jf x_j for each factor f. */
function sumsOf({ v }: PlainMachine, x: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(v[0].length);
  for (let j = 0; j < v.length; j++) for (let f = 0; f < sums.length; f++) sums[f] += v[j][f] * x[j];
  return sums;
}

/**
 * The score of a row. Cost: O(features · factors).
 *
 * @example
 * const machine = { w0: 3, w: Float64Array.of(0.5, -0.5), v: [Float64Array.of(1, 2), Float64Array.of(3, -1)] };
 * plainScore(machine, [1, 1]); // 3 + 0.5 − 0.5 + (1 · 3 + 2 · −1) = 4
 */
export function plainScore(machine: PlainMachine, x: ArrayLike<number>): number {
  const { w0, w, v } = machine;
  const sums = sumsOf(machine, x);
  let score = w0;
  for (let j = 0; j < w.length; j++) score += w[j] * x[j];
  for (let f = 0; f < sums.length; f++) {
    let squares = 0;
    for (let j = 0; j < v.length; j++) squares += (v[j][f] * x[j]) ** 2;
    score += (sums[f] ** 2 - squares) / 2;
  }
  return score;
}

/** The slope of the loss in the score, δ: `score − target`, or `σ(score) − target`. */
export function plainSlope(loss: PlainLoss, score: number, target: number): number {
  return (loss === 'squares' ? score : 1 / (1 + Math.exp(-score))) - target;
}

/**
 * One step down the gradient of one row's loss plus λ/2 (‖w‖² + ‖V‖²), in place. With δ as above,
 *
 *     ∂/∂w_0 = δ,   ∂/∂w_j = δ x_j + λ w_j,   ∂/∂v_jf = δ x_j (s_f − v_jf x_j) + λ v_jf,
 *
 * where features with x_j = 0 are left alone. Cost: O(features · factors).
 */
export function plainStep(
  machine: PlainMachine,
  x: ArrayLike<number>,
  target: number,
  {
    loss,
    learningRate,
    reg,
  }: { readonly loss: PlainLoss; readonly learningRate: number; readonly reg: number },
): void {
  const { w, v } = machine;
  const slope = plainSlope(loss, plainScore(machine, x), target);
  const sums = sumsOf(machine, x);
  machine.w0 -= learningRate * slope;
  for (let j = 0; j < w.length; j++) {
    if (x[j] === 0) continue;
    w[j] -= learningRate * (slope * x[j] + reg * w[j]);
    for (let f = 0; f < sums.length; f++) {
      v[j][f] -= learningRate * (slope * x[j] * (sums[f] - v[j][f] * x[j]) + reg * v[j][f]);
    }
  }
}

/** How `plainFactorizationMachine` learns. */
export interface PlainMachineOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** λ of each step. */
  readonly reg: number;
  /** Default `squares`. */
  readonly loss?: PlainLoss;
  /** Seed of the initial factors. Default 0. */
  readonly seed?: number;
}

/**
 * Learns from rows and their targets.
 *
 * @example
 * const rows = [[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0]]; // two users, two hours
 * const machine = plainFactorizationMachine(rows, [5, 1, 1], { factors: 2, epochs: 50, learningRate: 0.05, reg: 0.01 });
 * plainScore(machine, [0, 1, 0, 1]); // the second user at the second hour, who isn't among the rows
 */
export function plainFactorizationMachine(
  rows: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  { factors, epochs, learningRate, reg, loss = 'squares', seed = 0 }: PlainMachineOptions,
): PlainMachine {
  const random = new RandomState(seed);
  const features = rows[0].length;
  const v = Array.from({ length: features }, () => random.normals(factors, 0, 0.1));
  const machine: PlainMachine = { w0: 0, w: new Float64Array(features), v };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let n = 0; n < rows.length; n++)
      plainStep(machine, rows[n], targets[n], { loss, learningRate, reg });
  }
  return machine;
}
