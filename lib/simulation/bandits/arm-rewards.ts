/** Rewards with a given expectation: yes or no, or numbers with noise. */
import { checkArgument, LIST } from '../../core/arguments';
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
export function checkMeans(
  owner: string,
  means: readonly number[],
  deviation: number | null,
  name = 'means',
): void {
  checkArgument(owner, name, means, LIST);
  const isRight = (mean: number) => Number.isFinite(mean) && (deviation !== null || (mean >= 0 && mean <= 1));
  const bad = means.findIndex((mean) => !isRight(mean));
  if (bad < 0) return;
  const allowed = deviation === null ? 'numbers from 0 to 1' : 'finite numbers';
  throw new OptionError(`${owner}: ${name} must be ${allowed}, got ${means[bad]}`);
}
