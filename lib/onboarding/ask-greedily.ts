/**
 * Greedy variance reduction: asks about the item that is expected to improve a factor model's predictions most.
 *
 * A new user's row w = [p_u, b_u] is assumed to come from a normal distribution with the covariance C of the train
 * set's rows, and an answer to be x_i · w plus noise of variance σ², the model's mean squared error on its train
 * ratings. This is what the fold-in of factor models assumes. With S the covariance of w after the answers so far
 * (initially S = C) and x_i = [q_i, 1], an answer on i reduces the variance of a prediction, averaged over the ratings
 * that people give, by
 *
 *     g_i = Σ_j π_j (x_jᵀ S x_i)² / (σ² + x_iᵀ S x_i) = x_iᵀ S M S x_i / (σ² + x_iᵀ S x_i),   M = Σ_j π_j x_j x_jᵀ,
 *
 * where π_j is the item's share of the train ratings. This depends on whether there is an answer, not on what it is, so
 * the expected reduction from one question is a_i g_i, with a_i the share of train users who have rated i; the item
 * with the largest value is asked about. After an answer, S ← S − S x_i x_iᵀ S / (σ² + x_iᵀ S x_i).
 *
 * Source: active learning by A-optimal design, V. Fedorov, "Theory of Optimal Experiments", 1972; for recommenders see
 * N. Rubens et al., "Active Learning in Recommender Systems", 2015.
 * Cost: O(ratings · factors + (users + items) · factors²) once; O(items · factors²) per answer; nothing without an
 * answer.
 */
import { OptionError } from '../core/errors';
import type { FactorModel } from '../models/factors/parts/factor-model';
import { estimateRating, type FactorState } from '../models/shared/factor-state';
import { type Asked, askInOrder, type Onboarding } from './ask-in-order';

/** How `askGreedily` weighs items. */
export interface AskGreedilyOptions {
  /** `question` (default): includes the chance of getting an answer; `answer`: only what an answer is worth. */
  readonly per?: 'question' | 'answer';
}

/**
 * @param model a fitted factor model with biases: `ALS`, `SVD`, `SVD++`, `FeatureFactors`
 * @throws OptionError for a model without biases or an invalid `per`, NotFittedError if the model isn't fitted
 */
export function askGreedily(
  model: FactorModel<object>,
  { per = 'question' }: AskGreedilyOptions = {},
): Onboarding {
  const { train } = model;
  const state = model.state as unknown as FactorState;
  if (!(state.userBias?.length > 0)) {
    throw new OptionError(`askGreedily: model must be a factor model with biases, got ${model.name}`);
  }
  if (per !== 'question' && per !== 'answer') {
    throw new OptionError(`askGreedily: per must be one of question, answer, got ${String(per)}`);
  }
  const name = per === 'question' ? 'greedy variance reduction' : 'greedy, per answer';
  const width = state.factors + 1;
  const counts = train.itemCounts();
  const x = itemRows(state, width);
  const noise = trainVariance(model, state);
  const wanted = new Float64Array(width * width); // M
  for (let item = 0; item < counts.length; item++) {
    if (counts[item] > 0) addOuter(wanted, x(item), counts[item] / train.length);
  }
  const first = userCovariance(state, width);
  const weight = (item: number) => (per === 'answer' ? 1 : counts[item] / train.userCount);
  const orderFor = (S: Float64Array) => {
    const inner = sandwich(S, wanted, width); // S M S
    const gains = Float64Array.from(counts, (count, item) => {
      if (count === 0) return 0;
      return (weight(item) * form(inner, x(item))) / (noise + form(S, x(item)));
    });
    return askInOrder(name, train, gains);
  };
  // The order changes only after an answer, and many visitors start alike.
  const orders = new Map<string, { readonly S: Float64Array; readonly order: Onboarding }>();
  const after = (answered: readonly Asked[]): { S: Float64Array; order: Onboarding } => {
    const key = answered.map(({ item }) => item).join('\n');
    const known = orders.get(key);
    if (known) return known;
    const S = answered.length === 0 ? first : after(answered.slice(0, -1)).S.slice();
    const last = answered.at(-1);
    const item = last && train.items.indexOf(last.item);
    if (item !== undefined && counts[item] > 0) observe(S, x(item), noise);
    const found = { S, order: orderFor(S) };
    if (orders.size >= MOST_ORDERS) orders.clear();
    orders.set(key, found);
    return found;
  };
  return {
    name,
    next: (asked) => after(asked.filter(({ rating }) => rating !== undefined)).order.next(asked),
  };
}

/** Maximum number of states kept, each with an order of the items. */
const MOST_ORDERS = 1000;

/** x_i = [q_i, 1]; always the same array. */
function itemRows({ factors, itemFactors }: FactorState, width: number): (item: number) => Float64Array {
  const row = new Float64Array(width).fill(1);
  return (item) => {
    row.set(itemFactors.subarray(item * factors, (item + 1) * factors));
    return row;
  };
}

/** σ²: mean squared error on the train ratings, unclipped. */
function trainVariance({ train }: FactorModel<object>, state: FactorState): number {
  let squares = 0;
  for (let row = 0; row < train.length; row++) {
    const score = estimateRating(state, train.mean, train.userColumn[row], train.itemColumn[row]);
    squares += (train.ratingColumn[row] - score) ** 2;
  }
  return squares / train.length;
}

/** C */
function userCovariance({ factors, userFactors, userBias }: FactorState, width: number): Float64Array {
  const users = userBias.length;
  const rowOf = (user: number) =>
    Float64Array.of(...userFactors.subarray(user * factors, (user + 1) * factors), userBias[user]);
  const mean = new Float64Array(width);
  for (let user = 0; user < users; user++) {
    for (const [a, value] of rowOf(user).entries()) mean[a] += value / users;
  }
  const C = new Float64Array(width * width);
  for (let user = 0; user < users; user++) {
    addOuter(
      C,
      rowOf(user).map((value, a) => value - mean[a]),
      1 / users,
    );
  }
  return C;
}

/** matrix += weight v vᵀ */
function addOuter(matrix: Float64Array, v: Float64Array, weight: number): void {
  for (let a = 0; a < v.length; a++) {
    for (let b = 0; b < v.length; b++) matrix[a * v.length + b] += weight * v[a] * v[b];
  }
}

/** S ← S − S x xᵀ S / (σ² + xᵀ S x), in place. */
function observe(S: Float64Array, x: Float64Array, noise: number): void {
  const Sx = x.map((_, a) => x.reduce((sum, value, b) => sum + S[a * x.length + b] * value, 0));
  const spread = x.reduce((sum, value, a) => sum + value * Sx[a], noise);
  addOuter(S, Sx, -1 / spread);
}

/** vᵀ matrix v */
function form(matrix: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < v.length; a++) {
    let row = 0;
    for (let b = 0; b < v.length; b++) row += matrix[a * v.length + b] * v[b];
    sum += v[a] * row;
  }
  return sum;
}

/** S M S */
function sandwich(S: Float64Array, M: Float64Array, width: number): Float64Array {
  return product(product(S, M, width), S, width);
}

function product(A: Float64Array, B: Float64Array, width: number): Float64Array {
  const C = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let n = 0; n < width; n++) {
      for (let b = 0; b < width; b++) C[a * width + b] += A[a * width + n] * B[n * width + b];
    }
  }
  return C;
}
