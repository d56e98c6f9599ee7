import type { Evaluation } from '../../evaluation/ratings/evaluate';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { changedOptions, isOf, sameSplit } from '../same-experiment';

/** A smaller difference in RMSE is hardly one. */
const HARDLY = 0.002;

export const fewerNeighbors: ExerciseSpec<
  Evaluation,
  { readonly userKnn: Evaluation },
  'better' | 'worse' | 'about the same'
> = {
  id: '02-1',
  title: 'Fewer neighbors',
  level: 'predict',
  task: 'Does user-based KNN get better or worse with 5 neighbors instead of 40? Guess, then evaluate it, leaving everything else as in `userKnn`.',
  needs: ['userKnn'],
  answer: 'few',
  hints: [
    'What happens to a mean when it averages fewer values?',
    'Take the cell that made `userKnn`, and change one option.',
    '`await evaluate(new KNNBasic({ similarity, neighbors: 5, userBased: true }), { split })`',
  ],
  guessing: {
    from: ['better', 'worse', 'about the same'],
    outcome: (few, { userKnn }) => {
      const difference = few.row.rmse - userKnn.row.rmse;
      if (Math.abs(difference) <= HARDLY) return 'about the same';
      return difference < 0 ? 'better' : 'worse';
    },
    tempting: {
      better:
        'The five nearest are the most similar, but a mean of five opinions is noisier than a mean of forty.',
      'about the same': 'Every neighbor you leave out makes the mean noisier.',
    },
  },
  check(few, { userKnn }) {
    const changed = changedOptions(few, userKnn).filter((name) => name !== 'neighbors');
    if (
      isOf(few, userKnn.row.receipt.model, { neighbors: 5 }) &&
      changed.length === 0 &&
      sameSplit(few, userKnn)
    ) {
      return right(
        `RMSE ${few.row.rmse.toFixed(4)} with 5 neighbors, ${userKnn.row.rmse.toFixed(4)} with ${userKnn.row.options.neighbors}. A mean over few neighbors follows their whims.`,
      );
    }
    return wrong(
      `Expected \`userKnn\` with 5 neighbors; different: ${changed.join(', ') || 'the model or the split'}.`,
    );
  },
  mistakes: [
    {
      words: 'These neighbors are films: set `userBased` to true.',
      is: (few) => isOf(few, 'KNNBasic', { userBased: false }),
    },
    {
      words: 'The model doesn’t use 5 neighbors. Its default is 40.',
      is: (few) => isOf(few, 'KNNBasic') && !isOf(few, 'KNNBasic', { neighbors: 5 }),
    },
    {
      words: 'It was tested on a different split, so the two errors can’t be compared. Pass `{ split }`.',
      is: (few, { userKnn }) => !sameSplit(few, userKnn),
    },
  ],
};
