/** How alike a live list and a shadow's list are. For rank-biased overlap, see `rankBiasedOverlap` in `lib/evaluation`. */
import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';

/**
 * Overlap@k: the share of the first k items that both lists have, in any order. Shorter lists count as if filled with
 * items of their own. Cost: O(k).
 *
 * @param a items, best first, each once
 * @throws OptionError for a k that isn't whole and positive
 * @example
 * overlapAt(['a', 'b', 'c'], ['b', 'a', 'd'], 2); // 1
 */
export function overlapAt<Item>(a: readonly Item[], b: readonly Item[], k: number): number {
  checkLists('overlapAt', a, b);
  checkDepth('overlapAt', k);
  return common(a.slice(0, k), b.slice(0, k)) / k;
}

/**
 * Jaccard's index of the first k: common items / all items of both. NaN for two empty lists. Cost: O(k).
 *
 * @throws OptionError for a k that isn't whole and positive
 * @example
 * jaccardAt(['a', 'b', 'c'], ['b', 'a', 'd'], 3); // 2 of 4: 0.5
 */
export function jaccardAt<Item>(a: readonly Item[], b: readonly Item[], k: number): number {
  checkLists('jaccardAt', a, b);
  checkDepth('jaccardAt', k);
  const [first, second] = [a.slice(0, k), b.slice(0, k)];
  const shared = common(first, second);
  return shared / (first.length + second.length - shared);
}

/**
 * Kendall's τ of the items that both lists have: (pairs in the same order − pairs in the other) / pairs. 1: the same
 * order, −1: the reverse. NaN for fewer than two common items. Cost: O(common²), for lists.
 *
 * Source: M. Kendall, Biometrika 30 (1938).
 *
 * @example
 * kendallTau(['a', 'b', 'c'], ['b', 'a', 'c', 'd']); // (2 − 1) / 3
 */
export function kendallTau<Item>(a: readonly Item[], b: readonly Item[]): number {
  checkLists('kendallTau', a, b);
  const place = new Map(b.map((item, i) => [item, i]));
  const places = a.flatMap((item) => place.get(item) ?? []);
  let [same, pairs] = [0, 0];
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      pairs++;
      if (places[i] < places[j]) same++;
    }
  }
  return (2 * same - pairs) / pairs;
}

function common<Item>(a: readonly Item[], b: readonly Item[]): number {
  const second = new Set(b);
  return a.filter((item) => second.has(item)).length;
}

function checkLists(owner: string, a: unknown, b: unknown): void {
  checkArgument(owner, 'a', a, LIST);
  checkArgument(owner, 'b', b, LIST);
}

function checkDepth(owner: string, k: number): void {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new OptionError(`${owner}: k must be a positive whole number, got ${k}`);
  }
}
