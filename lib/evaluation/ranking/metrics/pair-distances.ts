/** Intra-list diversity: how far apart the items on a list are. */

/**
 * The mean distance between all pairs on a list. Pairs with a NaN distance are left out; NaN if there is no other pair.
 * Cost: O(k²) distances.
 */
export function meanPairDistance(
  list: ArrayLike<number>,
  distance: (a: number, b: number) => number,
): number {
  let [sum, pairs] = [0, 0];
  for (let first = 0; first < list.length; first++) {
    for (let second = first + 1; second < list.length; second++) {
      const apart = distance(list[first], list[second]);
      if (Number.isNaN(apart)) continue;
      sum += apart;
      pairs++;
    }
  }
  return pairs === 0 ? Number.NaN : sum / pairs;
}
