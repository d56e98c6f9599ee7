import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import type { Stars } from './python-1-sorted-stars';

const wanted = ({ stars }: Stars, from = 4) =>
  Object.entries(stars)
    .filter(([, value]) => value >= from)
    .map(([film, value]) => `${film}: ${value}`);
const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');

export const aComprehension: ExerciseSpec<readonly string[], Stars> = {
  id: 'python-2',
  title: 'A comprehension',
  level: 'change',
  task: 'Translate `[f"{film}: {s}" for film, s in stars.items() if s >= 4]`.',
  needs: ['stars'],
  answer: 'good',
  hints: [
    'Which three methods take the places of `items()`, `if` and what comes before `for`?',
    '`Object.entries(stars)` gives pairs; take each apart in the parameter list: `([film, s]) => …`.',
    '`Object.entries(stars).filter(([, s]) => s >= 4).map(([film, s]) => …)`, with a string in backquotes.',
  ],
  check(answer, given) {
    if (!same(answer, wanted(given)))
      return wrong(`Expected ${JSON.stringify(wanted(given)[0] ?? 'no film')} and so on.`);
    return right('Filter first, then map: the other way round, the stars would be inside the text already.');
  },
  mistakes: [
    {
      words: 'Four stars are enough: `>=`, not `>`.',
      is: (answer, given) => same(answer, wanted(given, 4 + 1e-9)),
    },
    {
      words: 'All films are there: the filter is missing.',
      is: (answer, given) => same(answer, wanted(given, Number.NEGATIVE_INFINITY)),
    },
    {
      words: 'Films alone: the text needs the stars, too.',
      is: (answer, { stars }) => answer.length > 0 && answer.every((text) => Object.hasOwn(stars, text)),
    },
  ],
};
