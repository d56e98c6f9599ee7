import type { ItemId, UserId } from '../../core/ids';
import type { Film } from '../../data/movielens/film';
import type { Split } from '../../evaluation/splits/split';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** A place on a list. */
interface Place {
  readonly item: ItemId;
  readonly score: number;
}

interface Given {
  readonly split: Split;
  readonly films: readonly Film[];
  readonly someone: UserId;
}

const LENGTH = 5;
const seenBy = ({ split, someone }: Given) => new Set(split.train.ratingsOf(someone).map(({ item }) => item));
const comediesOf = ({ films, split }: Given) =>
  new Set(
    films
      .filter(({ id, genres }) => genres.includes('Comedy') && split.train.items.has(id))
      .map(({ id }) => id),
  );

export const onlyComedies: ExerciseSpec<readonly Place[], Given> = {
  id: '03-3',
  title: 'Only comedies',
  level: 'change',
  task: 'Give `someone` five comedies that they haven’t rated, best first, from any model.',
  needs: ['split', 'films', 'someone'],
  answer: 'list',
  hints: [
    'Should you filter the list, or what the list is made from?',
    '`filmsWhere` chooses films, and `recommend` takes the choice as `among`.',
    '`easeModel.recommend(someone, { k: 5, among: filmsWhere(films, { genres: ["Comedy"] }) })`',
  ],
  check(list, given) {
    const [seen, comedies] = [seenBy(given), comediesOf(given)];
    const length = Math.min(LENGTH, [...comedies].filter((id) => !seen.has(id)).length);
    if (new Set(list.map(({ item }) => item)).size !== list.length) return wrong('A film occurs twice.');
    if (list.some(({ item }) => seen.has(item)))
      return wrong('The list contains films that they have rated.');
    if (list.some(({ item }) => !comedies.has(item))) return wrong('Not all films in the list are comedies.');
    if (list.length !== length) return wrong(`Expected ${length} films, got ${list.length}.`);
    const falls = list.every(({ score }, n) => n === 0 || score <= list[n - 1].score);
    if (!falls) return wrong('The best must come first.');
    return right(
      'You filtered before the list was cut, so it is full. Filtering afterwards would have left gaps.',
    );
  },
  mistakes: [
    {
      words: 'The list contains films that they have rated. `recommend` leaves those out by itself.',
      is: (list, given) => list.some(({ item }) => seenBy(given).has(item)),
    },
    {
      words: 'Not all of these are comedies.',
      is: (list, given) => list.some(({ item }) => !comediesOf(given).has(item)),
    },
    {
      words:
        'Too few: you made the list first and filtered it afterwards. Choose among comedies from the start.',
      is: (list) => list.length < LENGTH,
    },
  ],
};
