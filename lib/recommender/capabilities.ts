/** What a model can do, with the usual answers filled in. */
import type { Capabilities } from './model';

const USUAL: Capabilities = Object.freeze({
  rates: true,
  personalizes: true,
  unknownUsers: 'refused',
  unknownItems: 'refused',
  similarItems: false,
  similarUsers: false,
  foldsIn: false,
  explains: false,
  needsItemFeatures: false,
  seeded: true,
});

/**
 * A model's `can`: it predicts ratings, personalizes, knows nothing of unknown users and items, finds
 * nothing similar, folds nobody in, needs no item features and is seeded, but for what is given. Frozen.
 *
 * @example
 * const can = capabilities({ personalizes: false, unknownUsers: 'unpersonalized' });
 */
export function capabilities(given: Partial<Capabilities> = {}): Capabilities {
  return Object.freeze({ ...USUAL, ...given });
}
