import { SlidingWindowThompson } from '../../bandits/policies/sliding-window-thompson';
import type { BanditPolicy } from '../../bandits/policy';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** The regret of a policy at the end, as a mean over the runs in a world. */
  readonly regretIn: (world: string, make: (seed: number) => BanditPolicy) => number;
}

const regretOf = ({ regretIn }: Given, world: string, window: number) =>
  regretIn(world, (seed) => new SlidingWindowThompson({ window, seed }));
const isNear = (one: number, other: number) => Math.abs(one - other) < 1e-9;

export const aShorterMemory: ExerciseSpec<number, Given, 'lower' | 'higher'> = {
  id: '11-1',
  title: 'A shorter memory',
  level: 'predict',
  task: 'In the drifting world, let only the last 100 rounds count instead of the last 400. Is the regret at the end lower or higher? Guess first. Then compute it.',
  needs: ['regretIn'],
  answer: 'regret',
  hints: [
    'A shorter memory notices the drift sooner. What does it do in all the other rounds?',
    '`regretIn` takes the name of a world, and a function that makes a policy from a seed.',
    '`regretIn("drifting", (seeded) => new SlidingWindowThompson({ window: …, seed: seeded }))`',
  ],
  guessing: {
    from: ['lower', 'higher'],
    outcome: (answer, given) => (answer < regretOf(given, 'drifting', 400) ? 'lower' : 'higher'),
    tempting: {
      lower: 'It notices the drift sooner, but there is one drift, and it forgets in every round.',
      higher: 'It forgets in every round, but here it gains more from noticing the drift.',
    },
  },
  check(answer, given) {
    const wanted = regretOf(given, 'drifting', 100);
    if (!isNear(answer, wanted)) return wrong('That isn’t the regret with the last 100 rounds.');
    const [before, longer] = [400, 800].map((window) => regretOf(given, 'drifting', window).toFixed(0));
    return right(
      `${wanted.toFixed(0)}, with the last 400 rounds ${before}, and with the last 800 ${longer}. With twenty rewards for each arm, a policy can’t tell them apart, and keeps exploring. How much to remember depends on how often the world changes.`,
    );
  },
  mistakes: [
    {
      words: 'That is the stationary world. The question is about the drifting one.',
      is: (answer, given) => isNear(answer, regretOf(given, 'stationary', 100)),
    },
    {
      words: 'That is with the last 400 rounds, as before.',
      is: (answer, given) => isNear(answer, regretOf(given, 'drifting', 400)),
    },
    {
      words: 'That is the world with delays. The question is about the drifting one.',
      is: (answer, given) => isNear(answer, regretOf(given, 'delayed', 100)),
    },
  ],
};
