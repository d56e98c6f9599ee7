import type { SolutionOf } from '../exercise-spec';
import type { oneStarForHeat } from '../exercises/00-2-one-star-for-heat';

/** It falls only from 0.976 to 0.909. All stars are positive, so two vectors of stars never point far apart: cosine can't see dislike. */
export const answer: SolutionOf<typeof oneStarForHeat> = ({ films, ratings }) => {
  const [alien, heat] = [films.indexOf('Alien'), films.indexOf('Heat')];
  const a = [ratings[0][alien]!, ratings[0][heat]!];
  const b = [ratings[1][alien]!, 1];
  const lengths = Math.sqrt((a[0] ** 2 + a[1] ** 2) * (b[0] ** 2 + b[1] ** 2));
  return (a[0] * b[0] + a[1] * b[1]) / lengths;
};
