/** Which films to ask a new user about: what all strategies have in common. */

import { called, checkArgument, LIST, objectWith } from '../core/arguments';
import type { ItemId, ItemIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';

/** A question that was asked. */
export interface Asked {
  readonly item: ItemId;
  /** The answer; undefined if the user doesn't know the item. */
  readonly rating: number | undefined;
}

/** A way to choose questions. It keeps no state about users: all it knows is what was asked and answered. */
export interface Onboarding {
  /** For tables: `popular`. */
  readonly name: string;
  /** What to ask next; undefined when everything has been asked. */
  next(asked: readonly Asked[]): ItemId | undefined;
}

/** An onboarding as an argument. */
export const ONBOARDING = called('a way to ask, as askPopular returns it', objectWith('name', 'next'));

/**
 * Asks in order of the scores, whatever the answers; ties go by the order of items in the train set. Items that nobody
 * has rated are never asked about.
 *
 * @param scores by inner item index, finite for items with ratings; higher comes first
 */
export function askInOrder(name: string, train: Interactions, scores: ArrayLike<number>): Onboarding {
  checkArgument('askInOrder', 'train', train, TABLE);
  checkArgument('askInOrder', 'scores', scores, LIST);
  const counts = train.itemCounts();
  const order = Array.from(counts.keys()).filter((item) => counts[item] > 0);
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const items = order.map((item) => train.items.idOf(item as ItemIndex));
  return {
    name,
    next: (asked) => {
      // Usually the items asked about are the start of the order.
      let same = 0;
      while (same < asked.length && asked[same].item === items[same]) same++;
      if (same === asked.length) return items[same];
      const gone = new Uint8Array(train.itemCount);
      for (const { item } of asked) gone[train.items.indexOf(item) ?? -1] = 1;
      const at = order.findIndex((item) => !gone[item]);
      return items[at];
    },
  };
}
