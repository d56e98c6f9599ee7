/**
 * Learns new ratings in a factor model without refitting: the rows of the users who gave them are solved
 * again with the items fixed, like those of visitors (`fold-in-factors.ts`), and then the rows of items that
 * had few ratings with the users fixed. All other rows stay the same.
 *
 * Afterwards, a user's scores are the same as `foldIn` gave for the same ratings before the update, except
 * for the items that changed. One more rating hardly changes an item that has many, and solving it takes
 * time, so that is left to the next fit.
 *
 * On MovieLens 100K, with a tenth of the users, of the films, and of the other ratings left out of the fit and then
 * learned in batches of 500, RMSE on the test ratings (`test/long/updates-movielens.test.ts` has batches of 4,000):
 *
 *     |     | no update | updated | another fit |
 *     |-----|-----------|---------|-------------|
 *     | SVD | .9666     | .9188   | .9350       |
 *     | ALS | .9444     | .9071   | .9083       |
 *     | NMF | 1.0098    | .9530   | .9624       |
 *
 * Cost: O((users + items) · factors) to copy the tables, which a fitted model never changes, then for each
 * user and item O(ratings · factors² + factors³).
 */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { Int32Vector } from '../../../core/readonly-vector';
import type { Interactions } from '../../../data/table/interactions';
import { type ModelUpdate, onceEach } from '../../../recommender/model-update';
import type { FactorState } from '../../shared/factor-state';
import { type Prior, priorOf, type UpdatedFactorState, withPriors } from './factor-prior';
import { type FixedRows, type RowRatings, solveRow } from './fold-in-factors';

/** Items with at most this many ratings are solved again. */
export const FEW_RATINGS = 50;

/** @param options `solveItems`: false for a model whose item rows depend on more than ratings */
export function updateFactors(
  { before, train, changed }: ModelUpdate,
  state: FactorState,
  options: { readonly nonNegative: boolean; readonly solveItems: boolean },
): UpdatedFactorState {
  const { factors } = state;
  const biased = state.itemBias.length > 0;
  const priors = { users: priorOf(before, state, 'users'), items: priorOf(before, state, 'items') };
  const solved = options.solveItems ? littleKnown(before, changed.items) : [];
  // Users and items in the vocabulary without ratings have learned nothing; see `learnedFactors`.
  const nothing = biased ? 0 : Number.NaN;
  const users: FixedRows = {
    factors,
    table: tableAfter(state.userFactors, train.userCount * factors, nothing, true),
    bias: tableAfter(state.userBias, biased ? train.userCount : 0, 0, true),
  };
  const items: FixedRows = {
    factors,
    table: tableAfter(state.itemFactors, train.itemCount * factors, nothing, solved.length > 0),
    bias: tableAfter(state.itemBias, biased ? train.itemCount : 0, 0, solved.length > 0),
  };
  const solve = (own: FixedRows, other: FixedRows, row: number, prior: Prior, rated: RowRatings) => {
    const isKnown = rated.others.length > 0;
    const given = { nonNegative: options.nonNegative, mean: train.mean, prior };
    const found = isKnown ? solveRow(other, given, rated) : { factors: [], bias: 0 };
    own.table.fill(nothing, row * factors, (row + 1) * factors);
    own.table.set(Array.from(found.factors), row * factors);
    if (biased) own.bias[row] = found.bias;
  };
  const rated = (rows: Int32Vector, keys: Int32Vector): RowRatings => ({
    others: Int32Array.from(rows, (row) => keys[row]),
    ratings: Float32Array.from(rows, (row) => train.ratingColumn[row]),
  });
  for (const user of onceEach(changed.users)) {
    solve(users, items, user, priors.users, rated(train.rowsOfUser(user as UserIndex), train.itemColumn));
  }
  for (const item of solved) {
    solve(items, users, item, priors.items, rated(train.rowsOfItem(item as ItemIndex), train.userColumn));
  }
  const tables = {
    userFactors: users.table,
    userBias: users.bias,
    itemFactors: items.table,
    itemBias: items.bias,
  };
  return withPriors({ ...state, ...tables }, priors);
}

/** The items among these that had few ratings before an update, each once. */
export function littleKnown(before: Interactions, items: Int32Array): number[] {
  const had = (item: number) => (item < before.itemCount ? before.rowsOfItem(item as ItemIndex).length : 0);
  return Array.from(onceEach(items)).filter((item) => had(item) <= FEW_RATINGS);
}

/**
 * A longer copy, filled; or the table itself if its length stays the same, so that cached results remain
 * valid.
 */
export function tableAfter(
  table: Float32Array,
  length: number,
  fill: number,
  isChanged: boolean,
): Float32Array {
  if (!isChanged && table.length === length) return table;
  const copy = new Float32Array(length).fill(fill, table.length);
  copy.set(table);
  return copy;
}
