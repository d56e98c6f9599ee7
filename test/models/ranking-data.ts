/** Data of the tests of models that rank: small enough to be worked by hand, and made up at random. */
import type { ItemId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import type { Model } from '../../lib/recommender/model';

/** Likes (5) and a dislike (2): ann x y, bob x y z, cid y z; ann dislikes z. */
export function handful(): Interactions {
  return Interactions.fromRows(
    [
      ['ann', 'x', 5],
      ['ann', 'y', 5],
      ['ann', 'z', 2],
      ['bob', 'x', 5],
      ['bob', 'y', 5],
      ['bob', 'z', 5],
      ['cid', 'y', 5],
      ['cid', 'z', 5],
    ],
    { scale: { min: 1, max: 5, step: 1 } },
  );
}

/** 60 users and 40 films in two circles of taste; about a third of the pairs rated, 1 to 5. */
export function circles(seed = 4): Interactions {
  const random = new RandomState(seed);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 60; user++) {
    for (let item = 0; item < 40; item++) {
      const same = user % 2 === item % 2;
      if (random.random() < (same ? 0.45 : 0.2))
        rows.push([`u${user}`, `i${item}`, same ? 3 + random.interval(2) : 1 + random.interval(4)]);
    }
  }
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
}

/** Scores of all users and items, [users][items]. */
export function allScores(model: Model): number[][] {
  return Array.from(model.train.users, (user) => [...model.scoresOf(user)]);
}

/** Score of one user by item id. */
export function scoreOf(scores: Float64Array, table: Interactions, item: ItemId): number {
  return scores[table.items.require(item)];
}

/** The dense matrix of weights: `weightOf` each rating, 0 where there is none. [users][items] */
export function denseWeights(table: Interactions, weightOf: (rating: number) => number): number[][] {
  const X = Array.from(table.users, () => new Array<number>(table.itemCount).fill(0));
  for (let row = 0; row < table.length; row++) {
    X[table.userColumn[row]][table.itemColumn[row]] = weightOf(table.ratingColumn[row]);
  }
  return X;
}

/** The inverse by Gauss and Jordan, in 64 bits, one cell after another: the slow way. */
export function slowInverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    const pivot = work[column][column];
    for (let j = 0; j < 2 * n; j++) work[column][j] /= pivot;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = work[i][column];
      for (let j = 0; j < 2 * n; j++) work[i][j] -= factor * work[column][j];
    }
  }
  return work.map((row) => row.slice(n));
}

/** A B. */
export function product(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number[][] {
  return A.map((row) => B[0].map((_, j) => row.reduce((sum, value, k) => sum + value * B[k][j], 0)));
}

/** Aᵀ. */
export function transpose(A: readonly (readonly number[])[]): number[][] {
  return A[0].map((_, j) => A.map((row) => row[j]));
}

/** The largest difference between two tables of numbers. */
export function farthest(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number {
  return Math.max(...A.flatMap((row, i) => row.map((value, j) => Math.abs(value - B[i][j]))));
}
