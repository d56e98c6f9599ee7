/**
 * The prior distributions of users' and items' rows in a factor model: the mean m and the covariance C of the
 * rows [p_u, b_u], or [q_i, b_i], and the mean squared error σ² on the train ratings. `fold-in-factors.ts`
 * uses them to solve rows.
 *
 * All of it is computed in a unit of the ratings, the power of ten next to their standard deviation, which is 1 for
 * stars: the small additions to variances are then right for ratings of any size. With a unit of s, factors are √s times
 * as large, biases s times.
 *
 * Cost: O(ratings · factors + rows · factors² + factors³), from at most 5,000 rows.
 */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { FiledTable } from '../../../data/table/filed-table';
import { Interactions } from '../../../data/table/interactions';
import { luSolve } from '../../../math/dense/lu-solve';
import type { TrainSummary } from '../../../recommender/train-summary';
import { estimateRating, type FactorState } from '../../shared/factor-state';
import { ratingDeviation } from '../../shared/rating-deviation';

/** A prior, with the precision scaled by σ², as the rows' systems need it. */
export interface Prior {
  /** m. Float64 [width]: the factors, and the bias if there is one. */
  readonly mean: Float64Array;
  /** σ² C⁻¹. Float32 [width, width]. */
  readonly precision: Float32Array;
}

export interface Priors {
  readonly users: Prior;
  readonly items: Prior;
}

/**
 * A state after an update. It includes the priors from the last fit, so that a model learns new ratings in
 * the same way however often it has been updated or saved.
 */
export type UpdatedFactorState = FactorState & {
  readonly userPriorMean: Float64Array;
  readonly userPriorPrecision: Float32Array;
  readonly itemPriorMean: Float64Array;
  readonly itemPriorPrecision: Float32Array;
};

/** Maximum number of rows that a prior is estimated from; more don't improve it noticeably. */
const MOST_ROWS = 5000;
/** Share of the mean variance added to each variance, because few rows span few directions. */
const JITTER = 0.01;
const TINY = 1e-6;

/** A state never changes once learned, so its priors are cached for as long as the state exists. */
const known = { users: new WeakMap<FactorState, Prior>(), items: new WeakMap<FactorState, Prior>() };

/** The prior of the users' rows, or of the items' rows. */
export function priorOf(train: TrainSummary, state: FactorState, side: 'users' | 'items'): Prior {
  if ('userPriorMean' in state) return priorsIn(state as UpdatedFactorState)[side];
  let prior = known[side].get(state);
  if (!prior) {
    if (!(train instanceof Interactions))
      throw new TypeError('factor-prior: neither a prior nor train ratings');
    prior = learnPrior(train, state, side);
  }
  known[side].set(state, prior);
  return prior;
}

/** The state with the users' prior, to save it without the train ratings. */
export function withUserPrior(train: Interactions, state: FactorState): FactorState {
  if ('userPriorMean' in state) return state;
  const { mean, precision } = priorOf(train, state, 'users');
  return { ...state, ...{ userPriorMean: mean, userPriorPrecision: precision } };
}

/** The state with its priors. */
export function withPriors(state: FactorState, { users, items }: Priors): UpdatedFactorState {
  return {
    ...state,
    userPriorMean: users.mean,
    userPriorPrecision: users.precision,
    itemPriorMean: items.mean,
    itemPriorPrecision: items.precision,
  };
}

function priorsIn(state: UpdatedFactorState): Priors {
  return {
    users: { mean: state.userPriorMean, precision: state.userPriorPrecision },
    items: { mean: state.itemPriorMean, precision: state.itemPriorPrecision },
  };
}

function learnPrior(train: Interactions, state: FactorState, side: 'users' | 'items'): Prior {
  const { userColumn, itemColumn, ratingColumn } = train;
  const { offsets, rows } = side === 'users' ? train.byUser : train.byItem;
  const count = offsets.length - 1;
  const stride = strideOf(count);
  const unit = unitOf(ratingDeviation(train));
  let ratings = 0;
  let squares = 0;
  for (let one = 0; one < count; one += stride) {
    for (let at = offsets[one]; at < offsets[one + 1]; at++) {
      const rating = rows[at];
      const r = estimateRating(state, train.mean, userColumn[rating], itemColumn[rating]);
      squares += ((ratingColumn[rating] - r) / unit) ** 2;
      ratings++;
    }
  }
  return priorOfRows(state, side, (one) => offsets[one] !== offsets[one + 1], {
    unit,
    error: squares / ratings,
  });
}

