import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

interface Given {
  /** The train part, split again. */
  readonly inner: Split;
  /** The settings of the parameters cell on it, for several numbers of epochs. */
  readonly learned: readonly { readonly validation: number }[];
  readonly svd: Evaluation;
}

const least = ({ learned }: Given) => Math.min(...learned.map(({ validation }) => validation));

export const beatTheDefaults: ExerciseSpec<Evaluation, Given> = {
  id: '02b-4',
  title: 'Beat the defaults, honestly',
  level: 'change',
  task: 'Find options for `SVD` with a lower RMSE on the validation part (`inner`) than any in `learned`. Change what you like, as often as you like: `runs({ model: "SVD" })` keeps every try.',
  needs: ['inner', 'learned', 'svd'],
  answer: 'yours',
  hints: [
    'What stopped the validation error from falling: too few epochs, or too much memorized?',
    'The penalty works against memorizing. With a larger one, more epochs can help.',
    '`await evaluate(new SVD({ reg: 0.1, epochs: 60, seed: 0 }), { split: inner })`',
  ],
  check(yours, given) {
    if (!isOf(yours, 'SVD')) return wrong(`Expected an \`SVD\`, got ${yours.row.model}.`);
    if (yours.row.receipt.split !== given.inner.hash) return wrong('Expected a result on `inner`.');
    const [rmse, best] = [yours.row.rmse, least(given)];
    if (!(rmse < best))
      return wrong(`RMSE ${rmse.toFixed(4)}: not below the best so far, ${best.toFixed(4)}.`);
    return right(
      `RMSE ${rmse.toFixed(4)} instead of ${best.toFixed(4)}, chosen without looking at the test part. Each further try makes the best of them look a little better than it is.`,
    );
  },
  mistakes: [
    {
      words:
        'You chose by the test part, so its error is no longer an error on unseen ratings. Pass `{ split: inner }`.',
      is: (yours, { svd }) => yours.row.receipt.split === svd.row.receipt.split,
    },
    {
      words: 'That is a different model. The question is what SVD can do with other options.',
      is: (yours) => !isOf(yours, 'SVD'),
    },
    {
      words: 'With more epochs alone, the model memorizes the train ratings, and the validation error rises.',
      is: (yours, given) => {
        const { epochs, reg } = yours.row.options;
        const defaults = given.svd.row.options;
        return Number(epochs) > Number(defaults.epochs) && Number(reg) <= Number(defaults.reg);
      },
    },
  ],
};
