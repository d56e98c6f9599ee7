import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface TasteLike {
  appeal(user: string, item: string): number;
}

interface Given {
  /** The taste of people whose clicks depend so much on stars. */
  readonly tasteFor: (weight: number) => TasteLike;
  /** The true click-through rate of an arm. */
  readonly truthOf: (taste: never, arm: string) => number;
}

const gain = ({ tasteFor, truthOf }: Given, weight: number) =>
  truthOf(tasteFor(weight) as never, 'EASE') - truthOf(tasteFor(weight) as never, 'SVD');
const isNear = (one: number, other: number) => Math.abs(one - other) < 1e-9;

export const starsAlone: ExerciseSpec<number, Given, 'SVD' | 'EASE'> = {
  id: '10-1',
  title: 'Stars alone',
  level: 'predict',
  task: 'Imagine people who click only on what they would give many stars: weight 1. Who wins there? Guess first. Then compute the true CTR of EASE minus that of SVD in that world.',
  needs: ['tasteFor', 'truthOf'],
  answer: 'gainOfEase',
  hints: [
    'Which of the notebook’s functions makes a taste, and which computes the truth about an arm?',
    'Make the taste of such people once, and ask for the truth of both arms in it.',
    '`const strict = tasteFor(1);` and then `truthOf(strict, "EASE")` less the same for SVD',
  ],
  guessing: {
    from: ['SVD', 'EASE'],
    outcome: (answer) => (answer > 0 ? 'EASE' : 'SVD'),
    tempting: {
      EASE: 'EASE learned what people choose. In this world, nobody cares.',
      SVD: 'SVD predicts stars, but it lists what it is wrong about as well.',
    },
  },
  check(answer, given) {
    const wanted = gain(given, 1);
    if (!isNear(answer, wanted)) return wrong('That isn’t the true difference in a world of stars alone.');
    return right(
      `${wanted.toFixed(4)}, and with choices alone it is ${gain(given, 0).toFixed(4)}. Which model is better isn’t a property of the models: it depends on why people click. That is why you have to ask them.`,
    );
  },
  mistakes: [
    {
      words: 'That is a world of choices alone. The weight of stars is the argument of `tasteFor`.',
      is: (answer, given) => isNear(answer, gain(given, 0)),
    },
    {
      words: 'That is SVD less EASE: the other way around.',
      is: (answer, given) => isNear(answer, -gain(given, 1)),
    },
    {
      words: 'That is the CTR of one arm. The question is about the difference of two.',
      is: (answer, { tasteFor, truthOf }) =>
        ['SVD', 'EASE'].some((arm) => isNear(answer, truthOf(tasteFor(1) as never, arm))),
    },
  ],
};
