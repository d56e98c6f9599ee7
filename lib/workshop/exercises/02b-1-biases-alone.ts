import type { Evaluation } from '../../evaluation/ratings/evaluate';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf, sameSplit } from '../same-experiment';
import { isClose } from '../written-function';

interface Share {
  readonly biases: Evaluation;
  /** From 0 to 1. */
  readonly share: number;
}

interface Given {
  readonly meanRmse: number;
  readonly svd: Evaluation;
}

const near = (share: number, wanted: number) => isClose(share, wanted, 0.006);
const shareOf = (biases: Evaluation, { meanRmse, svd }: Given) =>
  (meanRmse - biases.row.rmse) / (meanRmse - svd.row.rmse);

export const biasesAlone: ExerciseSpec<Share, Given> = {
  id: '02b-1',
  title: 'The biases alone',
  level: 'change',
  task: 'How much of SVD’s gain comes from its vectors, and how much from its biases? Evaluate `BaselineOnly`, which has only the biases. What share of SVD’s gain over the mean (`meanRmse`) does it reach, from 0 to 1?',
  needs: ['meanRmse', 'svd'],
  answer: '{ biases, share }',
  hints: [
    'How far below the mean’s error is SVD, and how far are the biases?',
    'The gain is the error removed: `meanRmse` minus the model’s RMSE. The share is one gain divided by the other.',
    '`const share = (meanRmse - biases.row.rmse) / (meanRmse - svd.row.rmse)`',
  ],
  check({ biases, share }, given) {
    if (!isOf(biases, 'BaselineOnly')) return wrong('`biases` must be the evaluation of `BaselineOnly`.');
    if (!sameSplit(biases, given.svd)) return wrong('The biases must be tested on the same split as `svd`.');
    if (!near(share, shareOf(biases, given))) return wrong(`The share is not ${share}.`);
    return right(
      `The biases alone give ${Math.round(100 * share)}% of SVD's gain over the mean. The vectors of users and films add the rest.`,
    );
  },
  mistakes: [
    {
      words: 'You divided the errors themselves. Ask how much of the mean’s error each model removes.',
      is: ({ biases, share }, { svd }) =>
        [biases.row.rmse / svd.row.rmse, svd.row.rmse / biases.row.rmse].some((ratio) =>
          isClose(share, ratio, 1e-3),
        ),
    },
    {
      words: 'That is a percentage. The share goes from 0 to 1.',
      is: ({ biases, share }, given) => near(share / 100, shareOf(biases, given)),
    },
    {
      words: 'The two gains are swapped: the biases’ gain is the numerator.',
      is: ({ biases, share }, given) => near(1 / share, shareOf(biases, given)),
    },
  ],
};
