import type { UserId } from '../../core/ids';
import type { ContextValues } from '../../data/context/context-columns';
import type { Model } from '../../recommender/model';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly aware: Model;
  readonly someone: UserId;
  readonly morning: ContextValues;
  readonly evening: ContextValues;
  readonly k: number;
}

const listIn = ({ aware, someone, k }: Given, context: ContextValues, length = k) =>
  aware.recommend(someone, { context, k: length }).map(({ item }) => item);
const shared = (one: readonly string[], other: readonly string[]) =>
  one.filter((item) => other.includes(item)).length;

export const inBothContexts: ExerciseSpec<number, Given> = {
  id: '08-2',
  title: 'In both contexts',
  level: 'change',
  task: 'How many items are on both of the user’s lists, the one for the morning and the one for the evening? Each has k places.',
  needs: ['aware', 'someone', 'morning', 'evening', 'k'],
  answer: 'common',
  hints: [
    'Which option of `recommend` says which context the list is for?',
    'Make both lists with `aware.recommend(someone, { context, k })`, and count the items of one that are on the other.',
    '`const ids = (context: typeof morning) => aware.recommend(someone, { context, k }).map(({ item }) => item)`',
  ],
  check(answer, given) {
    const [early, late] = [listIn(given, given.morning), listIn(given, given.evening)];
    const wanted = shared(early, late);
    if (answer !== wanted) return wrong(`It is not ${answer}. Count the items that are on both lists.`);
    return right(`${wanted} of ${early.length}. The user is the same; the rest is up to the context.`);
  },
  mistakes: [
    {
      words: 'That is how many differ. The question is how many are on both.',
      is: (answer, given) => {
        const early = listIn(given, given.morning);
        return answer === early.length - shared(early, listIn(given, given.evening));
      },
    },
    {
      words: 'That is the share. The question is the number.',
      is: (answer, given) => {
        const early = listIn(given, given.morning);
        return answer === shared(early, listIn(given, given.evening)) / early.length;
      },
    },
    {
      words: 'Then both lists would be the same. Was the context passed to `recommend`?',
      is: (answer, given) => answer === listIn(given, given.morning).length,
    },
  ],
};
