import type { SolutionOf } from '../exercise-spec';
import type { aRampThatMovesNobody } from '../exercises/10-4-a-ramp-that-moves-nobody';

/** As `Assignment` does it, with two salts. */
export const answer: SolutionOf<typeof aRampThatMovesNobody> = () => {
  const placeOf = (first: number, second: number, traffic: number): string => {
    if (first >= traffic) return 'out';
    return second < 0.5 ? 'control' : 'treatment';
  };
  return placeOf;
};
