/**
 * What the regressions of a stacked hybrid know about a pair: a row of numbers,
 *
 *     [r̂^m − μ for each member, log(1 + |I_u|), log(1 + |U_i|), 1 if the item is new, moods],
 *
 * with standardized logarithms, and the moods of `moods.ts` if there are any.
 */
import type { Interactions } from '../../../data/table/interactions';
import type { HybridPair } from './hybrid-model';
import { MOOD_WINDOWS, type Moods } from './moods';

/** Length of z, including a leading 1. */
export const Z = 4;

/** What is known about the users and items. */
export interface StackingFacts {
  readonly mean: number;
  /** Number of train ratings. Int32 of length users, and of length items. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
  /** Mean and standard deviation of log(1 + |I_u|), then of log(1 + |U_i|). Float64 [4]. */
  readonly logs: Float64Array;
  readonly moods?: Moods | undefined;
}

/** The length of a row. */
export function inputWidth(members: number, hasMoods: boolean): number {
  return members + (Z - 1) + (hasMoods ? 2 * MOOD_WINDOWS.length : 0);
}

/**
 * Fills in the row of a pair. A member without a prediction is replaced by the mean of the others. Returns false,
 * with μ for the members, if none has one.
 */
export function fillInputs(
  row: Float64Array,
  scores: ArrayLike<number>,
  { mean, userCounts, itemCounts, logs, moods }: StackingFacts,
  { user, item, visitorRatings }: HybridPair,
  time: number | undefined,
): boolean {
  const members = scores.length;
  let sum = 0;
  let known = 0;
  for (let m = 0; m < members; m++) {
    if (Number.isNaN(scores[m])) continue;
    sum += scores[m];
    known++;
  }
  const standIn = known === 0 ? mean : sum / known;
  for (let m = 0; m < members; m++) row[m] = (Number.isNaN(scores[m]) ? standIn : scores[m]) - mean;
  const ofUser = visitorRatings ?? (user === undefined ? 0 : userCounts[user]);
  const ofItem = item === undefined ? 0 : itemCounts[item];
  row[members] = (Math.log1p(ofUser) - logs[0]) / logs[1];
  row[members + 1] = ofItem === 0 ? 0 : (Math.log1p(ofItem) - logs[2]) / logs[3];
  row[members + 2] = ofItem === 0 ? 1 : 0;
  moods?.fill(row, members + Z - 1, user, time);
  return known > 0;
}

/** The number of terms of the ridge regression. */
export function termCount(members: number, hasMoods: boolean): number {
  return (members + 1) * Z + (hasMoods ? MOOD_WINDOWS.length : 0);
}

/** Fills in the terms of the ridge regression from a row: z, then z times each member, then the moods. */
export function fillTerms(terms: Float64Array, row: Float64Array, members: number): void {
  terms[0] = 1;
  for (let k = 1; k < Z; k++) terms[k] = row[members + k - 1];
  for (let m = 0; m < members; m++) {
    for (let k = 0; k < Z; k++) terms[(m + 1) * Z + k] = terms[k] * row[m];
  }
  const rest = (members + 1) * Z;
  for (let at = rest; at < terms.length; at++) terms[at] = row[members + Z - 1 + at - rest];
}

/**
 * Mean and standard deviation of the two logarithms over the train ratings; a deviation of 0 is replaced by
 * 1.
 */
export function logsOf(
  { userColumn, itemColumn, length }: Interactions,
  { userCounts, itemCounts }: Pick<StackingFacts, 'userCounts' | 'itemCounts'>,
): Float64Array {
  const sums = new Float64Array(4);
  for (let row = 0; row < length; row++) {
    const logs = [Math.log1p(userCounts[userColumn[row]]), Math.log1p(itemCounts[itemColumn[row]])];
    for (const [n, log] of logs.entries()) {
      sums[2 * n] += log / length;
      sums[2 * n + 1] += (log * log) / length;
    }
  }
  const deviation = (n: number) => {
    const variance = sums[n + 1] - sums[n] ** 2;
    return variance > 1e-9 ? Math.sqrt(variance) : 1; // below that, it is rounding error
  };
  return Float64Array.of(sums[0], deviation(0), sums[2], deviation(2));
}
