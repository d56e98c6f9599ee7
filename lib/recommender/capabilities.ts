/** The capabilities of models. */

/**
 * What a model can do, as data to check before a call rather than exceptions to catch. Made by
 * `capabilities`.
 */
export interface Capabilities {
  /**
   * Scores are ratings on the train set's scale, so RMSE and MAE are meaningful. If false, scores only rank,
   * and `predict` and `predictAll` throw CapabilityError.
   */
  readonly rates: boolean;
  /** A user's ratings can change the order of the items for them, apart from removing seen items. */
  readonly personalizes: boolean;
  /** Users without train ratings are refused, or get scores based only on the item and on all users. */
  readonly unknownUsers: 'refused' | 'unpersonalized';
  /** Items without train ratings are refused, or get scores based only on the user and on all items. */
  readonly unknownItems: 'refused' | 'unpersonalized';
  /** `similarItems` works. */
  readonly similarItems: boolean;
  /** `similarUsers` works. */
  readonly similarUsers: boolean;
  /** `foldIn` works. */
  readonly foldsIn: boolean;
  /** `explain` works. */
  readonly explains: boolean;
  /** `distributionOf` works: how likely every rating is, according to the model. */
  readonly distributes: boolean;
  /**
   * How `update` learns new ratings.
   * - `none`: not at all; it throws CapabilityError, and only another fit learns them.
   * - `exact`: the model becomes the same as after another fit.
   * - `foldIn`: the users who gave them, and items with few ratings if the model can, are solved again with
   *   everything else fixed, like `foldIn`; the rest stays the same until the next fit.
   * - `miniBatch`: some gradient steps on the new ratings and on a sample of the old ones.
   */
  readonly updates: UpdateKind;
  /** `fit` needs a train set with item features; see `Interactions.withItemFeatures`. */
  readonly needsItemFeatures: boolean;
  /**
   * Whether scores depend on the context of a question. If so, `fit` needs a train set with context columns;
   * see `Interactions.withContext`. If not, a question with a context throws OptionError.
   */
  readonly usesContext: boolean;
  /**
   * Who is answered if the model was saved without its train ratings: users of the train set and visitors, only
   * visitors, or nobody; then it can't be saved without them.
   */
  readonly withoutTrain: 'users' | 'visitors' | 'nobody';
  /**
   * Two fits with the same seed and data give the same result; models without a seed option are
   * deterministic.
   */
  readonly seeded: boolean;
}

/** The ways to learn new ratings; the later in the list, the closer to another fit. */
export type UpdateKind = 'none' | 'miniBatch' | 'foldIn' | 'exact';

const USUAL: Capabilities = Object.freeze({
  rates: true,
  personalizes: true,
  unknownUsers: 'refused',
  unknownItems: 'refused',
  similarItems: false,
  similarUsers: false,
  foldsIn: false,
  explains: false,
  distributes: false,
  updates: 'none',
  needsItemFeatures: false,
  usesContext: false,
  withoutTrain: 'nobody',
  seeded: true,
});

/**
 * Makes a model's `can`. By default, a model predicts ratings, personalizes, refuses unknown users and items,
 * doesn't find similar items or users, doesn't fold in, explain, distribute or learn updates, needs no item features, uses no
 * context, can't be saved without its train ratings, and is seeded; `given` overrides these. Frozen.
 *
 * @example
 * const can = capabilities({ personalizes: false, unknownUsers: 'unpersonalized' });
 */
export function capabilities(given: Partial<Capabilities> = {}): Capabilities {
  return Object.freeze({ ...USUAL, ...given });
}
