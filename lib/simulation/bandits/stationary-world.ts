import { number, options, orNull, seedNumber } from '../../core/options';
import { withRequired } from '../../core/with-required';
import { checkMeans, drawReward } from './arm-rewards';
import { type BanditWorld, banditWorld, worldArms } from './bandit-world';

/** Options that worlds of arms with means share. */
export const WORLD_OPTIONS = {
  /** null: rewards are 1 with the mean as their probability, 0 otherwise. A number: normal noise of this deviation. */
  deviation: orNull(number({ above: 0, default: 1 })),
  seed: seedNumber({ default: 42 }),
};

const STATIONARY_OPTIONS = options('stationaryWorld', WORLD_OPTIONS);

/**
 * Arms that keep their means.
 *
 * @param given means: the expected reward of each arm; arms: their ids, default 0, 1, …; deviation: of normal noise,
 *   default null, for rewards of 0 and 1; seed: default 42
 * @throws OptionError for means outside 0 to 1 where they are probabilities
 * @example
 * const world = stationaryWorld({ means: [0.05, 0.04], arms: ['चाय', '☕'] });
 * world.bestExpectedReward(0); // 0.05
 */
export function stationaryWorld(asked: {
  readonly means: readonly number[];
  readonly arms?: readonly (string | number)[];
  /** Default null. */
  readonly deviation?: number | null;
  /** Default 42. */
  readonly seed?: number;
}): BanditWorld {
  const { means, arms, ...given } = withRequired('stationaryWorld', asked, 'means');
  const { deviation, seed } = STATIONARY_OPTIONS.resolve(given);
  checkMeans('stationaryWorld', means, deviation);
  return banditWorld({
    arms: worldArms('stationaryWorld', means.length, arms),
    expected: (_, arm) => means[arm],
    reward: (round, arm) => drawReward(means[arm], { deviation, seed, round, arm }),
  });
}
