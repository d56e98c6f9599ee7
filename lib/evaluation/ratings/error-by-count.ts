/** A model's error by number of train ratings: shows where to switch to another model. */

import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { Interactions } from '../../data/table/interactions';
import { SPLIT, type Split } from '../splits/split';
import { EVALUATION, type Evaluation } from './evaluate';

/** Test ratings whose user or item has a number of train ratings in this range. */
export interface CountGroup {
  /** Lower end, inclusive. */
  readonly from: number;
  /** Upper end, inclusive; Infinity for the last group. */
  readonly to: number;
  /** Number of test ratings; if there are none, the errors are NaN. */
  readonly rows: number;
  readonly rmse: number;
  readonly mae: number;
}

/** Options of `errorByCount`. */
export interface ErrorByCountOptions {
  readonly split: Split;
  /** Whose train ratings are counted: the `item`'s (default) or the `user`'s. */
  readonly by?: 'item' | 'user';
  /** Lower ends of the groups, ascending from 0. Default 0, 1, 3, 6, 11, 21, 51, 101. */
  readonly edges?: readonly number[];
}

const EDGES: readonly number[] = Object.freeze([0, 1, 3, 6, 11, 21, 51, 101]);

/**
 * The errors of a result by the number of train ratings of the item, or of the user. Cost: O(rows).
 *
 * @example
 * errorByCount(await evaluate(model, { split }), { split, by: 'item' })[0].rmse; // for items without a train rating
 * @throws OptionError when the result is from another split, or the edges don't ascend from 0
 */
export function errorByCount(result: Evaluation, options: ErrorByCountOptions): CountGroup[] {
  withRequired('errorByCount', options, 'split');
  checkOptions('errorByCount', options, { split: 'split', by: 'item', edges: EDGES });
  return countGroups('errorByCount', result, options);
}

/** The work of `errorByCount`, for other owners of the options too. */
export function countGroups(owner: string, result: Evaluation, options: ErrorByCountOptions): CountGroup[] {
  checkArgument(owner, 'result', result, EVALUATION);
  checkArgument(owner, 'split', options.split, SPLIT);
  const { row, predictions, test } = result;
  const { split, by = 'item', edges = EDGES } = options;
  checkArgument(owner, 'edges', edges, LIST);
  if (row.receipt.split !== split.hash) {
    throw new OptionError(`${owner}: "${row.label}" was tested on ${row.split}, not on ${split.name}`);
  }
  if (by !== 'item' && by !== 'user') {
    throw new OptionError(`${owner}: by must be one of item, user, got ${String(by)}`);
  }
  if (edges[0] !== 0 || edges.some((edge, n) => n > 0 && !(edge > edges[n - 1]))) {
    throw new OptionError(`${owner}: edges must ascend from 0, got ${edges.join(', ')}`);
  }
  const groupOf = groupsOfRows(test, { split, by, edges });
  const [rows, squares, absolute] = [0, 1, 2].map(() => new Float64Array(edges.length));
  for (let n = 0; n < test.length; n++) {
    const group = groupOf[n];
    const error = predictions.ratings[n] - test.ratingColumn[n];
    rows[group]++;
    squares[group] += error * error;
    absolute[group] += Math.abs(error);
  }
  return edges.map((from, group) => ({
    from,
    to: group + 1 < edges.length ? edges[group + 1] - 1 : Number.POSITIVE_INFINITY,
    rows: rows[group],
    rmse: Math.sqrt(squares[group] / rows[group]),
    mae: absolute[group] / rows[group],
  }));
}

/** The group of each test row. Cost: O(rows). */
export function groupsOfRows(test: Interactions, options: ErrorByCountOptions): Int32Array {
  const { split, by = 'item', edges = EDGES } = options;
  const { train } = split;
  const counts = by === 'item' ? train.itemCounts() : train.userCounts();
  const known =
    by === 'item'
      ? Array.from(test.items, (id) => counts[train.items.indexOf(id) ?? -1] ?? 0)
      : Array.from(test.users, (id) => counts[train.users.indexOf(id) ?? -1] ?? 0);
  const column = by === 'item' ? test.itemColumn : test.userColumn;
  return Int32Array.from({ length: test.length }, (_, row) => {
    const count = known[column[row]];
    let group = edges.length - 1;
    while (edges[group] > count) group--;
    return group;
  });
}
