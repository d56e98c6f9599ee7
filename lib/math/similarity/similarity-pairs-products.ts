/** Pair sums as matrix products on tensors. */

import type { Entries } from '../sparse/compressed-rows';
import { type Tensor, withTensors } from '../tensors/tensors';
import type { PairOptions, PairSums } from './similarity-sums';

/**
 * Rows per step: small enough that the four blocks of 256 x rows stay small, large enough to keep all cores
 * busy.
 */
const ROWS_A_STEP = 256;

/**
 * See `visitPairs`. With R the values, S their squares, and M a 1 for each entry, all [rows, columns]:
 *
 *   common = M Mᵀ,  Σ ab = R Rᵀ,  Σ a² = S Mᵀ,  Σ b² = M Sᵀ,  Σ a = R Mᵀ,  Σ b = M Rᵀ,
 *
 * each for a block of rows against that block and all later rows, so that no rows x rows matrix is stored. In
 * 32 bits, a sum of n products has an error of up to about n · 6e-8 of its largest term, unless all are whole
 * numbers below 2^24, which are exact. That is accurate enough for cosines, where nothing cancels; for the
 * rest, see `PairOptions.cancels`. Cost: time O(rows² · columns), memory O(rows · columns).
 */
export async function visitByProducts(
  matrix: Entries,
  options: PairOptions,
  visit: (pair: PairSums) => void,
): Promise<void> {
  const { rowCount, columnCount } = matrix;
  const { squares, sums } = options;
  await withTensors(
    async ({ tf }) => {
      const dense = (value: (entry: number) => number) =>
        tf.tensor2d(scatter(matrix, value), [rowCount, columnCount]);
      const M = dense(() => 1);
      const R = dense((entry) => matrix.values[entry]);
      const S = squares ? dense((entry) => matrix.values[entry] ** 2) : M;
      const steps = Math.ceil(rowCount / ROWS_A_STEP);
      for (let from = 0; from < rowCount; from += ROWS_A_STEP) {
        const height = Math.min(ROWS_A_STEP, rowCount - from);
        const product = async (left: Tensor, right: Tensor): Promise<Float32Array> => {
          let sums: Float32Array = new Float32Array(0);
          // Not returned from `tidy`, because TensorFlow.js would search every element for tensors.
          tf.tidy(() => {
            const block = left.slice([from, 0], [height, columnCount]);
            const rest = right.slice([from, 0], [rowCount - from, columnCount]);
            sums = tf.matMul(block, rest, false, true).dataSync() as Float32Array; // [height, rowCount - from]
          });
          await options.breathe?.();
          return sums;
        };
        visitBlock(
          from,
          rowCount,
          {
            common: await product(M, M),
            product: options.product ? await product(R, R) : undefined,
            squaresI: squares ? await product(S, M) : undefined,
            squaresJ: squares ? await product(M, S) : undefined,
            sumI: sums ? await product(R, M) : undefined,
            sumJ: sums ? await product(M, R) : undefined,
          },
          visit,
        );
        await options.pause?.(steps);
      }
    },
    { name: 'pair sums' },
  );
}

type Block = Readonly<Record<Exclude<keyof PairSums, 'i' | 'j' | 'common'>, Float32Array | undefined>> & {
  readonly common: Float32Array;
};

/** Visits the pairs of rows from `from` on that are above the diagonal. */
function visitBlock(from: number, rowCount: number, block: Block, visit: (pair: PairSums) => void): void {
  const width = rowCount - from;
  const height = block.common.length / width;
  const none = new Float32Array(block.common.length);
  const { common, product = none, squaresI = none, squaresJ = none, sumI = none, sumJ = none } = block;
  const pair = { i: 0, j: 0, common: 0, product: 0.5, squaresI: 0.5, squaresJ: 0.5, sumI: 0.5, sumJ: 0.5 };
  for (let y = 0; y < height; y++) {
    pair.i = from + y;
    for (let x = y + 1; x < width; x++) {
      const at = y * width + x;
      if (common[at] === 0) continue;
      pair.j = from + x;
      pair.common = common[at];
      pair.product = product[at];
      pair.squaresI = squaresI[at];
      pair.squaresJ = squaresJ[at];
      pair.sumI = sumI[at];
      pair.sumJ = sumJ[at];
      visit(pair);
    }
  }
}

/** The entries as a dense matrix; duplicate entries are added up. */
function scatter(matrix: Entries, value: (entry: number) => number): Float32Array {
  const { rows, columns, columnCount } = matrix;
  const dense = new Float32Array(matrix.rowCount * columnCount);
  for (let entry = 0; entry < rows.length; entry++) {
    dense[rows[entry] * columnCount + columns[entry]] += value(entry);
  }
  return dense;
}
