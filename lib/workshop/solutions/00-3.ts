import type { SolutionOf } from '../exercise-spec';
import type { whoDecidesForDan } from '../exercises/00-3-who-decides-for-dan';
import type { ToyRecommender } from '../exercises/parts/toy-world';

export const guess = 2.5;

/**
 * With two neighbors, all three get 2.5: Ben and Cleo decide, each with a cosine of 1 from a single common film. For
 * Alien, Ada comes third: she agrees with Dan on two films but has only 0.976, so she isn't asked. Chance agreement
 * beats real agreement.
 */
export const answer: SolutionOf<typeof whoDecidesForDan, ToyRecommender> = ({ films, predict }) => {
  const forDan = ['Alien', 'Fargo', 'Babe'].map((film) => ({
    film,
    predicted: predict(3, films.indexOf(film)),
  }));
  return forDan;
};
