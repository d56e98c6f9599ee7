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
 * with the largest value is asked about. After an answer, with u = S x_i and d = σ² + x_iᵀ u,
 *
 *     S ← S − u uᵀ / d,   and for each item j:
 *     x_jᵀ S x_j ← x_jᵀ S x_j − (x_jᵀ u)² / d,
 *     x_jᵀ S M S x_j ← x_jᵀ S M S x_j − 2 (x_jᵀ u) (x_jᵀ S M u) / d + (x_jᵀ u)² (uᵀ M u) / d².
 *
 * Source: active learning by A-optimal design, V. Fedorov, "Theory of Optimal Experiments", 1972; for recommenders see
 * N. Rubens et al., "Active Learning in Recommender Systems", 2015.
 * Cost: O(ratings · factors + (users + items) · factors²) once; O(items · (factors + log items)) per answer; nothing
 * without an answer.
 */

import { checkArgument, checkOptions } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { FactorModel } from '../models/factors/parts/factor-model';
import { estimateRating, type FactorState } from '../models/shared/factor-state';
import { MODEL } from '../recommender/model-kind';
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
export function askGreedily(model: FactorModel<object>, options: AskGreedilyOptions = {}): Onboarding {
  checkArgument('askGreedily', 'model', model, MODEL);
  checkOptions('askGreedily', options, { per: 'question' });
  const { per = 'question' } = options;
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
  const M = new Float64Array(width * width);
  for (let item = 0; item < counts.length; item++) {
    if (counts[item] > 0) addOuter(M, x(item), counts[item] / train.length);
  }
  const C = userCovariance(state, width);
  const SMS = product(product(C, M, width), C, width);
  const first: Belief = {
    S: C,
    spreads: Float64Array.from(counts, (_, item) => dot(x(item), times(C, x(item)))),
    gains: Float64Array.from(counts, (_, item) => dot(x(item), times(SMS, x(item)))),
  };
  const weight = (item: number) => (per === 'answer' ? 1 : counts[item] / train.userCount);
  const orderFor = ({ spreads, gains }: Belief) =>
    askInOrder(
      name,
      train,
      gains.map((gain, item) => (weight(item) * gain) / (noise + spreads[item])),
    );
  const learn = (before: Belief, item: number): Belief => {
    const u = times(before.S, x(item));
    const d = noise + dot(x(item), u);
    const Mu = times(M, u);
    const SMu = times(before.S, Mu);
    const uMu = dot(u, Mu);
    const [S, spreads, gains] = [before.S.slice(), before.spreads.slice(), before.gains.slice()];
    addOuter(S, u, -1 / d);
    for (let other = 0; other < gains.length; other++) {
      const row = x(other);
      const xu = dot(row, u);
      spreads[other] -= (xu * xu) / d;
      gains[other] += (xu / d) * ((xu * uMu) / d - 2 * dot(row, SMu));
    }
    return { S, spreads, gains };
  };
  // The order changes only after an answer, and many visitors start alike.
  const states = new Map<string, { readonly belief: Belief; readonly order: Onboarding }>();
  const most = Math.max(1, Math.min(MOST_STATES, Math.floor(MOST_NUMBERS / counts.length)));
  const after = (answered: readonly Asked[]): { belief: Belief; order: Onboarding } => {
    const key = answered.map(({ item }) => item).join('\n');
    const known = states.get(key);
    if (known) return known;
    const last = answered.at(-1);
    const before = last ? after(answered.slice(0, -1)).belief : first;
    const item = last && train.items.indexOf(last.item);
    const belief = item !== undefined && counts[item] > 0 ? learn(before, item) : before;
    const found = { belief, order: orderFor(belief) };
    if (states.size >= most) states.clear();
    states.set(key, found);
    return found;
  };
  return {
    name,
    next: (asked) => after(asked.filter(({ rating }) => rating !== undefined)).order.next(asked),
  };
}

/** What is believed of a new user after some answers. */
interface Belief {
  /** [width, width] */
  readonly S: Float64Array;
  /** x_iᵀ S x_i, [items] */
  readonly spreads: Float64Array;
  /** x_iᵀ S M S x_i, [items] */
  readonly gains: Float64Array;
}

/** Maximum number of states kept, and of items in all of them. */
const MOST_STATES = 1000;
const MOST_NUMBERS = 4_000_000;

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

/** matrix v */
function times(matrix: Float64Array, v: Float64Array): Float64Array {
  const result = new Float64Array(v.length);
  for (let a = 0; a < v.length; a++) {
    let sum = 0;
    for (let b = 0; b < v.length; b++) sum += matrix[a * v.length + b] * v[b];
    result[a] = sum;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
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
