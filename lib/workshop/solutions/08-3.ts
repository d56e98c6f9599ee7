import type { SolutionOf } from '../exercise-spec';
import type { machineScore } from '../exercises/08-3-the-score-of-a-machine';

/** The pairs make it O(features²); `plainScore` needs only O(features), with ½ Σ_f (s_f² − Σ_j v_jf² x_j²). */
export const answer: SolutionOf<typeof machineScore> = () => {
  type Numbers = readonly number[];
  const score = (w0: number, w: Numbers, V: readonly Numbers[], x: Numbers) => {
    let sum = w0;
    for (let j = 0; j < x.length; j++) {
      sum += w[j]! * x[j]!;
      for (let l = j + 1; l < x.length; l++) {
        for (let f = 0; f < V[j]!.length; f++) sum += V[j]![f]! * V[l]![f]! * x[j]! * x[l]!;
      }
    }
    return sum;
  };
  return score;
};
