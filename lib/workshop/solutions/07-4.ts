import type { SolutionOf } from '../exercise-spec';
import type { aStepOfGmf } from '../exercises/07-4-a-step-of-gmf';

/** Each number's slope is the error times what it is multiplied with in the score. */
export const answer: SolutionOf<typeof aStepOfGmf> = () => {
  type Weights = { p: number[]; q: number[]; h: number[] };
  const stepOf = ({ p, q, h }: Weights, liked: number, learningRate: number) => {
    const score = p.reduce((sum, x, f) => sum + h[f] * x * q[f], 0);
    const move = learningRate * (1 / (1 + Math.exp(-score)) - liked);
    return {
      p: p.map((x, f) => x - move * h[f] * q[f]),
      q: q.map((y, f) => y - move * h[f] * p[f]),
      h: h.map((z, f) => z - move * p[f] * q[f]),
    };
  };
  return stepOf;
};
