/** How the neighbor models center ratings; see `knn-model.ts`. */
import type { Int32Vector } from '../../../core/readonly-vector';
import type { Interactions } from '../../../data/table/interactions';

/** Center and spread: c_xy = origin + ofX[x] + ofY[y], s_x = spread[x]. */
export interface Centering {
  readonly origin: number;
  /** Float64 by inner index of x. */
  readonly ofX: Float64Array;
  /** Float64 by inner index of y. */
  readonly ofY: Float64Array;
  /** Float64 by inner index of x; never 0. */
  readonly spread: Float64Array;
}

/** The train set as seen from x, so that the code is the same whether x is a user or an item. */
export interface KnnView {
  readonly xCount: number;
  readonly yCount: number;
  /** The x of each row. */
  readonly x: Int32Vector;
  /** The y of each row. */
  readonly y: Int32Vector;
  readonly ratings: Interactions['ratingColumn'];
}

/** The train set as seen from users or from items. */
export function viewOf(train: Interactions, userBased: boolean): KnnView {
  const { userCount, itemCount, userColumn, itemColumn, ratingColumn: ratings } = train;
  return userBased
    ? { xCount: userCount, yCount: itemCount, x: userColumn, y: itemColumn, ratings }
    : { xCount: itemCount, yCount: userCount, x: itemColumn, y: userColumn, ratings };
}

/** c = 0 and s = 1: no centering. */
export function plainCentering({ xCount, yCount }: KnnView): Centering {
  const ofX = new Float64Array(xCount);
  return { origin: 0, ofX, ofY: new Float64Array(yCount), spread: new Float64Array(xCount).fill(1) };
}
