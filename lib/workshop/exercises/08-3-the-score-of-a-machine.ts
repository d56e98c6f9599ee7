import { RandomState } from '../../math/random/random-state';
import { plainScore } from '../../models/context/plain/plain-factorization-machine';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type Numbers = readonly number[];
type Score = (w0: number, w: Numbers, V: readonly Numbers[], x: Numbers) => number;

const linear = (w0: number, w: Numbers, x: Numbers) => w.reduce((sum, weight, j) => sum + weight * x[j], w0);
const dot = (a: Numbers, b: Numbers) => a.reduce((sum, value, f) => sum + value * b[f], 0);
/** The pairs that `counts` lets through, each with its product. */
const withPairs =
  (counts: (j: number, l: number) => boolean, times = 1): Score =>
  (w0, w, V, x) => {
    let score = linear(w0, w, x);
    for (let j = 0; j < x.length; j++)
      for (let l = 0; l < x.length; l++) if (counts(j, l)) score += times * dot(V[j], V[l]) * x[j] * x[l];
    return score;
  };
const drawn = (seed: number): [number, number[], number[][], number[]] => {
  const random = new RandomState(seed);
  const numbers = (count: number) => [...random.normals(count)];
  return [random.normal(), numbers(6), Array.from({ length: 6 }, () => numbers(3)), numbers(6)];
};

const judged = judgeFunction<Parameters<Score>, number>(
  {
    reference: (w0, w, V, x) =>
      plainScore({ w0, w: Float64Array.from(w), v: V.map((row) => Float64Array.from(row)) }, x),
    praise:
      'A factorization machine: every feature is combined with every other, even if the two never occurred together in the data.',
    probes: [
      { about: 'one feature, which has no partner', args: () => [1, [2], [[3]], [1]] },
      {
        about: 'two features',
        args: () => [
          3,
          [0.5, -0.5],
          [
            [1, 2],
            [3, -1],
          ],
          [1, 1],
        ],
      },
      {
        about: 'a number as a feature',
        args: () => [
          0,
          [0, 0],
          [
            [1, 2],
            [3, 1],
          ],
          [1, 0.5],
        ],
      },
      { about: 'six random features', args: () => drawn(1) },
    ],
  },
  [
    { words: 'The weights are right, but no pair counts yet.', written: (w0, w, _, x) => linear(w0, w, x) },
    {
      words: 'A feature doesn’t interact with itself: only pairs of two different ones count.',
      written: withPairs((j, l) => j <= l),
    },
    { words: 'Each pair counts twice. It must count once.', written: withPairs((j, l) => j !== l) },
    {
      words: 'The products of vectors are there; each must also be multiplied by both x.',
      written: (w0, w, V, x) => {
        let score = linear(w0, w, x);
        for (let j = 0; j < x.length; j++) for (let l = j + 1; l < x.length; l++) score += dot(V[j], V[l]);
        return score;
      },
    },
  ],
);

export const machineScore: ExerciseSpec<Score> = {
  id: '08-3',
  title: 'The score of a machine',
  level: 'build',
  task: 'Write the score of a factorization machine: a function of w0, the weights w, the vectors V (one per feature), and a row x, that returns w0 + Σ w_j x_j + Σ (v_j · v_l) x_j x_l over all pairs j < l.',
  needs: [],
  answer: 'score',
  hints: [
    'How many pairs do three features have? Write them down.',
    'Two nested loops: j over all features, l over those after j.',
    '`for (let l = j + 1; l < x.length; l++) score += dot(V[j], V[l]) * x[j] * x[l]`',
  ],
  ...judged,
};
