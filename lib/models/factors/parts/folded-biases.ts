/**
 * Biases as two additional factors, so that one dot product gives the whole prediction: with rows p'_u =
 * [p_u, b_u, 1] and q'_i = [q_i, 1, b_i], p'_u · q'_i = p_u · q_i + b_u + b_i. The columns of ones aren't
 * learned; `free` is 0 there.
 */
import type { Interactions } from '../../../data/table/interactions';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import { type FactorState, learnedFactors } from '../../shared/factor-state';

/** Initial factors with columns for the biases, which start at 0. */
export interface FoldedTables {
  /** factors + 2. */
  readonly width: number;
  /** [users, width] and [items, width] in row-major order. */
  readonly users: Float32Array;
  readonly items: Float32Array;
}

/** Appends the bias columns to factor tables. */
export function foldBiases(factors: number, users: Float64Array, items: Float64Array): FoldedTables {
  return {
    width: factors + 2,
    users: widen(users, factors, factors + 1),
    items: widen(items, factors, factors),
  };
}

/** Separates the trained tables into factors and biases. */
export function unfoldBiases(
  train: Interactions,
  factors: number,
  users: Float32Array,
  items: Float32Array,
): FactorState {
  const width = factors + 2;
  const columns = (table: Float32Array, from: number, to: number) => {
    const part = new Float32Array((table.length / width) * (to - from));
    for (let row = 0; row * width < table.length; row++) {
      part.set(table.subarray(row * width + from, row * width + to), row * (to - from));
    }
    return part;
  };
  return learnedFactors(train, {
    factors,
    userFactors: columns(users, 0, factors),
    itemFactors: columns(items, 0, factors),
    userBias: columns(users, factors, factors + 1),
    itemBias: columns(items, factors + 1, factors + 2),
  });
}

/** 1 in the columns that are learned, 0 in the column of ones. float32 [1, width] each. */
export function freeColumns(
  { tf }: Tensors,
  factors: number,
  width: number,
): { users: Tensor; items: Tensor } {
  const but = (fixed: number) =>
    tf.tensor2d(
      Float32Array.from({ length: width }, (_, column) => (column === fixed ? 0 : 1)),
      [1, width],
    );
  return { users: but(factors + 1), items: but(factors) };
}

/** Appends two columns: the one at `ones` is all 1, the other all 0. */
function widen(table: Float64Array, factors: number, ones: number): Float32Array {
  const width = factors + 2;
  const wide = new Float32Array((table.length / factors) * width);
  for (let row = 0; row * factors < table.length; row++) {
    wide.set(table.subarray(row * factors, (row + 1) * factors), row * width);
    wide[row * width + ones] = 1;
  }
  return wide;
}
