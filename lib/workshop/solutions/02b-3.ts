import type { SolutionOf } from '../exercise-spec';
import type { oneEpoch } from '../exercises/02b-3-one-epoch';

/** The heart of `plain-svd.ts`. Whole libraries are built around these few lines. */
export const answer: SolutionOf<typeof oneEpoch> = () => {
  type Model = { mean: number; bu: number[]; bi: number[]; p: number[][]; q: number[][] };
  type Row = { user: number; item: number; rating: number };
  const epoch = (model: Model, rows: readonly Row[], step: { learningRate: number; reg: number }) => {
    const { mean, bu, bi, p, q } = model;
    const { learningRate, reg } = step;
    for (const { user: u, item: i, rating } of rows) {
      const product = p[u].reduce((sum, x, f) => sum + x * q[i][f], 0);
      const error = rating - (mean + bu[u] + bi[i] + product);
      bu[u] += learningRate * (error - reg * bu[u]);
      bi[i] += learningRate * (error - reg * bi[i]);
      for (let f = 0; f < p[u].length; f++) {
        const [x, y] = [p[u][f], q[i][f]];
        p[u][f] += learningRate * (error * y - reg * x);
        q[i][f] += learningRate * (error * x - reg * y);
      }
    }
    return model;
  };
  return epoch;
};
