import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

/** A smaller difference in RMSE counts as none. */
const HARDLY = 0.001;

interface Given {
  /** The split on which `coldRidge` was tested. */
  readonly cold: Split;
  readonly coldRidge: Evaluation;
}

const isOnCold = ({ row }: Evaluation, { cold }: Given) => row.receipt.split === cold.hash;
const hasOtherFeatures = ({ row }: Evaluation, { coldRidge }: Given) =>
  row.receipt.itemFeatures !== coldRidge.row.receipt.itemFeatures;

type Worth = 'they help' | 'they harm' | 'no difference';

/** What title words are worth, by the RMSE without them and with them. */
function worth(without: number, withThem: number): Worth {
  if (Math.abs(without - withThem) < HARDLY) return 'no difference';
  return without > withThem ? 'they help' : 'they harm';
}

const CONCLUSIONS: Record<Worth, string> = {
  'they help': 'They help: a new film shares words with films that have been rated, above all in a series.',
  'they harm': 'They do harm here: a word that two titles share says little about who likes them.',
  'no difference':
    'They make hardly any difference here: genres and years say nearly all that content knows.',
};

export const titleWords: ExerciseSpec<Evaluation, Given, Worth> = {
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
    outcome: (without, { coldRidge }) => worth(without.row.rmse, coldRidge.row.rmse),
    tempting: {
      'they help':
        'Sequels share words, but most words are rare, and the penalty of the regression keeps their weights small.',
      'they harm': 'Most words are rare, but the penalty of the regression keeps their weights small.',
      'no difference': 'Some words say a lot: sequels and series share them.',
    },
  },
  check(without, given) {
    if (!isOf(without, 'ContentRidge'))
      return wrong(`Expected a \`ContentRidge\`, got ${without.row.model}.`);
    if (!isOnCold(without, given)) return wrong('Expected the same new films as in `cold`.');
    if (!hasOtherFeatures(without, given)) return wrong('The features are those of `coldRidge`.');
    const [plain, worded] = [without.row.rmse, given.coldRidge.row.rmse];
    return right(
      `RMSE ${plain.toFixed(4)} without title words, ${worded.toFixed(4)} with them. ${CONCLUSIONS[worth(plain, worded)]}`,
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
