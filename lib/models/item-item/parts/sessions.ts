/** The sessions of a train set: what a user has rated without a longer pause. */
import { OptionError } from '../../../core/errors';
import type { Interactions } from '../../../data/table/interactions';
import { sessionNumbers } from '../../../data/table/sessions';
import { type CompressedRows, compressRows } from '../../../math/sparse/compressed-rows';
import { type PositiveOptions, positiveWeights } from '../../shared/positives';

export interface SessionOptions extends PositiveOptions {
  /** A longer pause begins a new session, in seconds. */
  readonly sessionGap: number;
}

/**
 * The matrix Z [sessions, items]: each user's positives, cut into sessions wherever the time between two ratings is
 * more than `sessionGap`. Its weights are those of `positivesOf`. Cost: O(n log n) for n ratings.
 * @throws OptionError when the train set has no timestamps
 */
export function sessionMatrix(model: string, train: Interactions, options: SessionOptions): CompressedRows {
  const { itemCount, itemColumn, ratingColumn, timestampColumn: times } = train;
  if (!times) {
    throw new OptionError(
      `${model}: sessionWeight must be 0 for a train set without timestamps, as there are no sessions to see`,
    );
  }
  const weightOf = positiveWeights(train.scale, options);
  const sessionOf = sessionNumbers(train, times, options.sessionGap);
  const weights = Float64Array.from(ratingColumn, weightOf);
  const liked = Int32Array.from(weights.keys()).filter((row) => weights[row] !== 0);
  const entries = {
    rowCount: sessionOf.reduce((most, session) => Math.max(most, session), -1) + 1,
    columnCount: itemCount,
    rows: liked.map((row) => sessionOf[row]),
    columns: liked.map((row) => itemColumn[row]),
    values: Float64Array.from(liked, (row) => weights[row]),
  };
  return compressRows(entries, new Float32Array(liked.length));
}

/** The rows of X, followed by those of Z times a factor. */
export function stacked(X: CompressedRows, Z: CompressedRows, factor: number): CompressedRows {
  const [entries, rows] = [X.columns.length, X.offsets.length - 1];
  const offsets = new Int32Array(rows + Z.offsets.length);
  const columns = new Int32Array(entries + Z.columns.length);
  const values = new Float32Array(columns.length);
  offsets.set(X.offsets.slice());
  columns.set(X.columns.slice());
  values.set(X.values);
  columns.set(Z.columns.slice(), entries);
  for (let row = 1; row < Z.offsets.length; row++) offsets[rows + row] = entries + Z.offsets[row];
  for (let at = 0; at < Z.values.length; at++) values[entries + at] = factor * Z.values[at];
  return { columnCount: X.columnCount, offsets, columns, values };
}
