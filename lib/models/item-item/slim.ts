/**
 * SLIM, sparse linear method: a sparse item-item weight matrix without negative weights:
 *
 *     score_ui = Σ_{j ∈ I_u} w_uj b_ji,
 *     B = argmin ½ ‖X − X B‖² + ½ β ‖B‖² + λ Σ |b_ji|  with  b_ji ≥ 0, b_ii = 0.
 *
 * Compared with EASE, the additional L1 penalty makes most weights 0, so that a few items explain each score.
 * Each item's column of B is a separate regression, solved by coordinate descent: each weight in turn is set
 * to its optimum, max(0, g_ji − Σ_{k ≠ j} g_jk b_ki − λ) / (g_jj + β) with G = XᵀX, until no weight changes.
 * A user without a positive, or an unknown user or item, has no score.
 *
 * Cost: O(positives · items) for G on tensors, then O(items · (active weights) · items) in plain TypeScript,
 * since each update depends on the previous one; memory 12 items² bytes during the fit. MovieLens 100K takes
 * about 3 s.
 *
 * @example
 * const model = await new SLIM({ l1: 2, reg: 100 }).fit(train);
 *
 * Sources: X. Ning, G. Karypis, "SLIM: Sparse Linear Methods for Top-N Recommender Systems", 2011; coordinate
 * descent on G: J. Friedman et al., "Regularization Paths for Generalized Linear Models via Coordinate
 * Descent", 2010, section 2.2.
 */

import { number, type OptionsOf, options, whole } from '../../core/options';
import { GrowingArray } from '../../data/delimited/growing-array';
import { gramMatrix } from '../../math/dense/gram-matrix';
import { withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import { asMatrix, POSITIVE_OPTIONS, type PositiveOptions, type Positives } from '../shared/positives';
import { ItemItemModel } from './parts/item-item-model';
import { checkTableMemory, type ItemTable, sparseTable } from './parts/item-table';

export const SLIM_OPTIONS = options('SLIM', {
  ...POSITIVE_OPTIONS,
  /** λ, weight of the L1 penalty, which makes weights 0. */
  l1: number({ from: 0, default: 1 }),
  /** β, weight of the L2 penalty. */
  reg: number({ above: 0, default: 200 }),
  /** Maximum number of passes over the weights of an item. */
  rounds: whole({ from: 1, default: 50 }),
  /** An item has converged when no weight changes by more than this in a pass. */
  tolerance: number({ above: 0, default: 1e-3 }),
});

export interface SLIMOptions extends OptionsOf<typeof SLIM_OPTIONS> {}

/** Items per progress report. */
const ITEMS_A_STEP = 100;

export class SLIM extends ItemItemModel<SLIMOptions> {
  constructor(options: Partial<SLIMOptions> = {}) {
    super(SLIM_OPTIONS, options);
  }

  /** @throws OptionError when the item-item matrices don't fit in the machine's memory */
  protected async learnTable(positives: Positives, run: FitRun): Promise<ItemTable> {
    const n = positives.itemCount;
    checkTableMemory('SLIM', n, 3);
    const gram = await withTensors(async (tensors) => {
      const G = await gramMatrix(tensors, asMatrix(positives), () => run.breathe());
      return (await G.data()) as Float32Array;
    });
    const rows = new GrowingArray((length) => new Int32Array(length));
    const columns = new GrowingArray((length) => new Int32Array(length));
    const cells = new GrowingArray((length) => new Float32Array(length));
    const steps = Math.ceil(n / ITEMS_A_STEP);
    for (let item = 0; item < n; item++) {
      const weights = slimWeights(gram, n, item, this.options);
      for (let j = 0; j < n; j++) {
        if (weights[j] === 0) continue;
        rows.push(j);
        columns.push(item);
        cells.push(weights[j]);
      }
      await run.breathe();
      if ((item + 1) % ITEMS_A_STEP === 0 || item + 1 === n) await run.step(steps);
    }
    return sparseTable(n, rows.take(), columns.take(), cells.take());
  }
}

/** The regression of one item on all others: column `item` of B. Float64 [items]. */
export function slimWeights(
  gram: Float32Array,
  n: number,
  item: number,
  { l1, reg, rounds, tolerance }: Omit<SLIMOptions, keyof PositiveOptions>,
): Float64Array {
  const weights = new Float64Array(n);
  // The residual g_ji − Σ_k g_jk b_ki. G is symmetric, so its rows are its columns.
  const left = Float64Array.from(gram.subarray(item * n, (item + 1) * n));
  // A weight is largest when all others are 0, so a weight that is 0 even then stays 0.
  const free: number[] = [];
  for (let j = 0; j < n; j++) if (j !== item && left[j] > l1) free.push(j);
  for (let round = 0; round < rounds; round++) {
    let farthest = 0;
    for (const j of free) {
      const own = gram[j * n + j];
      const best = Math.max(0, left[j] + own * weights[j] - l1) / (own + reg);
      const move = best - weights[j];
      if (move === 0) continue;
      weights[j] = best;
      for (const other of free) left[other] -= move * gram[j * n + other];
      farthest = Math.max(farthest, Math.abs(move));
    }
    if (farthest <= tolerance) break;
  }
  return weights;
}
