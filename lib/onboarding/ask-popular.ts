import type { Interactions } from '../data/table/interactions';
import { askInOrder, type Onboarding } from './onboarding';

/** Asks for the items with the most ratings first: few questions an answer, but everybody likes what all know. */
export function askPopular(train: Interactions): Onboarding {
  return askInOrder('popular', train, train.itemCounts());
}
