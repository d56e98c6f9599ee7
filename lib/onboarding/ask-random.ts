import type { Interactions } from '../data/table/interactions';
import { RandomState } from '../math/random/random-state';
import { askInOrder, type Onboarding } from './ask-in-order';

/** Asks in random order, the same for everyone. @param options `seed`, from 0 to 2^32 − 1, default 0 */
export function askRandom(train: Interactions, options: { readonly seed?: number } = {}): Onboarding {
  return askInOrder('random', train, new RandomState(options.seed ?? 0).permutation(train.itemCount));
}
