import type { SolutionOf } from '../exercise-spec';
import type { negativesByHand } from '../exercises/07-5-negatives';

/** Draw from all films, and draw again if it is a like: what remains is equally likely. */
export const answer: SolutionOf<typeof negativesByHand> = () => {
  const draw = (liked: ReadonlySet<number>, films: number, count: number, random: () => number) =>
    Array.from({ length: count }, () => {
      let film = Math.floor(random() * films);
      while (liked.has(film)) film = Math.floor(random() * films);
      return film;
    });
  return draw;
};
