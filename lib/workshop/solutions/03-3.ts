import { filmsWhere } from '../../data/movielens/film-filter';
import { MostPopular } from '../../models/simple/most-popular';
import type { SolutionOf } from '../exercise-spec';
import type { onlyComedies } from '../exercises/03-3-only-comedies';

/** `among` restricts the candidates before the list is cut, so it is full. Any fitted model will do. */
export const answer: SolutionOf<typeof onlyComedies> = async ({ split, films, someone }) => {
  const comedies = filmsWhere(films, { genres: ['Comedy'] });
  const anyModel = await new MostPopular().fit(split.train);
  const list = anyModel.recommend(someone, { k: 5, among: comedies });
  return list;
};
