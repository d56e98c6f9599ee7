/**
 * EASE, embarrassingly shallow autoencoder: a linear model that reconstructs each user's row of likes from
 * that same row, with a zero diagonal so that no item predicts itself:
 *
 *     score_ui = Σ_{j ∈ I_u} w_uj b_ji,   B = argmin ‖X − X B‖² + λ ‖B‖²  with  b_ii = 0.
 *
 * The solution has a closed form: with P = (XᵀX + λ I)⁻¹, b_ji = −p_ji / p_ii. There is no sampling, no
 * learning rate and no epoch, and two fits on the same data are identical. On data of this size it ranks as
 * well as the best models. `plain/plain-ease.ts` is a short version for reading.
 *
 * Items that are chosen in one sitting have more in common than others. With `sessionWeight` β above 0, EASE also
 * reconstructs each session from itself: B minimizes ‖X − X B‖² + β ‖Z − Z B‖² + λ ‖B‖², where each row of Z has the
 * likes of one session, so that P = (XᵀX + β ZᵀZ + λ I)⁻¹. A session is what a user has rated without a pause of more
 * than `sessionGap`. The scores are those of whole histories, as before; only the train set needs timestamps.
 *
 * Similar items are ranked by partial correlation, −p_ij / √(p_ii p_jj): how two items are related once all
 * other items are accounted for. A user without a positive, or an unknown user or item, has no score.
 *
 * Cost: time O(positives · items + items³); memory 20 items² bytes during the fit and 4 items² afterwards.
 * MovieLens 100K takes 0.2 s, 10,000 items take minutes.
 *
 * @example
 * const model = await new EASE({ reg: 200, weights: [0, 0.1, 0.4, 1, 1.5], sessionWeight: 1 }).fit(train);
 *
 * Sources: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", 2019, equation 8; for linear models of
 * sessions, M. Choi et al., "Session-aware Linear Item-Item Models for Session-based Recommendation", 2021.
 */
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { FitRun } from '../../recommender/fit-run';
import { asMatrix, POSITIVE_OPTIONS, type Positives } from '../shared/positives';
import { gramInverse } from './parts/gram-inverse';
import { ItemItemModel } from './parts/item-item-model';
import { cellOf, checkTableMemory, fullTable, type ItemTable } from './parts/item-table';
import { sessionMatrix, stacked } from './parts/sessions';

export const EASE_OPTIONS = options('EASE', {
  ...POSITIVE_OPTIONS,
  /** λ, weight of the L2 penalty; the best value grows with the number of users. */
  reg: number({ above: 0, default: 400 }),
  /** β, weight of the sessions; 0 ignores timestamps. */
  sessionWeight: number({ from: 0, default: 0 }),
  /** A session ends before a pause of more than this many seconds. */
  sessionGap: number({ above: 0, default: 120 }),
});

export interface EASEOptions extends OptionsOf<typeof EASE_OPTIONS> {}

export class EASE extends ItemItemModel<EASEOptions> {
  constructor(options: Partial<EASEOptions> = {}) {
    super(EASE_OPTIONS, options, { similarItems: true });
  }

  /**
   * @throws OptionError when the item-item matrices don't fit in the machine's memory, or when there are no timestamps
   *   for sessions
   */
  protected async learnTable(positives: Positives, run: FitRun, train: Interactions): Promise<ItemTable> {
    const { itemCount } = positives;
    const { reg, sessionWeight } = this.options;
    checkTableMemory('EASE', itemCount, 5);
    const X = asMatrix(positives);
    const rows =
      sessionWeight === 0
        ? X
        : stacked(X, sessionMatrix('EASE', train, this.options), Math.sqrt(sessionWeight));
    const cells = await gramInverse(rows, reg, run);
    await run.step(1);
    return fullTable(itemCount, weightsOf(cells, itemCount));
  }

  /** −p_ij / √(p_ii p_jj), which is ±√(b_ij b_ji). */
  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return Float64Array.from({ length: this.summary.itemCount }, (_, other) => {
      const there = cellOf(this.state, item, other);
      const back = cellOf(this.state, other, item);
      // A weight of 0 means that no user's positives connect the two items, so their similarity is unknown.
      return there === 0 ? Number.NaN : Math.sign(there) * Math.sqrt(Math.max(0, there * back));
    });
  }
}

/**
 * b_ji = −p_ji / p_ii, overwriting p_ji: tensors of this size, plus the identity they would need, are slower.
 */
function weightsOf(cells: Float32Array, items: number): Float32Array {
  const diagonal = Float32Array.from({ length: items }, (_, i) => cells[i * items + i]);
  for (let j = 0; j < items; j++) {
    for (let i = 0; i < items; i++)
      cells[j * items + i] = i === j ? 0 : 0 - cells[j * items + i] / diagonal[i];
  }
  return cells;
}
