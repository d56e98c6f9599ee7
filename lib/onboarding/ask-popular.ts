import type { Interactions } from '../data/table/interactions';
import { askInOrder, type Onboarding } from './ask-in-order';

/** Asks about the items with the most ratings first: answers are likely, but say little about anyone's taste. */
export function askPopular(train: Interactions): Onboarding {
  return askInOrder('popular', train, train.itemCounts());
}
