import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type PrecisionAt = (list: readonly string[], relevant: ReadonlySet<string>, k: number) => number;

const hits = (list: readonly string[], relevant: ReadonlySet<string>) =>
  list.filter((item) => relevant.has(item)).length;

function drawn(): [string[], Set<string>, number] {
  const random = new RandomState(7);
  const list = Array.from(random.permutation(60), (item) => `film ${item}`);
  return [list, new Set(list.filter(() => random.random() < 0.3)), 12];
}

const judged = judgeFunction<Parameters<PrecisionAt>, number>(
  {
    reference: (list, relevant, k) => hits(list.slice(0, k), relevant) / k,
    praise:
      'Hits among the first k places, divided by k, whatever the list and the user: the same as `PRECISION` in the library.',
    probes: [
      {
        about: 'the list A B C D, of which B, D and E are relevant, k = 4',
        args: () => [['A', 'B', 'C', 'D'], new Set(['B', 'D', 'E']), 4],
      },
      { about: 'the same list and k = 2', args: () => [['A', 'B', 'C', 'D'], new Set(['B', 'D', 'E']), 2] },
      { about: 'a list of two places and k = 4', args: () => [['B', 'A'], new Set(['B', 'D', 'E']), 4] },
      {
        about: 'a user with one relevant film, and k = 4',
        args: () => [['A', 'B', 'C', 'D'], new Set(['B']), 4],
      },
      { about: 'an empty list', args: () => [[], new Set(['B']), 4] },
      { about: '60 films, k = 12', args: drawn },
    ],
  },
  [
    {
      words: 'You divide by the length of the list. Empty places count, too: divide by k.',
      written: (list, relevant, k) => hits(list.slice(0, k), relevant) / Math.min(k, list.length),
    },
    {
      words: 'That is recall: you divide by the number of relevant films.',
      written: (list, relevant, k) => hits(list.slice(0, k), relevant) / relevant.size,
    },
    {
      words: 'You count hits beyond place k. Cut the list first.',
      written: (list, relevant, k) => hits(list, relevant) / k,
    },
    {
      words: 'That is capped precision: it divides by the number of possible hits. Precision divides by k.',
      written: (list, relevant, k) => hits(list.slice(0, k), relevant) / Math.min(k, relevant.size),
    },
  ],
);

export const precisionAtK: ExerciseSpec<PrecisionAt> = {
  id: '03-4',
  title: 'Precision@k',
  level: 'build',
  task: 'Write precision@k: a function of a list of ids (best first), the set of relevant ids, and k. All unseen films were candidates, and the denominator is k.',
  needs: [],
  answer: 'precisionAt',
  hints: [
    'If the list is shorter than k, how many places do you look at, and what do you divide the hits by?',
    'Count the first k places that are in the set.',
    '`list.slice(0, k).filter((item) => relevant.has(item)).length / k`',
  ],
  ...judged,
};
