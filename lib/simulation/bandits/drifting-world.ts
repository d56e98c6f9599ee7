import { options, whole } from '../../core/options';
import { withRequired } from '../../core/with-required';
import { checkMeans, drawReward } from './arm-rewards';
import { type BanditWorld, banditWorld, worldArms } from './bandit-world';
import { WORLD_OPTIONS } from './stationary-world';

const DRIFTING_OPTIONS = options('driftingWorld', {
  ...WORLD_OPTIONS,
  /** The round from which the means move. */
  changeAt: whole({ from: 0, default: 1000 }),
  /** How many rounds they take; 0 for a jump. */
  changeRounds: whole({ from: 0, default: 0 }),
});

/**
 * Arms whose means change: from `before` to `after` in the round `changeAt`, at once or evenly over `changeRounds` rounds.
 *
 * @param given before and after: the expected reward of each arm; changeAt: default 1000; changeRounds: default 0; arms,
 *   deviation, seed: as in `stationaryWorld`
 * @throws OptionError for means outside 0 to 1 where they are probabilities, or a different number before and after
 * @example
 * const world = driftingWorld({ before: [0.6, 0.4], after: [0.2, 0.4], changeAt: 500 });
 * world.expectedReward(499, 0); // 0.6
 * world.expectedReward(500, 0); // 0.2
 */
export function driftingWorld(asked: {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Default 1000. */
  readonly changeAt?: number;
  /** Default 0. */
  readonly changeRounds?: number;
  readonly arms?: readonly (string | number)[];
  /** Default null. */
  readonly deviation?: number | null;
  /** Default 42. */
  readonly seed?: number;
}): BanditWorld {
  const { before, after, arms, ...given } = withRequired('driftingWorld', asked, 'before', 'after');
  const { deviation, seed, changeAt, changeRounds } = DRIFTING_OPTIONS.resolve(given);
  for (const [name, means] of Object.entries({ before, after })) {
    checkMeans('driftingWorld', means, deviation, name);
  }
  worldArms('driftingWorld', after.length, arms);
  const expected = (round: number, arm: number) => {
    const share = Math.min(1, Math.max(0, (round + 1 - changeAt) / (changeRounds + 1)));
    return before[arm] + share * (after[arm] - before[arm]);
  };
  return banditWorld({
    arms: worldArms('driftingWorld', before.length, arms ?? after.map((_, arm) => arm)),
    expected,
    reward: (round, arm) => drawReward(expected(round, arm), { deviation, seed, round, arm }),
  });
}
