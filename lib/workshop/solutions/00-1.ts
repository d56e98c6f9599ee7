import type { SolutionOf } from '../exercise-spec';
import type { aFilmForAda } from '../exercises/00-1-a-film-for-ada';
import type { ToyRecommender } from '../exercises/parts/toy-world';

export const guess = 'Fargo';

/** Ben agrees with Ada where Cleo does not, so his three stars for Fargo count more than her two, and his one star for Babe more than her four. */
export const answer: SolutionOf<typeof aFilmForAda, ToyRecommender> = ({ films, ratings, predict }) => {
  const open = films.map((_, i) => i).filter((i) => ratings[0][i] === null);
  const forAda = open.map((i) => ({ film: films[i], predicted: predict(0, i) }));
  forAda.sort((a, b) => b.predicted - a.predicted);
  return forAda;
};
