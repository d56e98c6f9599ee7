import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';
import { type ToyPlace, type ToyWorld, toyPrediction, unseenBy } from './parts/toy-world';

const [ADA, DAN] = [0, 3];

const agree = (rows: readonly ToyPlace[], world: ToyWorld, person: number, neighbors: number) =>
  rows.every(({ film, predicted }) =>
    isClose(predicted, toyPrediction(world, person, world.films.indexOf(film), neighbors), 0.006),
  );

/** What the exercise needs from the tour. */
export interface ToyPredictions extends ToyWorld {
  readonly neighbors: number;
}

export const whoDecidesForDan: ExerciseSpec<readonly ToyPlace[], ToyPredictions, number> = {
  id: '00-3',
  title: 'Who decides for Dan?',
  level: 'predict',
  task: 'Dan has rated two films. How many stars will the recommender predict for Alien, and who decides? Guess, then predict all the films that he hasn’t rated, as rows of `film` and `predicted`.',
  needs: ['films', 'ratings', 'neighbors'],
  answer: 'forDan',
  hints: [
    'Who has rated Alien, and how alike are they to Dan?',
    'Two people who share one film have a cosine of exactly 1. Whom does that push out?',
    '`[0, 2, 4].map((i) => ({ film: films[i], predicted: predict(dan, i) }))` predicts all three.',
  ],
  guessing: {
    from: { low: 1, high: 5 },
    within: 0.25,
    outcome: (rows) => rows.find(({ film }) => film === 'Alien')?.predicted ?? Number.NaN,
  },
  check(rows, world) {
    const unseen = unseenBy(world, DAN);
    const complete =
      [...unseen].sort().join() ===
      rows
        .map(({ film }) => film)
        .sort()
        .join();
    if (!complete) return wrong(`Expected a row for each film that Dan has not rated: ${unseen.join(', ')}.`);
    if (!agree(rows, world, DAN, world.neighbors))
      return wrong('These are not the recommender’s predictions for Dan.');
    return right(
      'Anyone who shares a single film with Dan has a cosine of 1 and comes first. Ada agrees with him on two films but has only 0.976, so with two neighbors she isn’t even asked: chance agreement beats real agreement.',
    );
  },
  mistakes: [
    {
      words: 'These are Ada’s predictions. Pass `dan` to `predict`.',
      is: (rows, world) => rows.length > 0 && agree(rows, world, ADA, world.neighbors),
    },
    {
      words: 'You predicted films that Dan has already rated. Fill only the empty places.',
      is: (rows, world) => rows.some(({ film }) => !unseenBy(world, DAN).includes(film)),
    },
    {
      words: 'You counted everybody. Only the `neighbors` most similar raters count.',
      is: (rows, world) => rows.length > 0 && agree(rows, world, DAN, world.ratings.length),
    },
  ],
};
