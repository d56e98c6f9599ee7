import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** The largest weight that a log has if the logger explores with this ε. */
  readonly largestWeight: (epsilon: number) => number;
}

const MOST = 10;
/** How far ε may be above the smallest one. */
const WITHIN = 0.01;

/** By halving: weights fall as ε grows. */
function smallest({ largestWeight }: Given): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (largestWeight(middle) > MOST) low = middle;
    else high = middle;
  }
  return high;
}

const isNear = (one: number, other: number) => Math.abs(one - other) <= WITHIN / 2;

export const weightsOfAtMostTen: ExerciseSpec<number, Given> = {
  id: '11-2',
  title: 'Weights of at most ten',
  level: 'change',
  task: 'How much must the logger explore, at least, so that no weight of the new policy is above 10? Find the smallest ε, to two decimals.',
  needs: ['largestWeight'],
  answer: 'epsilon',
  hints: [
    'Which film has the largest weight, and what is its propensity?',
    'A film that isn’t the most popular one has propensity ε / 8. The new policy shows a favorite with probability 0.9 + 0.1 / 8.',
    'Solve (0.9 + 0.1 / 8) / (ε / 8) = 10 for ε, or try values with `largestWeight(…)`.',
  ],
  check(answer, given) {
    const wanted = smallest(given);
    const weight = given.largestWeight(answer);
    if (!(weight <= MOST * 1.01)) return wrong(`The largest weight is ${weight.toFixed(1)} there.`);
    if (answer > wanted + WITHIN)
      return wrong('All weights are at most 10 there, but a smaller ε is enough.');
    return right(
      `${wanted.toFixed(2)}: nearly three in four visits are for exploring. With more films, it would be even more, since ε is shared by all of them. That is why real logs explore among a few candidates, not in the whole catalog.`,
    );
  },
  mistakes: [
    {
      words: 'That is the propensity that a film needs. ε is shared by all films.',
      is: (answer, given) => isNear(answer, given.largestWeight(1) / MOST / 8),
    },
    {
      words: 'One tenth of the visits is for exploring then, but that tenth is shared by all films.',
      is: (answer) => isNear(answer, 1 / MOST),
    },
    {
      words: 'A logger that takes any film each time is enough, but it isn’t the smallest ε.',
      is: (answer) => answer === 1,
    },
  ],
};
