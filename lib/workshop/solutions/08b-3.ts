import type { SolutionOf } from '../exercise-spec';
import type { fromPriorToPosterior } from '../exercises/08b-3-from-prior-to-posterior';

/** Precisions add up; the mean is weighted by them. */
export const answer: SolutionOf<typeof fromPriorToPosterior> = () => {
  type Normal = { readonly mean: number; readonly deviation: number };
  const posteriorOf = (prior: Normal, noise: number, ratings: readonly number[]) => {
    const precision = 1 / prior.deviation ** 2 + ratings.length / noise ** 2;
    const sum = ratings.reduce((total, rating) => total + rating, 0);
    const mean = (prior.mean / prior.deviation ** 2 + sum / noise ** 2) / precision;
    return { mean, deviation: 1 / Math.sqrt(precision) };
  };
  return posteriorOf;
};
