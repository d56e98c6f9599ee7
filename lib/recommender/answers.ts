/** The answers of models, and the options of lists. */
import type { ItemId, UserId } from '../core/ids';
import type { ContextValue } from '../data/context/context-column';

/** Marks an answer that isn't for a user of the train set as the model was fitted. */
export interface Marks {
  /**
   * True if the user isn't in the train set and has no ratings: everyone gets this answer. Otherwise left
   * out.
   */
  readonly unknownUser?: true;
  /**
   * True if the score comes from ratings folded in (`foldIn`). For a user of the train set, it is close to
   * the score that the fitted model gives in `recommend` and `predict`, but not the same. Otherwise left out.
   */
  readonly foldedIn?: true;
}

/** One predicted rating. */
export interface Prediction extends Marks {
  readonly user: UserId;
  readonly item: ItemId;
  /** r̂_ui clipped to the rating scale: for display, RMSE and MAE. */
  readonly rating: number;
  /** r̂_ui before clipping: for ranking, where clipped scores would tie. */
  readonly score: number;
  /** True if no real prediction was possible; then `rating` is μ, and `reason` says why. */
  readonly wasImpossible: boolean;
  readonly reason?: string;
  /** True if the item isn't in the train set. Otherwise left out. */
  readonly unknownItem?: true;
}

/** An item on a recommendation list. */
export interface Recommendation extends Marks {
  readonly item: ItemId;
  /** Unclipped. The list is sorted by it; ties keep the order of items in the train set. */
  readonly score: number;
  /** Number of train ratings of the item: a high score based on few ratings is uncertain. */
  readonly support: number;
}

/** The context of a question. */
export interface ContextOptions {
  /**
   * A value for each context column that the model uses (`contextNames`): `{ device: 'phone', hour: 20 }`.
   * Default: none; a model that uses context then answers for no particular context. Throws OptionError if
   * the model doesn't use context (`can.usesContext`) or a value isn't in the train set.
   */
  readonly context?: Readonly<Record<string, ContextValue>>;
}

/** What to do for a user who isn't in the train set. */
export interface UnknownUserOptions {
  /**
   * `error` (default): throw an UnknownIdError that suggests similar ids, because a mistyped id must not be
   * treated as a known one. `popular`: return the unpersonalized list, if the model has one
   * (`can.unknownUsers` is `unpersonalized`); each entry of the list then has `unknownUser: true`.
   */
  readonly unknownUsers?: 'error' | 'popular';
}

/** Options of a recommendation list. */
export interface RecommendOptions extends UnknownUserOptions, ContextOptions {
  /** Maximum length of the list. Default 10. */
  readonly k?: number;
  /** Whether to leave out items that the user has rated. Default true. */
  readonly filterSeen?: boolean;
  /** The items to choose from. Default: all items in the train set. */
  readonly among?: Iterable<ItemId>;
  /** Items to leave out. */
  readonly without?: Iterable<ItemId>;
}

/** An item that is similar to another. */
export interface SimilarItem {
  readonly item: ItemId;
  /** From -1 to 1; its meaning depends on the model. The list is sorted by it; ties keep the train order. */
  readonly similarity: number;
  /**
   * Number of users who rated both. A neighbor model's similarity based on few of them is uncertain; a factor
   * model's doesn't depend on them. Of an item with very many raters, an estimate if the model has an index of its items.
   * NaN if the model was saved without its train ratings and seen items.
   */
  readonly support: number;
  /** Number of train ratings of the item. */
  readonly popularity: number;
}

/** A user who is similar to another. */
export interface SimilarUser {
  readonly user: UserId;
  /** From -1 to 1; its meaning depends on the model. The list is sorted by it; ties keep the train order. */
  readonly similarity: number;
  /** Number of items that both rated; NaN likewise. */
  readonly support: number;
  /** Number of train ratings of the user. */
  readonly ratings: number;
}

/** Options of a list of similar items or users. */
export interface SimilarOptions {
  /** Maximum length of the list. Default 10. */
  readonly k?: number;
  /** Minimum support. Default 0. */
  readonly minSupport?: number;
  /**
   * λ: a similarity with support n is multiplied by (n − 1) / (n − 1 + λ), in addition to any shrinkage in
   * the model. This moves down, for example, the 177 films that tie at 1 with Toy Story because of a few
   * common raters. Default 0.
   */
  readonly shrinkage?: number;
}
