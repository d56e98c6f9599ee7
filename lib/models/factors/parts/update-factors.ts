/**
 * New ratings in a factor model without another fit: the rows of the users who gave them are solved again with the items
 * fixed, as those of visitors (`fold-in-factors.ts`), then the rows of items that few had rated with the users fixed. All
 * other rows stay.
 *
 * After it, a user's scores are those that `foldIn` gave for the same ratings before it, but for the items that changed.
 * An item with many ratings hardly moves by one more, and solving it takes time; the next fit moves it.
 *
 * Cost: O((users + items) · factors) for copies of the tables, which a fitted model never changes, then for each user
 * and item O(ratings · factors² + factors³).
 */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { Int32Vector } from '../../../core/readonly-vector';
import type { Interactions } from '../../../data/table/interactions';
import { type ModelUpdate, onceEach } from '../../../recommender/model-update';
import { type Prior, priorOf, type UpdatedFactorState, withPriors } from './factor-prior';
import type { FactorState } from './factor-state';
import { type FixedRows, type RowRatings, solveRow } from './fold-in-factors';

/** An item that had at most so many ratings is solved again. */
export const FEW_RATINGS = 50;

/** @param options `solveItems`: false for a model whose items' rows are made of more than their ratings */
export function updateFactors(
  { before, train, changed }: ModelUpdate,
  state: FactorState,
  options: { readonly nonNegative: boolean; readonly solveItems: boolean },
): UpdatedFactorState {
  const { factors } = state;
  const biased = state.itemBias.length > 0;
  const priors = { users: priorOf(before, state, 'users'), items: priorOf(before, state, 'items') };
  const solved = options.solveItems ? littleKnown(before, changed.items) : [];
  // What is in the vocabulary without a rating has learned nothing: see `learnedFactors`.
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

/** Those of the items that few had rated before an update, each once. */
export function littleKnown(before: Interactions, items: Int32Array): number[] {
  const had = (item: number) => (item < before.itemCount ? before.rowsOfItem(item as ItemIndex).length : 0);
  return Array.from(onceEach(items)).filter((item) => had(item) <= FEW_RATINGS);
}

/** A copy with room for more, filled; the table itself if it stays as it is, so that what is kept of it stays, too. */
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
