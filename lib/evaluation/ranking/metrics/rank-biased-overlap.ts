import { pairMetric } from './ranking-metric';

/** The probability that a reader continues to the next place; the first ten then have 86% of the weight. */
export const RBO_PERSISTENCE = 0.9;

/**
 * Rank-biased overlap of two lists, extrapolated: RBO_ext = A_k p^k + (1 − p)/p Σ_{d=1}^{k} A_d p^d for lists of
 * equal length k, where A_d is the share of common items among the first d of both. 1: the same list, 0: nothing in
 * common; the top counts most. Lists of unequal length use the paper's equation 32. NaN for an empty list. Items on a
 * list must be distinct. Cost: O(k).
 *
 * @param a items, best first
 * @param persistence p, between 0 and 1
 */
export function rankBiasedOverlap<Item>(
  a: ArrayLike<Item>,
  b: ArrayLike<Item>,
  persistence: number = RBO_PERSISTENCE,
): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return Number.NaN;
  const seenInShort = new Set<Item>();
  const seenInLong = new Set<Item>();
  let [common, commonAtShort, sum] = [0, 0, 0];
  for (let d = 1; d <= long.length; d++) {
    const [s, l] = [d <= short.length ? short[d - 1] : undefined, long[d - 1]];
    if (s === l) common++;
    else {
      if (s !== undefined && seenInLong.has(s)) common++;
      if (seenInShort.has(l)) common++;
    }
    if (s !== undefined) seenInShort.add(s);
    seenInLong.add(l);
    if (d === short.length) commonAtShort = common;
    const beyond = d > short.length ? (commonAtShort * (d - short.length)) / short.length : 0;
    sum += ((common + beyond) / d) * persistence ** d;
  }
  const agreement = (common - commonAtShort) / long.length + commonAtShort / short.length;
  return ((1 - persistence) / persistence) * sum + agreement * persistence ** long.length;
}

export const OVERLAP = pairMetric({
  name: 'overlap',
  title: 'rank-biased overlap',
  better: 'neither',
  of: (a, b) => rankBiasedOverlap(a, b),
  card: {
    definition:
      'How similar two models’ lists for the same user are, with most weight on the top: 1 means the same list, 0 nothing in common.',
    formula: 'A_k p^k + (1 − p)/p Σ_{d=1}^{k} A_d p^d, A_d the common share of the first d, p = 0.9',
    denominator: 'd, at each depth; beyond the lists, agreement is assumed to stay the same',
    candidates: 'those of the two models',
    relevance: 'none: two models can agree on a bad list',
    emptyUsers: 'averages users for whom both models have a nonempty list',
    source: 'W. Webber, A. Moffat, J. Zobel, ACM TOIS 28 (2010), equation 32 (extrapolated)',
    example: {
      words: 'A B C D and B A E C share 0, 2, 2, and 3 items at depths 1 to 4',
      arithmetic: '3/4 * 0.9**4 + 0.1/0.9 * (0 + 2/2 * 0.9**2 + 2/3 * 0.9**3 + 3/4 * 0.9**4)',
      value: 0.69075,
    },
  },
});
