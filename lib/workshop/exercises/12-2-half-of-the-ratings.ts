import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** The share of the ratings that are in the k-core. */
  readonly keptBy: (k: number) => number;
}

const HALF = 0.5;
const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
const isCount = (k: number) => Number.isInteger(k) && k >= 1;

export const halfOfTheRatings: ExerciseSpec<number, Given> = {
  id: '12-2',
  title: 'Half of the ratings',
  level: 'change',
  task: 'What is the largest k whose k-core still has at least half of the ratings?',
  needs: ['keptBy'],
  answer: 'largestK',
  hints: [
    'Where does the curve cross one half?',
    '`keptBy(k)` gives the share for one k, and the larger k, the smaller the share.',
    '`let largestK = 1; while (keptBy(largestK + 1) >= 0.5) largestK++;` works, and halving is faster.',
  ],
  check(core, { keptBy }) {
    if (!isCount(core)) return wrong(`Expected a whole number from 1, got ${core}.`);
    const [here, next] = [keptBy(core), keptBy(core + 1)];
    if (here < HALF) return wrong(`The ${core}-core has only ${percent(here)} of the ratings.`);
    if (next >= HALF) return wrong(`A larger k works, too: the ${core + 1}-core has ${percent(next)}.`);
    return right(
      `${core}: ${percent(here)} are left, and ${percent(next)} with ${core + 1}. Numbers measured on a k-core are about its users and items; say which k it was.`,
    );
  },
  mistakes: [
    {
      words: 'That is a share. The answer is a k, a whole number.',
      is: (core) => core > 0 && core < 1,
    },
    {
      words: 'With k = 1, everything stays.',
      is: (core) => core === 1,
    },
    {
      words: 'That is the first k that keeps less than half. The answer is the one before.',
      is: (core, { keptBy }) => isCount(core) && keptBy(core) < HALF && keptBy(core - 1) >= HALF,
    },
  ],
};
