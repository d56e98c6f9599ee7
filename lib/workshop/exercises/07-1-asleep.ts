import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';
import { paperSteps, START } from './parts/paper-network';

/** Ben and Heat, which he didn't choose. */
const PAIR = { user: 1, item: 0, liked: 0 };
const ADA = { user: 0, item: 0, liked: 1 };
const STEPS = 1000;
const WANTED = START.users[1];
const bensWeight = (pairs: readonly (typeof PAIR)[], isLinear = false) =>
  paperSteps(pairs, STEPS, isLinear).users[1];
const isNear = (one: number, other: number) => isClose(one, other, 1e-4);

export const asleep: ExerciseSpec<number, void, 'lower' | 'the same' | 'higher'> = {
  id: '07-1',
  title: 'Asleep',
  level: 'predict',
  task: 'Start from the network on paper, and take a thousand steps with a learning rate of 1 on a single pair: Ben and Heat, which he didn’t choose. What is Ben’s weight in the end? Guess first: lower than −1, the same, or higher?',
  needs: [],
  answer: 'weight',
  hints: [
    'What goes into the hidden unit for this pair, and what comes out?',
    'Only what changes the score has a slope. The unit passes on 0 whatever Ben’s weight is, as long as the sum is below 0.',
    '`let network = start; for (const _ of range(1000)) network = step(network, [pairs[1]], 1);`, then Ben’s weight.',
  ],
  guessing: {
    from: ['lower', 'the same', 'higher'],
    outcome: (weight) => (isNear(weight, WANTED) ? 'the same' : weight < WANTED ? 'lower' : 'higher'),
    tempting: {
      lower:
        'The prediction is 0.5 and should be 0, so lower seems right. But the slope has to pass through the hidden unit, which is off.',
      higher: 'Nothing pulls it up: Ben didn’t choose the film.',
    },
  },
  check(weight) {
    if (!isNear(weight, WANTED)) return wrong(`Expected another number, got ${weight}.`);
    return right(
      'It stays at −1, and the prediction at 0.5. The sum is −0.5, so the unit is off, and so is the slope of everything before it: a “dead” unit. In a large network, others are on. Here, only a step on another pair can wake it, by raising Heat.',
    );
  },
  mistakes: [
    {
      words: 'That is the probability that Ben chooses Heat. The answer is his weight.',
      is: (weight) => isNear(weight, 0.5),
    },
    {
      words:
        'Your hidden unit passes on negative sums, too. It must be max(0, sum), and its slope is 0 where the sum is negative.',
      is: (weight) => isNear(weight, bensWeight([PAIR], true)),
    },
    {
      words: 'Those are steps on both pairs. Ada’s steps raise Heat, which wakes the unit. Take Ben’s alone.',
      is: (weight) => isNear(weight, bensWeight([ADA, PAIR])),
    },
  ],
};
