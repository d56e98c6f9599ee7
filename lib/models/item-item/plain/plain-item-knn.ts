/**
 * ItemKNN with cosines, a short version for reading: two items are alike if the same users like them.
 *
 *     sim(j, i) = |U_j ∩ U_i| / √(|U_j| |U_i|),   score_ui = Σ_{j ∈ I_u} sim(j, i)
 *
 * over the k items i most similar to each j. `ItemKNN` does the same in WebAssembly on all cores, and can weight the likes in
 * other ways. Cost: O(Σ likes² + items² log items).
 *
 * Source: M. Deshpande, G. Karypis, "Item-Based Top-N Recommendation Algorithms", 2004.
 */

/**
 * The similarities: row j, column i is sim(j, i), or 0 if i isn't one of the k most similar to j. Of equally similar items,
 * the first ones are kept.
 *
 * @param likes the inner indices of the items that each user likes, without duplicates
 * @param items the number of items
 * @param neighbors k
 * @example
 * const S = plainItemKNN([[0, 1], [0, 1, 2], [2]], 3, 2);
 * const scoresOfLastUser = [0, 1, 2].map((i) => S[2][i]); // 1/2, 1/2, 0
 */
export function plainItemKNN(
  likes: readonly (readonly number[])[],
  items: number,
  neighbors: number,
): number[][] {
  const common = Array.from({ length: items }, () => Array.from({ length: items }, () => 0));
  for (const liked of likes) for (const j of liked) for (const i of liked) common[j][i]++;
  return common.map((row, j) => {
    const similarities = row.map((count, i) =>
      i === j || count === 0 ? 0 : count / Math.sqrt(common[j][j] * common[i][i]),
    );
    const nearest = [...similarities.keys()]
      .sort((a, b) => similarities[b] - similarities[a] || a - b)
      .slice(0, neighbors);
    return similarities.map((similarity, i) => (nearest.includes(i) ? similarity : 0));
  });
}