/** As `withUserPrior`, for a train set in files: in three passes over them. */
export async function withUserPriorOf(train: FiledTable, state: FactorState): Promise<FactorState> {
  const what = 'estimating the spread of the users';
  const isRated = new Uint8Array(train.parts.users.length);
  let sum = 0;
  await train.eachPiece(what, ['user', 'rating'], ({ user, rating }) => {
    for (let row = 0; row < user.length; row++) {
      isRated[user[row]] = 1;
      sum += rating[row];
    }
  });
  const mean = sum / train.length;
  let spread = 0;
  await train.eachPiece(what, ['rating'], ({ rating }) => {
    for (let row = 0; row < rating.length; row++) spread += (rating[row] - mean) ** 2;
  });
  const unit = unitOf(Math.sqrt(spread / train.length));
  const stride = strideOf(isRated.length);
  let ratings = 0;
  let squares = 0;
  await train.eachPiece(what, ['user', 'item', 'rating'], ({ user, item, rating }) => {
    for (let row = 0; row < user.length; row++) {
      if (user[row] % stride !== 0) continue;
      const r = estimateRating(state, mean, user[row] as UserIndex, item[row] as ItemIndex);
      squares += ((rating[row] - r) / unit) ** 2;
      ratings++;
    }
  });
  const prior = priorOfRows(state, 'users', (user) => isRated[user] === 1, {
    unit,
    error: squares / ratings,
  });
  return { ...state, ...{ userPriorMean: prior.mean, userPriorPrecision: prior.precision } };
}

/** Every how many rows one is taken. */
function strideOf(count: number): number {
  return Math.ceil(count / MOST_ROWS);
}

/**
 * @param isRated whether a row has ratings; the others say nothing
 * @param ratings `unit`: of the ratings; `error`: their mean squared error in it
 */
function priorOfRows(
  state: FactorState,
  side: 'users' | 'items',
  isRated: (row: number) => boolean,
  { unit, error }: { readonly unit: number; readonly error: number },
): Prior {
  const { factors } = state;
  const [table, biases] =
    side === 'users' ? [state.userFactors, state.userBias] : [state.itemFactors, state.itemBias];
  const width = factors + (biases.length > 0 ? 1 : 0);
  const mean = new Float64Array(width);
  const products = new Float64Array(width * width);
  const row = new Float64Array(width);
  const units = new Float64Array(width).fill(Math.sqrt(unit));
  if (width > factors) units[factors] = unit;
  const count = table.length / factors;
  const stride = strideOf(count);
  let seen = 0;
  for (let one = 0; one < count; one += stride) {
    if (!isRated(one)) continue;
    seen++;
    row.set(table.subarray(one * factors, (one + 1) * factors));
    if (width > factors) row[factors] = biases[one];
    for (let a = 0; a < width; a++) row[a] /= units[a];
    for (let a = 0; a < width; a++) {
      mean[a] += row[a];
      for (let c = 0; c < width; c++) products[a * width + c] += row[a] * row[c];
    }
  }
  for (let a = 0; a < width; a++) mean[a] /= seen;
  const covariance = products.map((sum, at) => sum / seen - mean[Math.floor(at / width)] * mean[at % width]);
  let trace = 0;
  for (let a = 0; a < width; a++) trace += covariance[a * width + a];
  for (let a = 0; a < width; a++) covariance[a * width + a] += (JITTER * trace) / width + TINY;
  const identity = new Float64Array(width * width);
  for (let a = 0; a < width; a++) identity[a * width + a] = 1;
  const inverse = luSolve(covariance, identity, { batch: 1, n: width, k: width });
  const variance = Math.max(error, TINY);
  return {
    mean: mean.map((value, a) => value * units[a]),
    precision: inverse.map(
      (value, at) => (value * variance * unit ** 2) / (units[Math.floor(at / width)] * units[at % width]),
    ),
  };
}

/** A power of ten: 1 if the ratings' standard deviation is between 0.32 and 3.2, or 0. */
function unitOf(deviation: number): number {
  return deviation > 0 ? 10 ** Math.round(Math.log10(deviation)) : 1;
}
