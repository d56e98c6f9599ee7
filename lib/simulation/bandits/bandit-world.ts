/** Small worlds for bandits, whose truth is known, so that regret is exact. */
import { called, checkArgument, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';

/**
 * A world of arms. Everything in it follows from its seed, the round, and the arm, whatever was chosen before: two
 * policies in the same world meet the same luck.
 */
export interface BanditWorld {
  /** The arms, which are the same in all rounds. */
  readonly arms: readonly (string | number)[];
  /** What is known when choosing in this round, from 0; `[]` if nothing. */
  context(round: number): readonly number[];
  /** The expected reward of an arm in this round. @throws OptionError for an unknown arm */
  expectedReward(round: number, arm: string | number): number;
  /** The highest expected reward of an arm in this round. */
  bestExpectedReward(round: number): number;
  /** The reward that an arm gives in this round. */
  reward(round: number, arm: string | number): number;
  /** How many rounds later the reward is known; 0 for at once. */
  delay(round: number, arm: string | number): number;
}

/** A world, as an argument. */
export const WORLD = called(
  'a world, such as stationaryWorld({ means: [0.2, 0.5] })',
  objectWith('arms', 'context', 'expectedReward', 'bestExpectedReward', 'reward', 'delay'),
);

/** What a world consists of; arms by position. */
export interface WorldParts {
  readonly arms: readonly (string | number)[];
  readonly context?: (round: number) => readonly number[];
  readonly expected: (round: number, arm: number) => number;
  readonly reward: (round: number, arm: number) => number;
}

/** A world without delays. */
export function banditWorld({ arms, context = () => [], expected, reward }: WorldParts): BanditWorld {
  const positions = new Map(arms.map((arm, position) => [arm, position]));
  const positionOf = (arm: string | number): number => {
    const position = positions.get(arm);
    if (position !== undefined) return position;
    throw new OptionError(
      `BanditWorld: arm must be one of ${arms.slice(0, 10).join(', ')}${arms.length > 10 ? ', …' : ''}, got ${JSON.stringify(arm)}`,
    );
  };
  return {
    arms,
    context,
    expectedReward: (round, arm) => expected(round, positionOf(arm)),
    bestExpectedReward: (round) =>
      arms.reduce((best: number, _, position) => Math.max(best, expected(round, position)), -Infinity),
    reward: (round, arm) => reward(round, positionOf(arm)),
    delay: () => 0,
  };
}

/** The arms of a world: the given ones, or positions. @throws OptionError unless there is one for each mean */
export function worldArms(
  owner: string,
  count: number,
  arms: readonly (string | number)[] = Array.from({ length: count }, (_, position) => position),
): readonly (string | number)[] {
  checkArgument(owner, 'arms', arms, LIST);
  if (count > 0 && arms.length === count && new Set(arms).size === count) return Object.freeze([...arms]);
  throw new OptionError(
    `${owner}: arms must be ${count || 'one or more'} different ids, got ${arms.length} (${new Set(arms).size} different)`,
  );
}
