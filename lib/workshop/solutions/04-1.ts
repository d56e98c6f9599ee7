import type { Film } from '../../data/movielens/film';
import { filmFeatures } from '../../data/movielens/film-features';
import type { Interactions } from '../../data/table/interactions';
import { evaluate } from '../../evaluation/ratings/evaluate';
import { coldItems } from '../../evaluation/splits/cold-items';
import { createModel } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { titleWords } from '../exercises/04-1-title-words';

interface Around {
  readonly bare: Interactions;
  readonly films: readonly Film[];
  readonly coldShare: number;
}

export const guess = 'no difference';

/** The new films are the same, so any difference comes from the title words alone. */
export const answer: SolutionOf<typeof titleWords, Around> = async ({ bare, films, coldShare }) => {
  const plain = bare.withItemFeatures(filmFeatures(films, { titleWords: false }));
  const sameFilms = coldItems(plain, { share: coldShare, seed: 0 });
  const withoutTitles = await evaluate(createModel('ContentRidge'), { split: sameFilms });
  return withoutTitles;
};
