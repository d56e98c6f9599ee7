import { checkArgument, ITERABLE } from '../../core/arguments';

/** An item that was shown to a user, at a place of a list. */
export interface Impression {
  readonly user: string;
  readonly item: string;
  /** From 0, the top. */
  readonly place: number;
  readonly clicked: boolean;
}

/** A list that was shown: what a service logs. */
export interface ShownList {
  readonly user: string;
  readonly items: readonly string[];
  readonly clicks: readonly string[];
}

/**
 * The impressions of lists, one per item and place. Cost: O(impressions).
 *
 * @example
 * [...impressionsOf([{ user: 'ann', items: ['a', 'b'], clicks: ['b'] }])].length; // 2
 */
export function* impressionsOf(lists: Iterable<ShownList>): Generator<Impression> {
  checkArgument('impressionsOf', 'lists', lists, ITERABLE);
  for (const { user, items, clicks } of lists) {
    for (const [place, item] of items.entries()) yield { user, item, place, clicked: clicks.includes(item) };
  }
}
