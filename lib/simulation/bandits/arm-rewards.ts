/** Rewards with a given expectation: yes or no, or numbers with noise. */
import { OptionError } from '../../core/errors';
import { pairNormal, pairUniform } from '../../math/random/pair-noise';

/**
 * A reward for a round and an arm. @param deviation null for a reward of 1 with probability `mean` and 0 otherwise; or the
 * standard deviation of normal noise around the mean
 */
export function drawReward(
  mean: number,
  { deviation, seed, round, arm }: { deviation: number | null; seed: number; round: number; arm: number },
): number {
  if (deviation !== null) return mean + deviation * pairNormal(seed, round, arm);
  return pairUniform(seed, round, arm) < mean ? 1 : 0;
}

/** @throws OptionError unless all means are finite, and from 0 to 1 for yes-or-no rewards */
export function checkMeans(owner: string, means: readonly number[], deviation: number | null): void {
  const isRight = (mean: number) => Number.isFinite(mean) && (deviation !== null || (mean >= 0 && mean <= 1));
  const bad = means.find((mean) => !isRight(mean));
  if (bad === undefined) return;
  const allowed = deviation === null ? 'numbers from 0 to 1' : 'finite numbers';
  throw new OptionError(`${owner}: means must be ${allowed}, got ${bad}`);
}
