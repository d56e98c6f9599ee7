/** Intra-list diversity: how far the items of a list lie apart. */

/**
 * The mean distance of all pairs of a list. Pairs whose distance is NaN are left out; NaN where there is
 * no other pair. Cost: O(k²) distances.
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
