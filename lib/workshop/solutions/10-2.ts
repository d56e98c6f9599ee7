import { usersForMeansNormal } from '../../experiments/planning/power';
import type { SolutionOf } from '../exercise-spec';
import type { halfTheEffect } from '../exercises/10-2-half-the-effect';

/** The number grows with 1 / effect². */
export const answer: SolutionOf<typeof halfTheEffect> = ({ effect }) => {
  const perArm = usersForMeansNormal(effect / 2);
  return perArm;
};
