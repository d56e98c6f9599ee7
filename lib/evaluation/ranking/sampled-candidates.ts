/** Ranking among a few sampled items instead of all: fast and common in papers, but misleading. */
import { OptionError } from '../../core/errors';
import type { RandomState } from '../../math/random/random-state';
import type { UserTruth } from './user-truths';

/** Sampled candidates, which must be requested explicitly. */
export interface SampledCandidates {
  /** Number of items sampled among those that the user hasn't rated, in addition to the relevant ones. */
  readonly sampled: number;
  /** Seed, from 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/** The warning on every row with sampled candidates. */
export function sampledWarning({ sampled }: SampledCandidates): string {
  return `Ranked among ${sampled} sampled items and the relevant ones, not among all items: the values are far higher, and the order of the models can differ from that of the full ranking (W. Krichene, S. Rendle, KDD 2020).`;
}

/** @throws OptionError when `sampled` isn't a positive whole number */
export function checkSampled({ sampled }: SampledCandidates): void {
  if (Number.isSafeInteger(sampled) && sampled >= 1) return;
  throw new OptionError(
    `evaluateRanking: candidates.sampled must be a positive whole number, got ${String(sampled)}`,
  );
}

/**
 * 1 for each candidate, by inner index: the relevant items, and `sampled` of those that the user rated in
 * neither part (all of them if there are fewer).
 *
 * @param seen items that the user rated in the train set
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
    // The first steps of a Fisher-Yates shuffle sample without replacement.
    const at = n + random.interval(pool.length - n - 1);
    [pool[n], pool[at]] = [pool[at], pool[n]];
    chosen[pool[n]] = 1;
  }
  for (const item of truth.relevant) chosen[item] = 1;
  return chosen;
}
