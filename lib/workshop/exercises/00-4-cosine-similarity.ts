import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';
import { toyCosine } from './parts/toy-world';

/** Stars; null stands for "not rated". */
type Row = readonly (number | null)[];

const bothRated = (a: Row, b: Row) => a.map((_, i) => i).filter((i) => a[i] !== null && b[i] !== null);
const dot = (a: Row, b: Row, at: readonly number[]) =>
  at.reduce((sum, i) => sum + (a[i] ?? 0) * (b[i] ?? 0), 0);

function cosine(a: Row, b: Row): number {
  return bothRated(a, b).length === 0 ? 0 : toyCosine(a, b);
}

function drawnRows(): [Row, Row] {
  const random = new RandomState(4);
  const row = () => Array.from({ length: 30 }, () => (random.random() < 0.4 ? null : random.integer(1, 6)));
  return [row(), row()];
}

const judged = judgeFunction<[Row, Row], number>(
  {
    reference: cosine,
    praise: 'It agrees with the library on every case, even where two people share nothing.',
    probes: [
      {
        about: 'Ada [5, 4] and Ben [4, 5]',
        args: () => [
          [5, 4],
          [4, 5],
        ],
      },
      {
        about: 'people who share one film',
        args: () => [
          [null, 4, 2],
          [5, 5, null],
        ],
      },
      {
        about: 'people who share two of four films',
        args: () => [
          [5, 4, null, 1],
          [1, null, 2, 5],
        ],
      },
      {
        about: 'people who share no film',
        args: () => [
          [3, null],
          [null, 2],
        ],
      },
      { about: '30 random films', args: drawnRows },
    ],
  },
  [
    {
      words:
        'You computed each length over all of a person’s films. Sum only over the films that both have rated.',
      written: (a, b) => {
        const all = a.map((_, i) => i);
        return dot(a, b, all) / Math.sqrt(dot(a, a, all) * dot(b, b, all));
      },
    },
    {
      words: 'Right where two people share a film. Where they share none, you divide 0 by 0: return 0.',
      written: toyCosine,
    },
    {
      words: 'The square root is missing: divide by the lengths, not by their squares.',
      written: (a, b) => {
        const both = bothRated(a, b);
        return both.length === 0 ? 0 : dot(a, b, both) / (dot(a, a, both) * dot(b, b, both));
      },
    },
  ],
);

export const cosineSimilarity: ExerciseSpec<(a: Row, b: Row) => number> = {
  id: '00-4',
  title: 'Cosine similarity',
  level: 'build',
  task: 'Write a function that takes two rows of stars, with null for "not rated", and returns their cosine over the films that both have rated, or 0 if there are none.',
  needs: [],
  answer: 'cosine',
  hints: [
    'Over which films does each of the three sums run?',
    'Collect the places where both rows hold a number. Then you need one sum of products and two sums of squares.',
    '`const both = a.map((_, i) => i).filter((i) => a[i] !== null && b[i] !== null)`, and the rest as in the formula.',
  ],
  ...judged,
};
