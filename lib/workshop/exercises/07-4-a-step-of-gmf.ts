import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** The vectors of a user and a film, and the output weights. */
interface Weights {
  readonly p: number[];
  readonly q: number[];
  readonly h: number[];
}

type Step = (weights: Weights, liked: number, learningRate: number) => Weights;

interface Variant {
  readonly uphill?: boolean;
  readonly byScore?: boolean;
  readonly inTurn?: boolean;
  readonly withoutH?: boolean;
}

const step =
  ({ uphill, byScore, inTurn, withoutH }: Variant = {}): Step =>
  (weights, liked, learningRate) => {
    const { p, q, h } = weights;
    const score = p.reduce((sum, x, f) => sum + h[f] * x * q[f], 0);
    const error = (byScore ? score : 1 / (1 + Math.exp(-score))) - liked;
    const move = (uphill ? -1 : 1) * learningRate * error;
    const newP = p.map((x, f) => x - move * h[f] * q[f]);
    const newQ = q.map((y, f) => y - move * h[f] * (inTurn ? newP : p)[f]);
    const partner = inTurn ? [newP, newQ] : [p, q];
    return { p: newP, q: newQ, h: withoutH ? h : h.map((z, f) => z - move * partner[0][f] * partner[1][f]) };
  };

const drawn = (factors: number, seed: number): Weights => {
  const random = new RandomState(seed);
  const [p, q, h] = [0, 1, 2].map(() => [...random.normals(factors)]);
  return { p, q, h };
};

const judged = judgeFunction<Parameters<Step>, Weights>(
  {
    reference: step(),
    praise: 'A step of GMF: each number moves by the error times what it is multiplied with in the score.',
    probes: [
      {
        about: 'one factor, p = q = h = 1, and a like',
        args: () => [{ p: [1], q: [1], h: [1] }, 1, 0.1],
      },
      { about: 'the same without a like', args: () => [{ p: [1], q: [1], h: [1] }, 0, 0.1] },
      { about: 'two factors', args: () => [{ p: [1, 2], q: [0.5, -1], h: [1, 0.5] }, 1, 0.5] },
      { about: 'eight random factors', args: () => [drawn(8, 3), 0, 0.05] },
    ],
  },
  [
    {
      words: 'You go uphill. The slope of the loss is (probability − liked) · …; subtract it.',
      written: step({ uphill: true }),
    },
    {
      words: 'Your error is score − liked. The error is probability − liked, with the sigmoid of the score.',
      written: step({ byScore: true }),
    },
    {
      words:
        'You used vectors that the same step has already changed. All three slopes are those at the old values.',
      written: step({ inTurn: true }),
    },
    { words: 'The output weights h never change. They learn, too.', written: step({ withoutH: true }) },
  ],
);

export const aStepOfGmf: ExerciseSpec<Step> = {
  id: '07-4',
  title: 'A step of GMF',
  level: 'build',
  task: 'GMF’s score is Σ h_f p_f q_f. Write one step of gradient descent on the cross-entropy of one pair: a function of `{ p, q, h }`, `liked` (1 or 0), and the learning rate that returns the new `{ p, q, h }`.',
  needs: [],
  answer: 'stepOf',
  hints: [
    'On paper, what did the error get multiplied with on its way to a weight?',
    'error = σ(score) − liked. The slope for p_f is error · h_f · q_f: the other two factors of its product. Likewise for the others.',
    '`p: p.map((x, f) => x - learningRate * error * h[f] * q[f])`',
  ],
  ...judged,
};
