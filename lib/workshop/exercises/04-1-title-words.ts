import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

/** A smaller difference in RMSE is hardly one. */
const HARDLY = 0.001;

interface Given {
  /** The split on which `coldRidge` was tested. */
  readonly cold: Split;
  readonly coldRidge: Evaluation;
}

const isOnCold = ({ row }: Evaluation, { cold }: Given) => row.receipt.split === cold.hash;
const hasOtherFeatures = ({ row }: Evaluation, { coldRidge }: Given) =>
  row.receipt.itemFeatures !== coldRidge.row.receipt.itemFeatures;

export const titleWords: ExerciseSpec<Evaluation, Given, 'they help' | 'they harm' | 'no difference'> = {
  id: '04-1',
  title: 'What title words are worth',
  level: 'predict',
  task: 'What are the words of the title worth for new films? Guess, then evaluate `ContentRidge` on features without them, on the same films as `coldRidge`.',
  needs: ['cold', 'coldRidge'],
  answer: 'withoutTitles',
  hints: [
    'What do titles with a word in common have in common, besides the word?',
    '`filmFeatures` can leave the title words out. Give the features to `bare`, and split as before.',
    '`coldItems(bare.withItemFeatures(filmFeatures(films, { titleWords: false })), { share: coldShare, seed: 0 })`',
  ],
  guessing: {
    from: ['they help', 'they harm', 'no difference'],
    outcome: (without, { coldRidge }) => {
      const loss = without.row.rmse - coldRidge.row.rmse;
      if (Math.abs(loss) < HARDLY) return 'no difference';
      return loss > 0 ? 'they help' : 'they harm';
    },
    tempting: {
      'they harm': 'Most words are rare, but the penalty of the regression keeps their weights small.',
      'no difference': 'Some words are telling: sequels and series have them in common.',
    },
  },
  check(without, given) {
    if (!isOf(without, 'ContentRidge'))
      return wrong(`Expected a \`ContentRidge\`, got ${without.row.model}.`);
    if (!isOnCold(without, given)) return wrong('Expected the same new films as in `cold`.');
    if (!hasOtherFeatures(without, given)) return wrong('The features are those of `coldRidge`.');
    return right(
      `RMSE ${without.row.rmse.toFixed(4)} without title words, ${given.coldRidge.row.rmse.toFixed(4)} with them.`,
    );
  },
  mistakes: [
    {
      words: 'The features haven’t changed: the title words are still among them.',
      is: (without, given) => !hasOtherFeatures(without, given),
    },
    {
      words:
        'Other films were held out, so the two errors can’t be compared. Split with the same share and seed as `cold`.',
      is: (without, given) => !isOnCold(without, given),
    },
    {
      words: 'That is another model. Change the features only.',
      is: (without) => !isOf(without, 'ContentRidge'),
    },
  ],
};
