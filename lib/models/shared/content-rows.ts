/** The item features of a train set, in the form that the content models use. */
import { DataError } from '../../core/errors';
import type { ItemFeatures, UserFeatures } from '../../data/features/feature-table';
import type { CompressedRows } from '../../math/sparse/compressed-rows';
import type { TrainSummary } from '../../recommender/train-summary';

/** Rows x_i of the items, by inner index, each normalized to length 1; empty for an item without features. */
export interface ContentRows extends CompressedRows {
  /** Names of the columns. */
  readonly names: readonly string[];
}

/**
 * The item features of a train set, with each row normalized to length 1, so that x_i · x_j is the cosine of
 * two items. Cost: O(entries).
 * @throws DataError when the train set has no item features
 */
export function contentRows(
  model: string,
  train: Pick<TrainSummary, 'itemFeatures' | 'itemCount'>,
): ContentRows {
  const features = train.itemFeatures;
  if (!features || features.columnCount === 0) {
    throw new DataError(
      `${model}: the train set has no item features; attach them before splitting: ` +
        'ratings.withItemFeatures(filmFeatures(films)), or itemFeatures(rows) for a table of your own',
    );
  }
  return unitRows(features, train.itemCount);
}

/** Feature rows, each divided by its length. @param count the number of rows. Cost: O(entries) */
export function unitRows(features: ItemFeatures | UserFeatures, count: number): ContentRows {
  const { offsets, columns, columnCount, names } = features;
  const values = features.values.slice();
  for (let row = 0; row < count; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]];
    let squares = 0;
    for (let at = from; at < to; at++) squares += values[at] * values[at];
    for (let at = from; at < to; at++) values[at] /= Math.sqrt(squares) || 1;
  }
  return { names, columnCount, offsets, columns, values };
}

/** x_i · v for a dense vector v. Cost: O(features of the item). */
export function contentProduct(
  { offsets, columns, values }: ContentRows,
  item: number,
  dense: Float64Array,
): number {
  let sum = 0;
  for (let at = offsets[item]; at < offsets[item + 1]; at++) sum += values[at] * dense[columns[at]];
  return sum;
}

/** dense += times · x_i. Cost: O(features of the item). */
export function addContent(
  { offsets, columns, values }: ContentRows,
  item: number,
  times: number,
  dense: Float64Array,
): void {
  for (let at = offsets[item]; at < offsets[item + 1]; at++) dense[columns[at]] += times * values[at];
}

/** The cosine of an item's row with each item's row; NaN if either has no features. Float64 [items]. */
export function contentSimilarities(rows: ContentRows, item: number): Float64Array {
  const { offsets, columnCount } = rows;
  const cosines = new Float64Array(offsets.length - 1);
  const isEmpty = (row: number) => offsets[row] === offsets[row + 1];
  if (isEmpty(item)) return cosines.fill(Number.NaN);
  const own = new Float64Array(columnCount);
  addContent(rows, item, 1, own);
  for (let other = 0; other < cosines.length; other++) {
    cosines[other] = isEmpty(other) ? Number.NaN : contentProduct(rows, other, own);
  }
  return cosines;
}
