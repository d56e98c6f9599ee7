/**
 * Weight decay, the penalty on the weights of GMF, MLP, and NeuMF: λ/2 times their squares is added to the loss
 * (`fit-pair-network.ts` says how much each row counts).
 */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { pickRows } from '../../../math/tensors/gradients';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { PairNetwork } from './pair-network';

/** λ/2 times the sum of squares of the rows at some places, per example. */
export function penaltyAt(
  tensors: Tensors,
  reg: number,
  tables: readonly Tensor[],
  at: readonly Tensor[],
  { biases = false } = {},
): Tensor {
  const { tf } = tensors;
  if (reg === 0) return tf.scalar(0);
  const sums = tables.map((table, n) => {
    const squares = tf.sum(tf.square(biases ? table : withoutBias(tf, table)), 1, true); // of each row
    return tf.sum(pickRows(tensors, squares, at[n]));
  });
  return tf.mul(reg / 2 / at[0].size, tf.addN(sums));
}

function withoutBias(tf: Tensors['tf'], table: Tensor): Tensor {
  const [count, width] = table.shape as [number, number];
  return tf.slice(table, [0, 0], [count, width - 1]);
}

/**
 * For `softmax`, a row's penalty grows with the square root of its positives' weights: with the same penalty for all rows, GMF's
 * nDCG@10 on a fifth of u1's train part is .2918, with one that grows like the weights .2917, with the root .3007.
 */
export function penaltyWeights({ offsets, values }: CompressedRows): Float32Array {
  const weightOf = (row: number) =>
    values.subarray(offsets[row], offsets[row + 1]).reduce((sum, value) => sum + value, 0);
  return Float32Array.from({ length: offsets.length - 1 }, (_, row) => Math.sqrt(weightOf(row)));
}

export function rowPenalty({ tf }: Tensors, reg: number, table: Tensor, weights: Float32Array): Tensor {
  if (reg === 0) return tf.scalar(0);
  const squares = tf.sum(tf.square(withoutBias(tf, table)), 1);
  return tf.mul(reg / 2, tf.sum(tf.mul(squares, weights)));
}

/** Adds λ/2 times the squares of the layers' weights to a loss. */
export function layerPenalty(
  { tf }: Tensors,
  network: PairNetwork,
  { layerReg, learnsOutput }: { readonly layerReg: number; readonly learnsOutput: boolean },
): (loss: Tensor) => Tensor {
  if (layerReg === 0) return (loss) => loss;
  return (loss) => tf.add(loss, tf.mul(layerReg / 2, network.squares({ output: learnsOutput })));
}
