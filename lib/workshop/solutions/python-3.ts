import type { SolutionOf } from '../exercise-spec';
import type { groupMeans as groupMeansExercise } from '../exercises/python-3-group-means';

/** A map, not an object: a genre may be called `constructor`. */
export const answer: SolutionOf<typeof groupMeansExercise> = () => {
  const groupMeans = (rows: readonly { genre: string; stars: number }[]): Map<string, number> => {
    const sums = new Map<string, number>();
    const counts = new Map<string, number>();
    for (const { genre, stars } of rows) {
      sums.set(genre, (sums.get(genre) ?? 0) + stars);
      counts.set(genre, (counts.get(genre) ?? 0) + 1);
    }
    return new Map([...sums].map(([genre, sum]) => [genre, sum / counts.get(genre)!]));
  };
  return groupMeans;
};
