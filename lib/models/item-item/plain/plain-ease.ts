/**
 * EASE, a short version for reading: count how many users like both of two items, invert that matrix, divide.
 *
 *     G = XᵀX + λ I,   P = G⁻¹,   b_ji = −p_ji / p_ii,  b_ii = 0,   score_ui = Σ_{j ∈ I_u} b_ji
 *
 * `EASE` does the same on tensors, and can weight the likes. Cost: O(Σ likes² + items³).
 *
 * Source: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", 2019, equation 8.
 */

/**
 * The item-item weights B: row j, column i is b_ji.
 *
 * @param likes the inner indices of the items that each user likes, without duplicates
 * @param items the number of items
 * @param reg λ, above 0
 * @example
 * const B = plainEASE([[0, 1], [0, 1, 2], [2]], 3, 0.5);
 * const scoresOfFirstUser = [0, 1, 2].map((i) => B[0][i] + B[1][i]);
 */
export function plainEASE(likes: readonly (readonly number[])[], items: number, reg: number): number[][] {
  const G = Array.from({ length: items }, (_, j) =>
    Array.from({ length: items }, (_, i) => (i === j ? reg : 0)),
  );
  for (const liked of likes) for (const j of liked) for (const i of liked) G[j][i]++;
  const P = inverse(G);
  return P.map((row, j) => row.map((p, i) => (i === j ? 0 : -p / P[i][i])));
}

/**
 * The inverse of a positive definite matrix by Gauss-Jordan elimination, which needs no pivoting for such a
 * matrix.
 */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, j) => [...row, ...Array.from({ length: n }, (_, i) => (i === j ? 1 : 0))]);
  for (let pivot = 0; pivot < n; pivot++) {
    const divisor = rows[pivot][pivot];
    rows[pivot] = rows[pivot].map((value) => value / divisor);
    for (let j = 0; j < n; j++) {
      const factor = rows[j][pivot];
      if (j === pivot || factor === 0) continue;
      rows[j] = rows[j].map((value, column) => value - factor * rows[pivot][column]);
    }
  }
  return rows.map((row) => row.slice(n));
}
