import type { Interactions } from '../../data/table/interactions';
import { starterList } from '../../onboarding/starter-list';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly others: Interactions;
}

const LENGTH = 6;
const ENOUGH = 10;
/** No list needs more doubt than this. */
const MOST = 1000;

const listWith = (damping: number, { others }: Given) =>
  starterList(others, { k: LENGTH, minRatings: 1, damping });
const holds = (damping: number, given: Given) =>
  listWith(damping, given).every(({ support }) => support >= ENOUGH);
const isAllowed = (damping: number) => Number.isSafeInteger(damping) && damping >= 0 && damping <= MOST;

export const howMuchDoubt: ExerciseSpec<number, Given> = {
  id: '04b-2',
  title: 'How much doubt?',
  level: 'change',
  task: 'Without the minimum of 50 ratings (`minRatings: 1`), the damping alone must keep films with a few lucky fives off the first list. What is the smallest whole `damping` for which each of the first six films has at least 10 ratings?',
  needs: ['others'],
  answer: 'damping',
  hints: [
    'Which films come first without any damping, and how many ratings do they have?',
    'Each entry of the list has its `support`. Try one damping after another.',
    '`starterList(others, { k: 6, minRatings: 1, damping }).every(({ support }) => support >= 10)`, for 0, 1, 2, … until it holds.',
  ],
  check(damping, given) {
    if (!isAllowed(damping)) return wrong(`Expected a whole number from 0 to ${MOST}, got ${damping}.`);
    if (!holds(damping, given)) {
      const least = Math.min(...listWith(damping, given).map(({ support }) => support));
      return wrong(`With a damping of ${damping}, one of the films has only ${least} ratings.`);
    }
    const smaller = Array.from({ length: damping }, (_, d) => d).find((d) => holds(d, given));
    if (smaller !== undefined) return wrong('A smaller damping is enough.');
    return right(
      `${damping} made-up ratings equal to the overall mean are enough. The damping replaces the threshold: a film with few ratings needs much better ones.`,
    );
  },
  mistakes: [
    {
      words: 'Without damping, films with a single five come first.',
      is: (damping) => damping === 0,
    },
    {
      words: 'That is enough, but a smaller one would do.',
      is: (damping, given) => isAllowed(damping) && holds(damping, given),
    },
    {
      words: 'Ratings come in whole numbers here: try 1, 2, 3, and so on.',
      is: (damping) => !Number.isSafeInteger(damping),
    },
  ],
};
