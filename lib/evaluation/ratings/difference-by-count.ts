/**
 * The difference of two models by number of train ratings, with intervals: shows where to switch between
 * them.
 */
import { checkOptions } from '../../core/arguments';
import { withRequired } from '../../core/with-required';
import {
  DRAW_EXAMPLES,
  type DrawOptions,
  drawUsers,
  type Interval,
  percentileInterval,
} from '../intervals/draw-users';
import { countGroups, type ErrorByCountOptions, groupsOfRows } from './error-by-count';
import type { Evaluation } from './evaluate';

/** Test ratings whose item, or user, has a number of train ratings in this range. */
export interface DifferenceGroup {
  readonly from: number;
  /** Inclusive; Infinity for the last group. */
  readonly to: number;
  /** Number of test ratings, and of the items, or users, that they belong to. */
  readonly rows: number;
  readonly places: number;
  /**
   * A's RMSE minus B's; negative if A is better. NaN without rows; its ends are NaN with fewer than 2 places.
   */
  readonly difference: Interval;
}

/**
 * A's RMSE minus B's in each group of `errorByCount`, with bootstrap intervals that resample items (or users,
 * if theirs are counted). Small groups have wide intervals. Cost: O(rows + samples · items).
 *
 * @throws OptionError for results on different splits; the errors of `errorByCount`
 */
export function differenceByCount(
  a: Evaluation,
  b: Evaluation,
  options: ErrorByCountOptions & DrawOptions,
): DifferenceGroup[] {
  withRequired('differenceByCount', options, 'split');
  checkOptions('differenceByCount', options, { split: 'split', by: 'item', edges: [0, 1], ...DRAW_EXAMPLES });
  const groups = countGroups('differenceByCount', a, options);
  const others = countGroups('differenceByCount', b, options); // also checks that b is on the same split
  const { test } = a;
  const groupOf = groupsOfRows(test, options);
  const column = (options.by ?? 'item') === 'item' ? test.itemColumn : test.userColumn;
  return groups.map(({ from, to, rows, rmse }, group) => {
    const sums = new Map<number, [count: number, a: number, b: number]>();
    for (let row = 0; row < test.length; row++) {
      if (groupOf[row] !== group) continue;
      const sum = sums.get(column[row]) ?? [0, 0, 0];
      sum[0]++;
      sum[1] += (a.predictions.ratings[row] - test.ratingColumn[row]) ** 2;
      sum[2] += (b.predictions.ratings[row] - test.ratingColumn[row]) ** 2;
      sums.set(column[row], sum);
    }
    const difference = intervalOf([...sums.values()], rmse - others[group].rmse, options);
    return { from, to, rows, places: sums.size, difference };
  });
}

function intervalOf(sums: readonly (readonly number[])[], value: number, options: DrawOptions): Interval {
  if (sums.length < 2) return { value, low: Number.NaN, high: Number.NaN };
  const samples = drawUsers(options, sums.length, (drawn) => {
    let [count, a, b] = [0, 0, 0];
    for (const place of drawn) {
      count += sums[place][0];
      a += sums[place][1];
      b += sums[place][2];
    }
    return Math.sqrt(a / count) - Math.sqrt(b / count);
  });
  return percentileInterval(value, samples, options.confidence);
}
