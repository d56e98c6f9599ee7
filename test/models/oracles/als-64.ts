/** ALS in 64 bits, in plain loops: what `ALS` computes in 32 bits where they are enough. */
import type { Interactions } from '../../../lib/data/table/interactions';
import { cholesky, solveLower, solveUpper } from '../../../lib/math/dense/cholesky';
import { RandomState } from '../../../lib/math/random/random-state';
import type { ALSOptions } from '../../../lib/models/factors/als';

/** r̂ by inner index. */
export function als64(train: Interactions, options: ALSOptions): (user: number, item: number) => number {
  const { factors, epochs, reg, regExponent, regBias, initStdDev, seed } = options;
  const width = factors + 1;
  const start = new RandomState(seed).normals(train.itemCount * factors, 0, initStdDev);
  const users = Array.from({ length: train.userCount }, () => new Float64Array(width));
  const items = Array.from({ length: train.itemCount }, (_, item) =>
    Float64Array.of(...start.subarray(item * factors, (item + 1) * factors), 0),
  );
  const solve = (
    own: Float64Array[],
    others: Float64Array[],
    rows: (row: number) => ArrayLike<number>,
    of: ArrayLike<number>,
  ) => {
    for (let row = 0; row < own.length; row++) {
      const ratings = Array.from(rows(row));
      const A = new Float64Array(width ** 2);
      const b = new Float64Array(width);
      const penalty = reg * Math.max(1, ratings.length) ** regExponent;
      for (let f = 0; f < width; f++) A[f * width + f] = f < factors ? penalty : regBias;
      for (const rating of ratings) {
        const other = others[of[rating]];
        const x = Float64Array.of(...other.subarray(0, factors), 1);
        const left = train.ratingColumn[rating] - train.mean - other[factors];
        for (let f = 0; f < width; f++) {
          b[f] += left * x[f];
          for (let g = 0; g < width; g++) A[f * width + g] += x[f] * x[g];
        }
      }
      cholesky(A, width);
      solveLower(A, b, width);
      solveUpper(A, b, width);
      own[row] = b;
    }
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    solve(users, items, (user) => train.rowsOfUser(user as never), train.itemColumn);
    solve(items, users, (item) => train.rowsOfItem(item as never), train.userColumn);
  }
  return (user, item) => {
    const [p, q] = [users[user], items[item]];
    let score = train.mean + p[factors] + q[factors];
    for (let f = 0; f < factors; f++) score += p[f] * q[f];
    return score;
  };
}
