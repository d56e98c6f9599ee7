import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { chiSquareAbove } from '../../math/distributions/chi-square';

/** Below this p-value an experiment is broken: 1 in 1,000, because the check is made for every experiment. */
export const SAMPLE_RATIO_ALARM = 0.001;

export interface SampleRatio {
  /** Σ (count − expected)² / expected. */
  readonly chiSquare: number;
  /** Degrees of freedom: the number of arms less one. */
  readonly df: number;
  readonly p: number;
  /** True for p < 0.001: the arms have lost different users, so that their results can't be compared. */
  readonly alarm: boolean;
}

/**
 * Sample-ratio mismatch: do the arms have as many users as their weights say? A chi-square test of goodness of fit. For
 * one look, after the experiment; while users arrive, use `SequentialSampleRatio`. No users give p = 1. Cost: O(arms).
 *
 * Source: A. Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019.
 *
 * @param counts users by arm
 * @param weights of the arms, in any unit
 * @throws OptionError for lists of different lengths, counts that aren't whole, or weights that aren't above 0
 * @example
 * sampleRatio([821588, 815482], [1, 1]); // { chiSquare: 22.77…, df: 1, p: 0.0000018…, alarm: true }
 */
export function sampleRatio(counts: readonly number[], weights: readonly number[]): SampleRatio {
  const shares = armShares('sampleRatio', weights);
  checkArmCounts('sampleRatio', counts, shares.length);
  const users = counts.reduce((sum, count) => sum + count, 0);
  const df = counts.length - 1;
  if (users === 0) return { chiSquare: 0, df, p: 1, alarm: false };
  const chiSquare = counts.reduce(
    (sum, count, arm) => sum + (count - users * shares[arm]) ** 2 / (users * shares[arm]),
    0,
  );
  const p = chiSquareAbove(chiSquare, df);
  return { chiSquare, df, p, alarm: p < SAMPLE_RATIO_ALARM };
}

/** Weights divided by their sum. @throws OptionError for fewer than two, or one that isn't above 0 */
export function armShares(owner: string, weights: readonly number[]): number[] {
  checkArgument(owner, 'weights', weights, LIST);
  const isRight = (weight: number) => weight > 0 && weight < Infinity;
  if (weights.length < 2 || !weights.every(isRight)) {
    throw new OptionError(`${owner}: weights must be at least two numbers above 0, got [${weights}]`);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** @throws OptionError unless there is one whole number of users for each arm */
export function checkArmCounts(owner: string, counts: readonly number[], arms: number): void {
  checkArgument(owner, 'counts', counts, LIST);
  if (counts.length !== arms || !counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new OptionError(`${owner}: counts must be ${arms} whole numbers of at least 0, got [${counts}]`);
  }
}
