/**
 * Jaccard distance of two sets, 1 − |A ∩ B| / |A ∪ B|: 0 if they are equal, 1 if they have nothing in common,
 * NaN if either is empty. Elements must be distinct. Cost: O(|A| · |B|), for sets as small as a film's
 * genres.
 */
export function jaccardDistance<Element>(a: readonly Element[], b: readonly Element[]): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  let common = 0;
  for (const element of a) if (b.includes(element)) common++;
  return 1 - common / (a.length + b.length - common);
}
