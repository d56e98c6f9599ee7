import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { withRequired } from '../../core/with-required';
import type { TeamDraft } from './interleaving';

/**
 * The probability that a team draft of these lists, with a fair coin, gives these items in this order: the propensity of
 * an interleaved list. Each round has two outcomes, by who goes first, of ½ each; where both give the same items, as
 * where both models agree, the round counts 1. 0 if the draft can't give the list. Cost: O(k²), for lists.
 *
 * @param a items of model A, best first, each once
 * @param k as given to `teamDraft`
 * @example
 * draftProbability(['a', 'b'], ['b', 'a'], { items: ['a', 'b'] }); // 0.5
 * draftProbability(['a', 'b'], ['a', 'b'], { items: ['a', 'b'] }); // 1
 */
export function draftProbability<Item>(
  a: readonly Item[],
  b: readonly Item[],
  options: Pick<TeamDraft<Item>, 'items'> & { readonly k?: number },
): number {
  checkArgument('draftProbability', 'a', a, LIST);
  checkArgument('draftProbability', 'b', b, LIST);
  withRequired('draftProbability', options, 'items');
  checkOptions('draftProbability', options, { items: [], k: 10 });
  const { items, k = Math.min(a.length, b.length) } = options;
  checkArgument('draftProbability', 'items', items, LIST);
  const taken = new Set<Item>();
  /** What two teams pick, the first its best item, the second its best other one; until k, or until one has none. */
  const round = (first: readonly Item[], second: readonly Item[], places: number): Item[] => {
    const picked = first.find((item) => !taken.has(item));
    if (picked === undefined || places === 1) return picked === undefined ? [] : [picked];
    const then = second.find((item) => !taken.has(item) && item !== picked);
    return then === undefined ? [picked] : [picked, then];
  };
  let probability = 1;
  for (let place = 0; place < k && place <= items.length; place += 2) {
    const shown = items.slice(place, place + 2);
    const outcomes = [round(a, b, k - place), round(b, a, k - place)];
    const same = outcomes.filter(
      (picks) => picks.length === shown.length && picks.every((item, n) => item === shown[n]),
    );
    probability *= same.length / 2;
    if (shown.length < 2) break;
    for (const item of shown) taken.add(item);
  }
  return probability;
}
