import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** What SVD learns: r̂ = mean + bu[user] + bi[item] + p[user] · q[item]. */
interface Learned {
  readonly mean: number;
  readonly bu: number[];
  readonly bi: number[];
  readonly p: number[][];
  readonly q: number[][];
}

interface Row {
  readonly user: number;
  readonly item: number;
  readonly rating: number;
}

interface Step {
  readonly learningRate: number;
  readonly reg: number;
}

type Epoch = (model: Learned, rows: readonly Row[], step: Step) => Learned;

/** Which part of the algorithm is written differently. */
interface Variant {
  readonly newP?: boolean;
  readonly uphill?: boolean;
  readonly batch?: boolean;
  readonly free?: boolean;
  readonly fixedBiases?: boolean;
}

function errorOf({ mean, bu, bi, p, q }: Learned, { user, item, rating }: Row): number {
  return rating - (mean + bu[user] + bi[item] + p[user].reduce((sum, x, f) => sum + x * q[item][f], 0));
}

/** One epoch as in `plain-svd.ts`, or with a mistake. */
const epoch =
  ({ newP, uphill, batch, free, fixedBiases }: Variant = {}): Epoch =>
  (model, rows, step) => {
    const { bu, bi, p, q } = model;
    const rate = uphill ? -step.learningRate : step.learningRate;
    const reg = free ? 0 : step.reg;
    const errors = rows.map((row) => errorOf(model, row));
    for (const [n, row] of rows.entries()) {
      const [u, i] = [row.user, row.item];
      const error = batch ? errors[n] : errorOf(model, row);
      if (!fixedBiases) {
        bu[u] += rate * (error - reg * bu[u]);
        bi[i] += rate * (error - reg * bi[i]);
      }
      for (let f = 0; f < p[u].length; f++) {
        const old = p[u][f];
        p[u][f] += rate * (error * q[i][f] - reg * old);
        q[i][f] += rate * (error * (newP ? p[u][f] : old) - reg * q[i][f]);
      }
    }
    return model;
  };

function made(users: number, items: number, factors: number, seed: number): Learned {
  const random = new RandomState(seed);
  const vectors = (count: number) =>
    Array.from({ length: count }, () => [...random.normals(factors, 0, 0.5)]);
  const biases = (count: number) => [...random.normals(count, 0, 0.3)];
  return { mean: 3.5, bu: biases(users), bi: biases(items), p: vectors(users), q: vectors(items) };
}

const STEP: Step = { learningRate: 0.05, reg: 0.1 };
const judged = judgeFunction<Parameters<Epoch>, Learned>(
  {
    reference: epoch(),
    praise: 'One epoch, rating by rating, as in `lib/models/factors/plain/plain-svd.ts`.',
    probes: [
      {
        about: 'one rating of 5 and no penalty (p = [1], q = [0.5])',
        args: () => [
          { mean: 3, bu: [0], bi: [0], p: [[1]], q: [[0.5]] },
          [{ user: 0, item: 0, rating: 5 }],
          { learningRate: 0.1, reg: 0 },
        ],
      },
      {
        about: 'one rating with a penalty',
        args: () => [made(1, 1, 2, 1), [{ user: 0, item: 0, rating: 4 }], STEP],
      },
      {
        about: 'two ratings of the same user, one after the other',
        args: () => [made(1, 2, 2, 2), [0, 1].map((item) => ({ user: 0, item, rating: 1 + 3 * item })), STEP],
      },
      {
        about: '12 ratings of 3 users and 4 films',
        args: () => {
          const rows = Array.from({ length: 12 }, (_, n) => ({
            user: n % 3,
            item: n % 4,
            rating: 1 + (n % 5),
          }));
          return [made(3, 4, 3, 3), rows, STEP];
        },
      },
    ],
  },
  [
    {
      words:
        'You go uphill: add the learning rate times (error · … − reg · …), with error = rating − prediction.',
      written: epoch({ uphill: true }),
    },
    {
      words: 'Your step for q uses the p that was just changed. Both steps must start from the old values.',
      written: epoch({ newP: true }),
    },
    {
      words:
        'You computed all errors before the first step. Here, each rating uses what the model learned from the one before.',
      written: epoch({ batch: true }),
    },
    {
      words: 'The penalty is missing: every parameter is also pulled toward 0 by `reg`.',
      written: epoch({ free: true }),
    },
    { words: 'The biases never change. They learn, too.', written: epoch({ fixedBiases: true }) },
  ],
);

export const oneEpoch: ExerciseSpec<Epoch> = {
  id: '02b-3',
  title: 'One epoch of SVD',
  level: 'build',
  task: 'Write one epoch of stochastic gradient descent: a function of `{ mean, bu, bi, p, q }`, rows of `{ user, item, rating }`, and `{ learningRate, reg }` that takes the ratings one by one and returns what it has learned.',
  needs: [],
  answer: 'epoch',
  hints: [
    'For one rating, in which order must you compute error, biases, and vectors?',
    'First the error, from the current values. Then each parameter moves by learningRate · (error · its partner − reg · itself); a bias has the partner 1.',
    'Keep the old p[user][f] in a constant before you change it: `const [x, y] = [p[user][f], q[item][f]];`.',
  ],
  ...judged,
};
