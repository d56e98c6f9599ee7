import type { SolutionOf } from '../exercise-spec';
import type { perfectFilms } from '../exercises/01-2-perfect-films';

/** Ten films of MovieLens 100K are perfect, none with more than three ratings. Sorting by the plain mean puts them first. */
export const answer: SolutionOf<typeof perfectFilms> = ({ ratings }) => {
  const byFilm = new Map<string, number[]>();
  for (const { item, rating } of ratings) byFilm.set(item, [...(byFilm.get(item) ?? []), rating]);
  const perfect = [...byFilm.values()].filter((stars) => stars.every((one) => one === 5));
  const mostRatings = Math.max(0, ...perfect.map((stars) => stars.length));
  return { films: perfect.length, mostRatings };
};
