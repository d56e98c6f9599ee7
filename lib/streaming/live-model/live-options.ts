/** Options of a live model. */
import { number, type OptionsOf, options, orNull, whole } from '../../core/options';

export const LIVE_MODEL_OPTIONS = options('LiveModel', {
  /**
   * The rating that a click stands for when a user is folded in. Null: three quarters up the scale (4 of 5 stars), or the
   * mean rating if the scale has no upper end. Not tuned: MovieLens has no clicks.
   */
  clickRating: orNull(number({ default: 0 })),
  /**
   * Places at the end of each list for new items that the model isn't trained on, at most half of the list. Announced by
   * a `new-item` event, they are offered by their features, or to everyone: see `rankNewItems`. 0: none.
   */
  newItems: whole({ from: 0, default: 1 }),
  /** Hours for which an item is offered as new. Afterward, only a model that is trained on it knows it. */
  newFor: number({ above: 0, default: 168 }),
  /** Hours in which an item's popularity halves. */
  halfLife: number({ from: 1, default: 168 }),
  /** Items that are remembered of each user: those that the user said something about last. */
  perUser: whole({ from: 1, default: 50 }),
  /** Users that are remembered in each partition: the most recent ones. */
  usersPerPartition: whole({ from: 1, default: 10_000 }),
  /** Items with counters in each partition, likewise. */
  itemsPerPartition: whole({ from: 1, default: 20_000 }),
});

export interface LiveModelOptions extends OptionsOf<typeof LIVE_MODEL_OPTIONS> {}
