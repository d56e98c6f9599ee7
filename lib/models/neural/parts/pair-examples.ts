/** What GMF, MLP, and NeuMF learn from: ratings, or positives and negatives. */
import { likedFrom } from '../../../core/liked-from';
import { oneOf, whole } from '../../../core/options';
import type { Interactions } from '../../../data/table/interactions';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { compressRows } from '../../../math/sparse/compressed-rows';
import { POSITIVE_OPTIONS, type PositiveOptions, positivesOf, positiveWeights } from '../../shared/positives';

/** The options that say what is learned. */
export const TASK_OPTIONS = {
  /** `lists`: which items a user chooses. `ratings`: how many stars a user gives, with squared error. */
  task: oneOf(['lists', 'ratings'], { default: 'lists' }),
  /**
   * For lists. `softmax`: each user's positives should have the highest of all items' scores, as multinomial probabilities
   * exp(score_ui) / Σ_j exp(score_uj). `logistic`: each positive is a yes and each of some random negatives a no, with
   * probability σ(score); a step costs the batch, however large the catalog.
   */
  loss: oneOf(['softmax', 'logistic'], { default: 'softmax' }),
  /** For `logistic`: number of negatives drawn for each positive in each epoch. */
  negatives: whole({ from: 1, default: 4 }),
  ...POSITIVE_OPTIONS,
};

export interface TaskOptions extends PositiveOptions {
  readonly task: 'lists' | 'ratings';
  readonly loss: 'softmax' | 'logistic';
  readonly negatives: number;
}

/** Pairs of users and items, with a rating or a weight each. */
export interface Examples {
  readonly userCount: number;
  readonly itemCount: number;
  /** By inner index. Int32 [examples]. */
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** The weight of a positive; or a rating, as the distance from the mean in standard deviations. Float32 [examples]. */
  readonly values: Float32Array;
}

/** The examples of a train set. `unit`: what a difference of 1 in `values` is on the rating scale. */
export function examplesOf(
  model: string,
  train: Interactions,
  options: TaskOptions,
): { examples: Examples; unit: number } {
  const { userCount, itemCount } = train;
  if (options.task === 'lists') {
    const { users, items, weights } = positivesOf(model, train, options);
    return { examples: { userCount, itemCount, users, items, values: weights }, unit: 1 };
  }
  const values = Float32Array.from(train.ratingColumn, (rating) => rating - train.mean);
  const unit = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
  for (let at = 0; at < values.length; at++) values[at] /= unit;
  const columns = { users: Int32Array.from(train.userColumn), items: Int32Array.from(train.itemColumn) };
  return { examples: { userCount, itemCount, ...columns, values }, unit };
}

/** The examples at some positions. */
export function examplesAt(examples: Examples, positions: Int32Array): Examples {
  return {
    ...examples,
    users: positions.map((at) => examples.users[at]),
    items: positions.map((at) => examples.items[at]),
    values: Float32Array.from(positions, (at) => examples.values[at]),
  };
}

/** The held-out positives that count as hits: those that weigh as much as a rating from which an item is liked. */
export function likedExamples(held: Examples, train: Interactions, options: PositiveOptions): Examples {
  const least = positiveWeights(train.scale, options)(likedFrom(train.scale));
  const positions = Int32Array.from({ length: held.users.length }, (_, at) => at);
  const liked = positions.filter((at) => held.values[at] >= Math.fround(least));
  return examplesAt(held, liked.length > 0 ? liked : positions);
}

/** The pairs of a train set without the held-out ones, [users, items]: what can't be on a user's list. */
export function ratedWithout(held: Examples, train: Interactions): CompressedRows {
  const key = (user: number, item: number) => user * train.itemCount + item;
  const heldPairs = new Set(Array.from(held.users, (user, n) => key(user, held.items[n])));
  const { userColumn, itemColumn } = train;
  const rows = Int32Array.from({ length: train.length }, (_, row) => row).filter(
    (row) => !heldPairs.has(key(userColumn[row], itemColumn[row])),
  );
  const [users, items] = [rows.map((row) => userColumn[row]), rows.map((row) => itemColumn[row])];
  const { userCount, itemCount } = train;
  return matrixOf({ userCount, itemCount, users, items, values: new Float32Array(rows.length) });
}

/** By user, [users, items]. */
export function matrixOf({ userCount, itemCount, users, items, values }: Examples): CompressedRows {
  const entries = { rowCount: userCount, columnCount: itemCount, rows: users, columns: items, values };
  return compressRows(entries, new Float32Array(values.length));
}
