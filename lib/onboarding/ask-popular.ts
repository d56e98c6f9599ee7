import { checkArgument } from '../core/arguments';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { askInOrder, type Onboarding } from './ask-in-order';

/** Asks about the items with the most ratings first: answers are likely, but say little about anyone's taste. */
export function askPopular(train: Interactions): Onboarding {
  checkArgument('askPopular', 'train', train, TABLE);
  return askInOrder('popular', train, train.itemCounts());
}
