import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type Loss = (score: number, liked: number) => number;

const probability = (score: number) => 1 / (1 + Math.exp(-score));
/** ln(1 + exp(x)) without overflow. */
const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

const judged = judgeFunction<Parameters<Loss>, number>(
  {
    reference: (score, liked) => (liked ? softplus(-score) : softplus(score)),
    praise:
      'Right, and for scores of any size. TensorFlow’s `sigmoidCrossEntropyWithLogits` rewrites the formula in the same way.',
    probes: [
      { about: 'a score of 0 and a like', args: () => [0, 1] },
      { about: 'a score of ln 3 and a like, as on paper', args: () => [Math.log(3), 1] },
      { about: 'a score of ln 3 and no like', args: () => [Math.log(3), 0] },
      { about: 'a score of −2 and no like', args: () => [-2, 0] },
      { about: 'a score of 1000 and no like, where the probability is rounded to 1', args: () => [1000, 0] },
      {
        about: 'a score of −1000 and a like, where the probability is rounded to 0',
        args: () => [-1000, 1],
      },
      { about: 'a score of 1000 and a like', args: () => [1000, 1] },
    ],
  },
  [
    {
      words:
        'It is right for small scores. At 1000 the probability is rounded to 1, and ln(1 − 1) is −Infinity. Compute from the score: ln(1 + exp(score)) is the loss without a like, and for a large score it is the score itself.',
      written: (score, liked) => -Math.log(liked ? probability(score) : 1 - probability(score)),
    },
    {
      words:
        'Nothing is lost without a like, so the network may answer 1 to everything. Films that weren’t chosen must count as well.',
      written: (score, liked) => (liked ? softplus(-score) : 0),
    },
    {
      words: 'The two cases are swapped: a like is expensive where the score is low.',
      written: (score, liked) => (liked ? softplus(score) : softplus(-score)),
    },
    {
      words: 'The sign is wrong: logarithms of probabilities are negative, a loss is positive.',
      written: (score, liked) => -(liked ? softplus(-score) : softplus(score)),
    },
    {
      words: 'That is the squared error of the probability. Here the loss is a logarithm.',
      written: (score, liked) => (probability(score) - liked) ** 2,
    },
  ],
);

export const crossEntropy: ExerciseSpec<Loss> = {
  id: '07-3',
  title: 'The loss, for scores of any size',
  level: 'build',
  task: 'Write the binary cross-entropy of one pair: a function of the score and of `liked`, 1 or 0. With the probability σ(score), it is −ln of the probability of what happened. It must also be right for scores of 1000 and −1000.',
  needs: [],
  answer: 'lossOf',
  hints: [
    'What happened, and how likely was it said to be?',
    'With a like: −ln σ(score). Without: −ln(1 − σ(score)). Both are ln(1 + exp(x)), each with a different x.',
    '`Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))` is ln(1 + exp(x)) without overflow.',
  ],
  ...judged,
};
