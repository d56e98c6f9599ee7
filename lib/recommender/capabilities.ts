/** What a model can do. */

/** What a model can do: data to look at, not exceptions to catch. Made by `capabilities`. */
export interface Capabilities {
  /**
   * Scores are ratings on the train set's scale, so RMSE and MAE make sense. Where it is false, scores only
   * rank, and `predict` and `predictAll` are a CapabilityError.
   */
  readonly rates: boolean;
  /** What users have rated can change the order of the items for them, beyond what they have seen. */
  readonly personalizes: boolean;
  /** A user without train ratings: refused, or answered from what is known of the item and of all users. */
  readonly unknownUsers: 'refused' | 'unpersonalized';
  /** An item without train ratings: refused, or answered from what is known of the user and of all items. */
  readonly unknownItems: 'refused' | 'unpersonalized';
  /** `similarItems` works. */
  readonly similarItems: boolean;
  /** `similarUsers` works. */
  readonly similarUsers: boolean;
  /** `foldIn` works. */
  readonly foldsIn: boolean;
  /** `explain` works. */
  readonly explains: boolean;
  /** `fit` needs a train set with item features: see `Interactions.withItemFeatures`. */
  readonly needsItemFeatures: boolean;
  /** Two fits with the same seed and data are equal; without a seed option that is so by itself. */
  readonly seeded: boolean;
}

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
