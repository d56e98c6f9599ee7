/** Which films to ask a new user about: what all ways of choosing have in common. */
import type { ItemId, ItemIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';

/** A question that was asked. */
export interface Asked {
  readonly item: ItemId;
  /** The answer; undefined where the user doesn't know the item. */
  readonly rating: number | undefined;
}

/** A way to choose questions. It holds nothing of any user: all it knows of one is what was asked. */
export interface Onboarding {
  /** For tables: `popular`. */
  readonly name: string;
  /** What to ask next; undefined when everything has been asked. */
  next(asked: readonly Asked[]): ItemId | undefined;
}

/**
 * Asks in one order whatever the answers are: that of the scores, ties by the order of items in the train set. Items
 * that nobody has rated are never asked for.
 *
 * @param scores by inner item index, finite where an item has ratings; higher is sooner
 */
export function askInOrder(name: string, train: Interactions, scores: ArrayLike<number>): Onboarding {
  const counts = train.itemCounts();
  const order = Array.from(counts.keys()).filter((item) => counts[item] > 0);
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const items = order.map((item) => train.items.idOf(item as ItemIndex));
  return {
    name,
    next: (asked) => {
      // Mostly what was asked is the beginning of the order.
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
