/**
 * Learns new likes in implicit ALS without refitting: the rows of the users who changed are solved again
 * exactly, with the items fixed, like those of visitors (`fold-in-implicit.ts`), and then the rows of items
 * that had few ratings, with the users fixed. Each of these steps is also a step of the fit, so none
 * increases the objective. All other rows stay the same.
 *
 * Cost: O((users + items) · factors) to copy the tables, then for each user and item O(likes · factors² +
 * factors³). Once after a fit, O((users + items) · factors²) for QᵀQ and PᵀP.
 */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { Int32Vector } from '../../../core/readonly-vector';
import { type ModelUpdate, onceEach } from '../../../recommender/model-update';
import type { FactorState } from '../../shared/factor-state';
import { carryGram, type ImplicitPenalty, solveImplicit } from './fold-in-implicit';
import { littleKnown, tableAfter } from './update-factors';

/** @param weightOf w of a rating; 0 if it isn't a like */
export function updateImplicit(
  { before, train, changed }: ModelUpdate,
  state: FactorState,
  options: ImplicitPenalty,
  weightOf: (rating: number) => number,
): FactorState {
  const { factors } = state;
  const { userColumn, itemColumn, ratingColumn } = train;
  const users = onceEach(changed.users);
  const items = littleKnown(before, changed.items);
  // A user without likes has no score, an item without likes has a score of 0; see `learn`.
  const userFactors = tableAfter(state.userFactors, train.userCount * factors, Number.NaN, true);
  const itemFactors = tableAfter(state.itemFactors, train.itemCount * factors, 0, items.length > 0);
  const rowOf = (other: Float32Array, rows: Int32Vector, keys: Int32Vector, nothing: number) => {
    const liked = Array.from(rows).filter((at) => weightOf(ratingColumn[at]) > 0);
    if (liked.length === 0) return new Float32Array(factors).fill(nothing);
    const others = liked.map((at) => keys[at]);
    const weights = liked.map((at) => Math.fround(weightOf(ratingColumn[at])));
    return solveImplicit({ factors, table: other }, others, weights, options);
  };
  carryGram(state.itemFactors, itemFactors, factors, []); // new items are zeros so far
  for (const user of users) {
    const row = rowOf(itemFactors, train.rowsOfUser(user as UserIndex), itemColumn, Number.NaN);
    userFactors.set(row, user * factors);
  }
  carryGram(state.userFactors, userFactors, factors, users);
  if (items.length > 0) {
    const solved = items.map((item) =>
      rowOf(userFactors, train.rowsOfItem(item as ItemIndex), userColumn, 0),
    );
    for (const [n, item] of items.entries()) itemFactors.set(solved[n], item * factors);
    carryGram(state.itemFactors, itemFactors, factors, items);
  }
  return { ...state, userFactors, itemFactors };
}
