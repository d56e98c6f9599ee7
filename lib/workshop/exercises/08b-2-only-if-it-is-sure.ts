import type { ItemId, UserId } from '../../core/ids';
import type { Model } from '../../recommender/model';
import type { PredictedRating } from '../../recommender/predicted-rating';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly model: Model;
  readonly someone: UserId;
}

type Condition = (predicted: PredictedRating) => boolean;

const SURE = 0.75;
const isSure: Condition = (predicted) => predicted.probabilityOfAtLeast(4) >= SURE;

function countOf({ model, someone }: Given, condition: Condition, among: 'unseen' | 'all' = 'unseen') {
  const seen = new Set<ItemId>(model.train.ratingsOf(someone).map(({ item }) => item));
  const items = [...model.train.items].filter((item) => among === 'all' || !seen.has(item));
  return items.filter((item) => condition(model.distributionOf(someone, item))).length;
}

export const onlyIfItIsSure: ExerciseSpec<number, Given> = {
  id: '08b-2',
  title: 'Only if it is sure',
  level: 'change',
  task: 'A newsletter may name a film to `someone` only if the model finds it at least 75% likely that they would give it 4 stars or more. How many of the films in the train set that they haven’t rated qualify?',
  needs: ['model', 'someone'],
  answer: 'sure',
  hints: [
    'Can you tell from the predicted rating alone how likely 4 stars or more are?',
    '`distributionOf(someone, item).probabilityOfAtLeast(4)`, for each item of `split.train.items` that isn’t in `seen`.',
    '`unseen.filter(({ item }) => model.distributionOf(someone, item).probabilityOfAtLeast(4) >= 0.75)`',
  ],
  check(answer, given) {
    const wanted = countOf(given, isSure);
    if (answer !== wanted) return wrong(`Expected another number, got ${answer}.`);
    const predicted = countOf(given, ({ score }) => score >= 4);
    return right(
      `${wanted}. ${predicted} films have a predicted rating of at least 4, but that alone doesn’t make 4 stars likely enough.`,
    );
  },
  mistakes: [
    {
      words: 'You counted predicted ratings of at least 4. Ask how likely such a rating is.',
      is: (answer, given) => answer === countOf(given, ({ score }) => score >= 4),
    },
    {
      words: 'Films that they have already rated are among them.',
      is: (answer, given) => answer === countOf(given, isSure, 'all'),
    },
    {
      words: 'That is how likely 5 stars are. Here, 4 are enough.',
      is: (answer, given) =>
        answer === countOf(given, (predicted) => predicted.probabilityOfAtLeast(5) >= SURE),
    },
  ],
};
