import { checkArgument, checkOptions } from '../core/arguments';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { RandomState } from '../math/random/random-state';
import { askInOrder, type Onboarding } from './ask-in-order';

/** Asks in random order, the same for everyone. @param options `seed`, from 0 to 2^32 − 1, default 0 */
export function askRandom(train: Interactions, options: { readonly seed?: number } = {}): Onboarding {
  checkArgument('askRandom', 'train', train, TABLE);
  checkOptions('askRandom', options, { seed: 0 });
  return askInOrder('random', train, new RandomState(options.seed ?? 0).permutation(train.itemCount));
}
