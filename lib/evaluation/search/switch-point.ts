/** From how many ratings on a switching hybrid should switch: the number from the data. */
import { OptionError } from '../../core/errors';
import type { MemberSpec } from '../../models/hybrids/parts/hybrid-model';
import { type Evaluation, evaluate } from '../ratings/evaluate';
import type { Split } from '../splits/split';
import { trainTestSplit } from '../splits/train-test-split';
import { modelOf } from './model-spec';

/** What `switchCurve` needs. */
export interface SwitchCurveOptions {
  readonly cf: MemberSpec;
  readonly fallback: MemberSpec;
  /** Whose train ratings are counted. Default `item`. */
  readonly by?: 'item' | 'user' | 'either';
  /** Which numbers to try, whole and from 0. Default 0, 1, 2, 3, 5, 8, 12, 20, 30, 50. */
  readonly points?: readonly number[];
  readonly signal?: AbortSignal;
}

/** A point of the curve. */
export interface SwitchPoint {
  readonly switchAt: number;
  /** Of a `SwitchingHybrid` with it. */
  readonly rmse: number;
}

/** What `chooseSwitch` needs. */
export interface ChooseSwitchOptions extends SwitchCurveOptions {
  /** Share of the train part that is held out to choose by. Default 0.1. */
  readonly share?: number;
  /** Of the held-out part. Default 42. */
  readonly seed?: number;
}

const POINTS: readonly number[] = Object.freeze([0, 1, 2, 3, 5, 8, 12, 20, 30, 50]);

/**
 * The RMSE of a `SwitchingHybrid` on the split for each number of ratings from which `cf` answers. The members are
 * fitted once. Choose nothing by the curve of a test part: see `chooseSwitch`.
 *
 * @throws OptionError for an empty list of points, one that is no whole number, a bad `by`, or members that only rank
 */
export async function switchCurve(split: Split, options: SwitchCurveOptions): Promise<SwitchPoint[]> {
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
 * The number of ratings that is best on a part of the train set, held out at random; the test part isn't looked at.
 * Among equals the smallest. Cost: one fit of each member.
 *
 * @example
 * const { switchAt } = await chooseSwitch(split, { cf: { model: 'ALS' }, fallback: { model: 'ContentRidge' } });
 */
export async function chooseSwitch(
  split: Split,
  options: ChooseSwitchOptions,
): Promise<{ readonly switchAt: number; readonly curve: readonly SwitchPoint[] }> {
  const { share = 0.1, seed = 42, ...rest } = options;
  const curve = await switchCurve(trainTestSplit(split.train, { testSize: share, seed }), rest);
  const ascending = [...curve].sort((a, b) => a.switchAt - b.switchAt);
  const { switchAt } = ascending.reduce((best, point) => (point.rmse < best.rmse ? point : best));
  return { switchAt, curve };
}

/** As in the hybrid: where the first has none, the second's. */
function ratingOf(first: Evaluation, second: Evaluation, row: number): number {
  const source = first.predictions.impossible[row] ? second : first;
  return source.predictions.ratings[row];
}

/** Train ratings of the item, of the user, or the fewer of the two, for each test row. */
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
  const stray = points.find((point) => !Number.isSafeInteger(point) || point < 0);
  if (points.length === 0 || stray !== undefined) {
    throw new OptionError(
      `switchCurve: points must be a list of whole numbers from 0, got ${points.join(', ') || 'none'}`,
    );
  }
}
