import type { SolutionOf } from '../exercise-spec';
import type { whoDecidesForDan } from '../exercises/00-3-who-decides-for-dan';
import type { ToyRecommender } from '../exercises/parts/toy-world';

export const guess = 2.5;

/**
 * With two neighbors all three get 2.5: Ben and Cleo decide, with a cosine of 1 on a single common film each. For
 * Alien, Ada would be a third: she agrees with Dan on two films, has 0.976 and no say. Chance agreement beats real
 * agreement.
 */
export const answer: SolutionOf<typeof whoDecidesForDan, ToyRecommender> = ({ films, predict }) => {
  const forDan = ['Alien', 'Fargo', 'Babe'].map((film) => ({
    film,
    predicted: predict(3, films.indexOf(film)),
  }));
  return forDan;
};
