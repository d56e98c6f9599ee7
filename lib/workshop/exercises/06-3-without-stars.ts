import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** A place on a list, as the service answers it. */
interface Place {
  readonly itemId: string;
  readonly predictedRating: number | null;
  readonly confidence: object | null;
}

export const withoutStars: ExerciseSpec<Place> = {
  id: '06-3',
  title: 'A service without stars',
  level: 'change',
  task: 'Serve a model that makes better lists: train a package of EASE in a folder of its own, serve it, and check the first of its recommendations. Which of its fields are `null`, and why?',
  needs: [],
  answer: 'best',
  hints: [
    'What does EASE learn from, and which question can it therefore not answer?',
    '`trainPackage` with the spec `{ model: "EASE", options: {} }` and another `dir`; then `createService`, `listen` and `load`, as above.',
    '`const { recommendations: [best] } = await (await fetch(address + "/recommend/196")).json()`',
  ],
  check(best) {
    if (typeof best.itemId !== 'string') return wrong('Expected one recommendation, with its `itemId`.');
    if (best.predictedRating !== null || best.confidence !== null) return wrong('This model predicts stars.');
    return right(
      '`predictedRating` and `confidence`: EASE sees who liked what, not how much, so it ranks and predicts no stars. `null` says that, where a 0 would be a lie.',
    );
  },
  mistakes: [
    {
      words:
        'That answer comes from a model that predicts stars, probably the one that was served before. Load the new folder.',
      is: ({ predictedRating }) => typeof predictedRating === 'number',
    },
    {
      words: 'That is the whole list. Check its first recommendation.',
      is: (best) => Array.isArray(best) || 'recommendations' in best,
    },
    {
      words:
        'That is an error of the service, not a recommendation. Was `load` awaited before the first request?',
      is: (best) => 'error' in best,
    },
  ],
};
