import type { SolutionOf } from '../exercise-spec';
import type { theTestByHand } from '../exercises/10-3-the-test-by-hand';

/** The same as `pooledZTest` in the library. */
export const answer: SolutionOf<typeof theTestByHand> = () => {
  type Arm = { readonly clicked: number; readonly users: number };
  const zOf = (treatment: Arm, control: Arm): number => {
    const p = (treatment.clicked + control.clicked) / (treatment.users + control.users);
    const error = Math.sqrt(p * (1 - p) * (1 / treatment.users + 1 / control.users));
    return (treatment.clicked / treatment.users - control.clicked / control.users) / error;
  };
  return zOf;
};
