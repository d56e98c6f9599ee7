/**
 * Implicit ALS, a short version for reading: each user's vector is the exact solution of a small system of equations with
 * the items' vectors fixed, then each item's with the users' fixed, and so on.
 *
 *     (QᵀQ + λ I + α Σ_i q_i q_iᵀ) p_u = (1 + α) Σ_i q_i   over the items i that u likes
 *
 * QᵀQ stands for all items, liked or not, and is computed once for all users. `ImplicitALS` takes one step toward each
 * solution instead of forming and solving the systems, on several threads, and can weight the likes.
 * Cost: O(likes · factors² + (users + items) · factors³) per epoch.
 *
 * Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008.
 */
import { luSolve } from '../../../math/dense/lu-solve';
import { RandomState } from '../../../math/random/random-state';

/** The same as the options of `ImplicitALS`. */
export interface PlainImplicitALSOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly reg: number;
  readonly alpha: number;
  readonly initStdDev: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * The vectors p_u and q_i; score_ui = p_u · q_i.
 *
 * @param likes the inner indices of the items that each user likes, without duplicates
 * @param items the number of items
 * @example
 * const options = { factors: 2, epochs: 10, reg: 0.1, alpha: 2, initStdDev: 0.1 };
 * const { p, q } = plainImplicitALS([[0, 1], [0, 1, 2], [2]], 3, options);
 * const score = p[0][0] * q[2][0] + p[0][1] * q[2][1];
 */
export function plainImplicitALS(
  likes: readonly (readonly number[])[],
  items: number,
  options: PlainImplicitALSOptions,
): { readonly p: readonly ArrayLike<number>[]; readonly q: readonly ArrayLike<number>[] } {
  const { factors, epochs, initStdDev, seed = 0 } = options;
  const random = new RandomState(seed);
  const start = (count: number) =>
    Array.from({ length: count }, () => random.normals(factors, 0, initStdDev));
  let p: ArrayLike<number>[] = start(likes.length);
  let q: ArrayLike<number>[] = start(items);
  const fans = Array.from({ length: items }, (_, item) =>
    Array.from(likes.keys()).filter((user) => likes[user].includes(item)),
  );
  for (let epoch = 0; epoch < epochs; epoch++) {
    p = solved(likes, q, options);
    q = solved(fans, p, options);
  }
  return { p, q };
}

/** The best vector of each row, given what it likes (or who likes it) and their vectors. */
function solved(
  likes: readonly (readonly number[])[],
  vectors: readonly ArrayLike<number>[],
  { factors, reg, alpha }: PlainImplicitALSOptions,
): ArrayLike<number>[] {
  const common = new Float64Array(factors ** 2);
  for (const q of vectors) addOuter(common, q, 1);
  for (let f = 0; f < factors; f++) common[f * factors + f] += reg;
  return likes.map((liked) => {
    const A = common.slice();
    const b = new Float64Array(factors);
    for (const i of liked) {
      addOuter(A, vectors[i], alpha);
      for (let f = 0; f < factors; f++) b[f] += (1 + alpha) * vectors[i][f];
    }
    return luSolve(A, b, { batch: 1, n: factors, k: 1 });
  });
}

/** sums += weight · q qᵀ */
function addOuter(sums: Float64Array, q: ArrayLike<number>, weight: number): void {
  for (let f = 0; f < q.length; f++) {
    for (let g = 0; g < q.length; g++) sums[f * q.length + g] += weight * q[f] * q[g];
  }
}
