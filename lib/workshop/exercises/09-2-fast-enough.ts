import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** Events that arrive, by the second. */
  readonly arrivals: readonly number[];
}

const ALLOWED = 100;

/** The largest lag of a consumer that manages so many events in a second. */
function largestLag(arrivals: readonly number[], capacity: number): number {
  let lag = 0;
  return arrivals.reduce((largest, arriving) => {
    lag = Math.max(0, lag + arriving - capacity);
    return Math.max(largest, lag);
  }, 0);
}

function fastEnough(arrivals: readonly number[]): number {
  let capacity = 1;
  while (largestLag(arrivals, capacity) > ALLOWED) capacity++;
  return capacity;
}

const mean = (arrivals: readonly number[]) =>
  arrivals.reduce((sum, arriving) => sum + arriving, 0) / arrivals.length;

export const fastEnoughForARush: ExerciseSpec<number, Given> = {
  id: '09-2',
  title: 'Fast enough',
  level: 'change',
  task: 'What capacity does the consumer need, at least, so that never more than 100 events wait? Find the smallest whole number.',
  needs: ['arrivals'],
  answer: 'smallest',
  hints: [
    'By how much does the lag grow in a second of the rush, and for how many seconds?',
    'Call `rush` with several capacities, and look at the largest of the lags.',
    '`for (const most of range(60)) if (Math.max(...(await rush(most + 1))) <= 100) { smallest = most + 1; break; }`',
  ],
  check(answer, { arrivals }) {
    const wanted = fastEnough(arrivals);
    if (answer !== wanted)
      return wrong(`With ${answer}, the largest lag is ${largestLag(arrivals, answer)}.`);
    return right(
      `With ${wanted}, the largest lag is ${largestLag(arrivals, wanted)}. Less than the ${Math.max(...arrivals)} that arrive at most, more than the ${mean(arrivals)} that arrive on average: a log makes it possible to plan for something in between, if people can wait that long.`,
    );
  },
  mistakes: [
    {
      words: 'With that, nothing would ever wait. But 100 events may.',
      is: (answer, { arrivals }) => answer === Math.max(...arrivals),
    },
    {
      words: 'That is enough on average. In the rush, far more than 100 would wait.',
      is: (answer, { arrivals }) => answer === mean(arrivals),
    },
    {
      words: 'Nearly: one more would be enough.',
      is: (answer, { arrivals }) => answer === fastEnough(arrivals) - 1,
    },
    {
      words: 'That is enough, but with less, no more than 100 events would wait either.',
      is: (answer, { arrivals }) => answer > fastEnough(arrivals),
    },
  ],
};
