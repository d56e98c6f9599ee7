import { checkArgument, ITERABLE } from '../../core/arguments';
import { DataError } from '../../core/errors';
import type { Impression } from './impression';

/**
 * How likely each place is to be looked at, relative to the first, from lists in random order: then items at all places
 * are equally good on average, and places differ in clicks only because they differ in looks. A small share of shuffled
 * traffic is enough, for a while. Lists in the order of a model give wrong numbers, because its best items are at the
 * top. Cost: O(impressions).
 *
 * Source: T. Joachims, A. Swaminathan, T. Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017,
 * which swaps two places instead of shuffling all.
 *
 * @param shuffled impressions of shuffled lists
 * @returns from the top; 1 for the first place
 * @throws DataError if a place has no impression, or no click
 * @example
 * const shuffled = [
 *   { user: 'ann', items: ['a', 'b'], clicks: ['a'] },
 *   { user: 'ben', items: ['b', 'a'], clicks: ['b', 'a'] },
 * ];
 * lookRates(impressionsOf(shuffled)); // [1, 0.5]
 */
export function lookRates(shuffled: Iterable<Impression>): number[] {
  checkArgument('lookRates', 'shuffled', shuffled, ITERABLE);
  const places: { clicks: number; shown: number }[] = [];
  for (const { place, clicked } of shuffled) {
    places[place] ??= { clicks: 0, shown: 0 };
    places[place].shown++;
    if (clicked) places[place].clicks++;
  }
  return Array.from(places, (at, place) => {
    if (!at?.clicks) throw new DataError(`lookRates: place ${place} must have clicks, got none`);
    return at.clicks / at.shown / (places[0].clicks / places[0].shown);
  });
}
