/** Chooses the number of ratings at which a switching hybrid switches, from data. */

import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { MemberSpec } from '../../models/hybrids/parts/member-spec';
import { modelOf } from '../../models/registry';
import { type Evaluation, evaluate } from '../ratings/evaluate';
import { SPLIT, type Split } from '../splits/split';
import { trainTestSplit } from '../splits/train-test-split';

/** Options of `switchCurve`. */
export interface SwitchCurveOptions {
  readonly cf: MemberSpec;
  readonly fallback: MemberSpec;
  /** Whose train ratings are counted. Default `item`. */
  readonly by?: 'item' | 'user' | 'either';
  /**
   * The values of `switchAt` to try, whole numbers of at least 0. Default 0, 1, 2, 3, 5, 8, 12, 20, 30, 50.
   */
  readonly points?: readonly number[];
  readonly signal?: AbortSignal;
}

/** A point of the curve. */
export interface SwitchPoint {
  readonly switchAt: number;
  /** RMSE of a `SwitchingHybrid` with this value. */
  readonly rmse: number;
}

/** Options of `chooseSwitch`. */
export interface ChooseSwitchOptions extends SwitchCurveOptions {
  /** Share of the train set that is held out as a validation set. Default 0.1. */
  readonly share?: number;
  /** Seed of the validation set. Default 42. */
  readonly seed?: number;
}

/** The options of both functions, for `checkOptions`. */
const EXAMPLES = { cf: 'cf', fallback: 'fallback', by: 'item', points: [0, 1], signal: null };
const POINTS: readonly number[] = Object.freeze([0, 1, 2, 3, 5, 8, 12, 20, 30, 50]);

/**
 * The RMSE of a `SwitchingHybrid` on the split for each value of `switchAt`. Each member is fitted once.
 * Don't choose a value by its curve on a test set; use `chooseSwitch`.
 *
 * @throws OptionError for an empty list of points or an invalid one, an invalid `by`, or members that only
 *   rank
 */
export async function switchCurve(split: Split, options: SwitchCurveOptions): Promise<SwitchPoint[]> {
  checkArgument('switchCurve', 'split', split, SPLIT);
  withRequired('switchCurve', options, 'cf', 'fallback');
  checkOptions('switchCurve', options, EXAMPLES);
  const { cf, fallback, by = 'item', points = POINTS, signal } = options;
  check(by, points);
  const known = await evaluate(modelOf(cf), { split, signal });
  const other = await evaluate(modelOf(fallback), { split, signal });
  const counts = trainCounts(split, by);
  return points.map((switchAt) => {
    let squares = 0;
    for (let row = 0; row < counts.length; row++) {
      const [first, second] = counts[row] >= switchAt ? [known, other] : [other, known];
      squares += (ratingOf(first, second, row) - split.test.ratingColumn[row]) ** 2;
    }
    return Object.freeze({ switchAt, rmse: Math.sqrt(squares / counts.length) });
  });
}

/**
 * The best value of `switchAt` on a random validation set, held out from the train set; the test set isn't
 * used. Ties go to the smallest. Cost: one fit of each member.
 *
 * @example
 * const { switchAt } = await chooseSwitch(split, { cf: { model: 'ALS' }, fallback: { model: 'ContentRidge' } });
 */
export async function chooseSwitch(
  split: Split,
  options: ChooseSwitchOptions,
): Promise<{ readonly switchAt: number; readonly curve: readonly SwitchPoint[] }> {
  checkArgument('chooseSwitch', 'split', split, SPLIT);
  withRequired('chooseSwitch', options, 'cf', 'fallback');
  checkOptions('chooseSwitch', options, { ...EXAMPLES, share: 0.1, seed: 42 });
  const { share = 0.1, seed = 42, ...rest } = options;
  const curve = await switchCurve(trainTestSplit(split.train, { testSize: share, seed }), rest);
  const ascending = [...curve].sort((a, b) => a.switchAt - b.switchAt);
  const { switchAt } = ascending.reduce((best, point) => (point.rmse < best.rmse ? point : best));
  return { switchAt, curve };
}

/** As in the hybrid: if the first has no prediction, the second's is used. */
function ratingOf(first: Evaluation, second: Evaluation, row: number): number {
  const source = first.predictions.impossible[row] ? second : first;
  return source.predictions.ratings[row];
}

/** For each test row, the number of train ratings of the item, of the user, or the smaller of the two. */
function trainCounts({ train, test }: Split, by: 'item' | 'user' | 'either'): Int32Array {
  const [ofUsers, ofItems] = [train.userCounts(), train.itemCounts()];
  const users = Array.from(test.users, (id) => ofUsers[train.users.indexOf(id) ?? -1] ?? 0);
  const items = Array.from(test.items, (id) => ofItems[train.items.indexOf(id) ?? -1] ?? 0);
  return Int32Array.from({ length: test.length }, (_, row) => {
    const [user, item] = [users[test.userColumn[row]], items[test.itemColumn[row]]];
    return by === 'item' ? item : by === 'user' ? user : Math.min(user, item);
  });
}

function check(by: string, points: readonly number[]): void {
  if (by !== 'item' && by !== 'user' && by !== 'either') {
    throw new OptionError(`switchCurve: by must be one of item, user, either, got ${String(by)}`);
  }
  checkArgument('switchCurve', 'points', points, LIST);
  const stray = points.find((point) => !Number.isSafeInteger(point) || point < 0);
  if (points.length === 0 || stray !== undefined) {
    throw new OptionError(
      `switchCurve: points must be a list of whole numbers of at least 0, got ${points.join(', ') || 'none'}`,
    );
  }
}
