import { called, checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { pairUniform } from '../../math/random/pair-noise';
import { type BanditWorld, WORLD } from './bandit-world';

/**
 * The same world, with rewards that are known later: after a geometrically distributed number of rounds, with the given
 * mean for each arm. A slow arm is at a disadvantage while its rewards are on their way, if what isn't known yet counts
 * as 0; here, nothing counts before it is known. Rewards arrive out of order.
 *
 * @param meanDelays in rounds, one for each arm, or one for all; 0 for at once
 * @throws OptionError for a delay that isn't a number of at least 0, or a wrong number of them
 * @example
 * const world = delayedWorld(stationaryWorld({ means: [0.5, 0.4] }), { meanDelays: [50, 0] });
 * world.delay(0, 1); // 0
 */
export function delayedWorld(
  world: BanditWorld,
  options: { readonly meanDelays: number | readonly number[] /** Default 42. */; readonly seed?: number },
): BanditWorld {
  checkArgument('delayedWorld', 'world', world, WORLD);
  withRequired('delayedWorld', options, 'meanDelays');
  checkOptions('delayedWorld', options, { meanDelays: 50, seed: 42 });
  const { meanDelays, seed = 42 } = options;
  const means = typeof meanDelays === 'number' ? world.arms.map(() => meanDelays) : meanDelays;
  checkArgument('delayedWorld', 'meanDelays', means, called('a number, or a list of them', LIST));
  const bad = means.findIndex((mean) => !(Number.isFinite(mean) && mean >= 0));
  if (bad >= 0 || means.length !== world.arms.length) {
    const got = bad >= 0 ? means[bad] : `${means.length} of them`;
    throw new OptionError(
      `delayedWorld: meanDelays must be numbers of at least 0, one or ${world.arms.length}, got ${got}`,
    );
  }
  return {
    ...world,
    delay(round, arm) {
      const position = world.arms.indexOf(arm);
      const mean = means[position];
      if (mean === 0) return 0;
      // The number of failures before a success with probability 1 / (mean + 1).
      return Math.floor(Math.log(pairUniform(seed, round, position)) / Math.log(mean / (mean + 1)));
    },
  };
}
