import type { ItemId, UserId } from '../../core/ids';
import { type Explanation, sumOfTerms } from '../../recommender/explanation';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly someone: UserId;
  readonly wanted: ItemId;
  readonly neighbors: number;
}

const LEAST = 10;
const neighborsOf = ({ terms }: Explanation) => terms.filter(({ kind }) => kind === 'neighborUser');
const addsUp = ({ terms, score }: Explanation) => Math.abs(sumOfTerms(terms) - score) < 1e-6;
const isOfPair = ({ user, item }: Explanation, { someone, wanted }: Given) =>
  user === someone && item === wanted;

export const carefulNeighbors: ExerciseSpec<Explanation, Given, 'none' | 'fewer' | 'as many'> = {
  id: '05-1',
  title: 'Careful neighbors',
  level: 'predict',
  task: 'Thin neighbors made the prediction of `KNNBasic`. Ask for at least 10 films in common (`minSupport: 10`). How many neighbors are left, compared with the `neighbors` allowed? Guess, then explain the same prediction.',
  needs: ['someone', 'wanted', 'neighbors'],
  answer: 'careful',
  hints: [
    'If the thin neighbors go, are their places left empty?',
    'Fit `KNNBasic` with `minSupport`, and ask it to explain `wanted` for `someone`.',
    '`(await createModel("KNNBasic", { neighbors, minSupport: 10 }).fit(ratings)).explain(someone, wanted)`',
  ],
  guessing: {
    from: ['none', 'fewer', 'as many'],
    outcome: (careful, { neighbors }) => {
      const left = neighborsOf(careful).length;
      if (left === 0) return 'none';
      return left < neighbors ? 'fewer' : 'as many';
    },
    tempting: {
      none: 'Some of those who rated the film have more in common with this user.',
      fewer: 'Where a film has many raters, others take the empty places.',
      'as many': 'Too few of those who rated the film share so many others with this user.',
    },
  },
  check(careful, given) {
    const left = neighborsOf(careful);
    if (careful.model !== 'KNNBasic')
      return wrong(`Expected an explanation by KNNBasic, got ${careful.model}.`);
    if (!isOfPair(careful, given)) return wrong('Explain `wanted` for `someone`.');
    if (!addsUp(careful)) return wrong('The terms don’t add up to the score.');
    if (left.some(({ support = 0 }) => support < LEAST))
      return wrong('Some neighbors share fewer than 10 films.');
    return right(
      `${left.length} neighbors, each with at least ${LEAST} films in common, predict ${careful.score.toFixed(2)}. Where a film has many raters, others take the places of the thin ones.`,
    );
  },
  mistakes: [
    {
      words:
        'Some neighbors still share fewer than 10 films. `minSupport` is about films in common, `minNeighbors` about how many neighbors a prediction needs.',
      is: (careful) => addsUp(careful) && neighborsOf(careful).some(({ support = 0 }) => support < LEAST),
    },
    {
      words:
        'You left terms out of a finished explanation: they no longer add up to the score. Let the model choose its neighbors.',
      is: (careful) => !addsUp(careful),
    },
    {
      words: 'That is another prediction: explain `wanted` for `someone`.',
      is: (careful, given) => !isOfPair(careful, given),
    },
  ],
};
