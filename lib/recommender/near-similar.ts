/**
 * Similar items of a large catalog, from a few candidates instead of all items: those that an index finds near the item,
 * and those that have the most raters in common with it. Without a common rater, a shrunk similarity is 0.
 */
import { trust } from '../math/similarity/similarity-formulas';
import type { PairLists } from './train-summary';

/** Finds what is near an item. */
export interface SimilarSearch {
  /** About the `wanted` most similar items, by inner index; undefined if all have to be compared. */
  nearest(wanted: number): readonly number[] | undefined;
  /** The similarity of another item, at most 1; NaN if there is none. */
  similarityTo(other: number): number;
}

/** For each item to compare, the users that it has, and the reverse. */
export interface ComparedLists {
  readonly own: PairLists;
  readonly others: PairLists;
}

/** An entry of the list. */
export interface SimilarPlace {
  readonly index: number;
  readonly similarity: number;
  /** Users who rated both; NaN if it isn't known. */
  readonly support: number;
}

export interface NearSimilarOptions {
  readonly k: number;
  readonly minSupport: number;
  readonly shrinkage: number;
  /** Whether an item can be on the list. */
  readonly allows: (item: number) => boolean;
}

/** How much is looked at. */
export interface NearSimilarLimits {
  /** Items compared because of common raters: those that have the most. */
  readonly compared: number;
  /**
   * Ratings of the item's raters that are counted. If they have more, evenly spaced raters are asked, at least
   * FEWEST_RATERS, and the counts are multiplied: supports are then estimates.
   */
  readonly counted: number;
}

const LIMITS: NearSimilarLimits = { compared: 5000, counted: 500_000 };
const FEWEST_RATERS = 100;

/**
 * About the k most similar items, best first; ties, such as those shrunk to 0, by similarity before it was shrunk. Undefined
 * if all items have to be compared.
 *
 * Cost: that of a search for k items, the ratings of the item's raters that are counted, and the similarities that are compared,
 * however large the catalog is.
 */
export function nearSimilar(
  index: number,
  search: SimilarSearch,
  lists: ComparedLists | undefined,
  { k, minSupport, shrinkage, allows }: NearSimilarOptions,
  limits = LIMITS,
): SimilarPlace[] | undefined {
  if (2 * k > limits.compared) return undefined;
  if (Number.isNaN(search.similarityTo(index))) return [];
  const nearest = search.nearest(k);
  if (!nearest) return undefined;
  const isTrusted = minSupport > 0 || shrinkage > 0;
  const supports = lists
    ? commonRaters(lists, index, nearest, {
        ...limits,
        least: isTrusted ? Math.max(1, minSupport) : Number.POSITIVE_INFINITY,
      })
    : new Map(nearest.map((item) => [item, Number.NaN]));
  let places: Place[] = [];
  let last: Place | undefined; // the k-th so far
  for (const [item, support] of supports) {
    const most = lists ? trust(Math.max(1, support), shrinkage) : 1;
    // No cosine is above 1, but for rounding.
    if (last && most < last.similarity - ROUNDING) continue;
    const unshrunk = search.similarityTo(item);
    if (item === index || Number.isNaN(unshrunk) || support < minSupport || !allows(item)) continue;
    const place = { index: item, similarity: unshrunk * most, support, unshrunk };
    if (last && inOrder(last, place) < 0) continue;
    places.push(place);
    if (places.length < 2 * k) continue;
    places = places.sort(inOrder).slice(0, k);
    last = places[k - 1];
  }
  return places.sort(inOrder).slice(0, k);
}

interface Place extends SimilarPlace {
  readonly unshrunk: number;
}

const ROUNDING = 1e-6;

function inOrder(a: Place, b: Place): number {
  return b.similarity - a.similarity || b.unshrunk - a.unshrunk || a.index - b.index;
}

/** For each item, how many of the counted raters have rated it. All 0 between calls: clearing it would take O(items). */
let counts = new Int32Array(0);

/** The number of common raters of the `nearest` items, and of those that have the most, `least` or more. */
function commonRaters(
  { own, others }: ComparedLists,
  index: number,
  nearest: readonly number[],
  { compared, counted, least }: NearSimilarLimits & { readonly least: number },
): Map<number, number> {
  const [from, to] = [own.offsets[index], own.offsets[index + 1]];
  let ratings = 0;
  for (let place = from; place < to; place++) {
    const rater = at(own, place);
    ratings += others.offsets[rater + 1] - others.offsets[rater];
  }
  const step = Math.max(1, Math.min(Math.ceil(ratings / counted), Math.floor((to - from) / FEWEST_RATERS)));
  if (counts.length < own.offsets.length - 1) counts = new Int32Array(own.offsets.length - 1);
  const rated: number[] = [];
  for (let place = from; place < to; place += step) {
    const rater = at(own, place);
    for (let n = others.offsets[rater]; n < others.offsets[rater + 1]; n++) {
      const item = at(others, n);
      if (counts[item]++ === 0) rated.push(item);
    }
  }
  const found = new Map(nearest.map((item) => [item, counts[item] * step]));
  for (const item of withMost(rated, compared, Math.ceil(least / step))) found.set(item, counts[item] * step);
  for (const item of rated) counts[item] = 0;
  return found;
}

/** The `most` items with the highest counts, `least` or more; of those with the lowest, the first. */
function withMost(items: readonly number[], most: number, least: number): number[] {
  const enough = items.filter((item) => counts[item] >= least);
  if (enough.length <= most) return enough;
  const having: number[] = []; // the number of items by count
  for (const item of enough) having[counts[item]] = (having[counts[item]] ?? 0) + 1;
  let [lowest, above] = [having.length, 0];
  while (above + (having[lowest - 1] ?? 0) <= most) above += having[--lowest] ?? 0;
  // All above the next count fit, and some that have it.
  let left = most - above;
  return enough.filter((item) => counts[item] >= lowest || (counts[item] === lowest - 1 && left-- > 0));
}

function at({ rows, column }: PairLists, place: number): number {
  return column[rows ? rows[place] : place];
}
