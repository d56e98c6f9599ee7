/**
 * Baseline biases of users and items, b_ui = μ + b_u + b_i: how far a user's ratings, or an item's, lie above
 * the global mean μ. Learned by alternating least squares (ALS) or stochastic gradient descent (SGD).
 *
 * Both minimize Σ (r_ui − μ − b_u − b_i)² plus a penalty on the biases. Formulas, defaults and the order of
 * updates are those of Surprise 1.1.5 (`baseline_als`, `baseline_sgd`), in 64-bit floats. Cost: O(ratings)
 * per epoch.
 * Source: Y. Koren, "Factor in the Neighbors", 2010, section 2.1.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';
import { refuseDivergence } from './divergence';

/** b_ui = mean + user[u] + item[i]. A user or item without a rating has bias 0. */
export interface Biases {
  /** μ, the mean of all train ratings. */
  readonly mean: number;
  /** b_u by inner user index. Float64 of length users. */
  readonly user: Float64Array;
  /** b_i by inner item index. Float64 of length items. */
  readonly item: Float64Array;
}

/** Options for alternating least squares: each bias is a mean residual, shrunk toward 0. */
export interface AlsBiasOptions {
  /** Number of epochs. Python: `n_epochs`. Default 10. */
  readonly epochs: number;
  /** Shrinks b_u as this many additional residuals of 0 would; at least 0. Python: `reg_u`. Default 15. */
  readonly regUser: number;
  /** Shrinks b_i as this many additional residuals of 0 would; at least 0. Python: `reg_i`. Default 10. */
  readonly regItem: number;
}

/** Options for stochastic gradient descent. */
export interface SgdBiasOptions {
  /** Passes over the ratings. Python: `n_epochs`. Default 20. */
  readonly epochs: number;
  /** Learning rate, above 0. Python: `learning_rate`. Default 0.005. */
  readonly learningRate: number;
  /** Weight of the penalty, at least 0. Python: `reg`. Default 0.02. */
  readonly reg: number;
}

export const ALS_BIAS_DEFAULTS: AlsBiasOptions = Object.freeze({ epochs: 10, regUser: 15, regItem: 10 });
export const SGD_BIAS_DEFAULTS: SgdBiasOptions = Object.freeze({
  epochs: 20,
  learningRate: 0.005,
  reg: 0.02,
});

/** μ, and biases of 0: the starting point of both methods. */
export function zeroBiases(train: Interactions): Biases {
  return {
    mean: train.mean,
    user: new Float64Array(train.userCount),
    item: new Float64Array(train.itemCount),
  };
}

/** The biases by ALS, as used by KNNBaseline and the Pearson-baseline similarity. */
export function alsBiases(train: Interactions, options: Partial<AlsBiasOptions> = {}): Biases {
  const resolved = { ...ALS_BIAS_DEFAULTS, ...options };
  const biases = zeroBiases(train);
  for (let epoch = 0; epoch < resolved.epochs; epoch++) alsEpoch(train, biases, resolved);
  return biases;
}

/** The biases by SGD. */
export function sgdBiases(train: Interactions, options: Partial<SgdBiasOptions> = {}): Biases {
  const resolved = { ...SGD_BIAS_DEFAULTS, ...options };
  const biases = zeroBiases(train);
  for (let epoch = 0; epoch < resolved.epochs; epoch++) sgdEpoch(train, biases, resolved);
  return biases;
}

/**
 * One epoch of ALS on `biases` in place, items first:
 * b_i = Σ_u (r_ui − μ − b_u) / (regItem + |U_i|), then b_u in the same way with the new b_i.
 */
export function alsEpoch(
  train: Interactions,
  biases: Biases,
  options: Pick<AlsBiasOptions, 'regUser' | 'regItem'>,
): void {
  const { userColumn, itemColumn } = train;
  meanResiduals(train, train.byItem, biases.mean, biases.user, userColumn, options.regItem, biases.item);
  meanResiduals(train, train.byUser, biases.mean, biases.item, itemColumn, options.regUser, biases.user);
}

/**
 * The residual r − b_ui, or 0 where only rounding noise is left, as for ratings that the biases fully
 * explain: the cosine of two users' noise could be anything from −1 to 1.
 */
export function residual(rating: number, baseline: number): number {
  const left = rating - baseline;
  return Math.abs(left) > ROUNDING * Math.abs(rating) ? left : 0;
}

/** Relative rounding error of a rating: ratings are stored in 32 bits, where 0.3 isn't exactly 0.3. */
const ROUNDING = 2 ** -23;

function meanResiduals(
  train: Interactions,
  { offsets, rows }: Interactions['byUser'],
  mean: number,
  otherBias: Float64Array,
  otherColumn: ArrayLike<number>,
  reg: number,
  bias: Float64Array,
): void {
  const { ratingColumn } = train;
  for (let key = 0; key < bias.length; key++) {
    let sum = 0;
    for (let at = offsets[key]; at < offsets[key + 1]; at++) {
      const row = rows[at];
      sum += ratingColumn[row] - mean - otherBias[otherColumn[row]];
    }
    const count = offsets[key + 1] - offsets[key];
    bias[key] = count === 0 ? 0 : sum / (reg + count); // avoids 0 / 0 without ratings when reg is 0
  }
}

/**
 * One epoch of SGD on `biases` in place: e = r_ui − μ − b_u − b_i, then b += learningRate · (e − reg · b)
 * for both. Ratings are visited user by user in inner order, as in Surprise, so that the results agree.
 *
 * @throws OptionError when the learning rate is so large that the biases grow without bound
 */
export function sgdEpoch(
  train: Interactions,
  biases: Biases,
  options: Pick<SgdBiasOptions, 'learningRate' | 'reg'>,
): void {
  const { learningRate, reg } = options;
  const { ratingColumn, itemColumn } = train;
  const { offsets, rows } = train.byUser;
  const { mean, user, item } = biases;
  for (let u = 0; u < user.length; u++) {
    for (let at = offsets[u]; at < offsets[u + 1]; at++) {
      const i = itemColumn[rows[at]];
      const error = ratingColumn[rows[at]] - (mean + user[u] + item[i]);
      user[u] += learningRate * (error - reg * user[u]);
      item[i] += learningRate * (error - reg * item[i]);
    }
  }
  refuseDivergence('sgdBiases', [user, item], options);
}

/**
 * Optimizes the biases of some items, then of some users, with all others fixed, on `biases` in place:
 * b_i = Σ_u (r_ui − μ − b_u) / (penalty + |U_i|), and b_u in the same way. Cost: O(their ratings).
 * @param penalty as a function of the number of ratings
 */
export function solveBiases(
  train: Interactions,
  { mean, user, item }: Biases,
  { users, items }: { readonly users: Iterable<number>; readonly items: Iterable<number> },
  penalty: { readonly user: (n: number) => number; readonly item: (n: number) => number },
): void {
  const { userColumn, itemColumn, ratingColumn } = train;
  for (const i of items) {
    const rows = train.rowsOfItem(i as ItemIndex);
    let sum = 0;
    for (let n = 0; n < rows.length; n++) sum += ratingColumn[rows[n]] - mean - user[userColumn[rows[n]]];
    item[i] = rows.length === 0 ? 0 : sum / (penalty.item(rows.length) + rows.length);
  }
  for (const u of users) {
    const rows = train.rowsOfUser(u as UserIndex);
    let sum = 0;
    for (let n = 0; n < rows.length; n++) sum += ratingColumn[rows[n]] - mean - item[itemColumn[rows[n]]];
    user[u] = rows.length === 0 ? 0 : sum / (penalty.user(rows.length) + rows.length);
  }
}
