/** Ranking among a few drawn items instead of all: quick, common in papers, and not to be trusted. */
import { OptionError } from '../../core/errors';
import type { RandomState } from '../../math/random/random-state';
import type { UserTruth } from './user-truths';

/** Ask for it by name. */
export interface SampledCandidates {
  /** How many items that the user hasn't rated are drawn beside the relevant ones. */
  readonly sampled: number;
  /** From 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/** Goes with every row made so. */
export function sampledWarning({ sampled }: SampledCandidates): string {
  return `Ranked among ${sampled} drawn items and the relevant ones, not among all: the numbers are far higher, and the order of models can be another than in the full ranking (W. Krichene, S. Rendle, KDD 2020).`;
}

/** @throws OptionError when the number isn't a positive whole one */
export function checkSampled({ sampled }: SampledCandidates): void {
  if (Number.isSafeInteger(sampled) && sampled >= 1) return;
  throw new OptionError(
    `evaluateRanking: candidates.sampled must be a positive whole number, got ${String(sampled)}`,
  );
}

/**
 * 1 for each candidate, by inner index: the relevant items, and `sampled` of those that the user rated in
 * neither part (all of them where they are fewer).
 *
 * @param seen what the user rated in the train part
 */
export function drawCandidates(
  itemCount: number,
  seen: ArrayLike<number>,
  truth: Pick<UserTruth, 'rated' | 'relevant'>,
  { sampled, random }: { readonly sampled: number; readonly random: RandomState },
): Uint8Array {
  const unrated = new Uint8Array(itemCount).fill(1);
  for (let n = 0; n < seen.length; n++) unrated[seen[n]] = 0;
  for (const item of truth.rated) unrated[item] = 0;
  const pool: number[] = [];
  for (let item = 0; item < itemCount; item++) if (unrated[item]) pool.push(item);
  const chosen = new Uint8Array(itemCount);
  for (let n = 0; n < sampled && n < pool.length; n++) {
    // The first steps of a shuffle draw without replacement.
    const at = n + random.interval(pool.length - n - 1);
    [pool[n], pool[at]] = [pool[at], pool[n]];
    chosen[pool[n]] = 1;
  }
  for (const item of truth.relevant) chosen[item] = 1;
  return chosen;
}
