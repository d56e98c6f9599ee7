/** What a model answers with, and what can be asked of a list. */
import type { ItemId, UserId } from '../core/ids';

/** Whom an answer is for, if it isn't a user of the train set as the model was fitted. */
export interface Marks {
  /** True if the user isn't in the train set and has no ratings: everyone gets this answer. Otherwise left out. */
  readonly unknownUser?: true;
  /**
   * True if the score comes from ratings folded in (`foldIn`). For a user of the train set, it is close to the score
   * that the fitted model gives in `recommend` and `predict`, but not the same. Otherwise left out.
   */
  readonly foldedIn?: true;
}

/** One predicted rating. */
export interface Prediction extends Marks {
  readonly user: UserId;
  readonly item: ItemId;
  /** r̂_ui clipped to the rating scale: for people, RMSE and MAE. */
  readonly rating: number;
  /** r̂_ui as the model gives it: for ranking, where clipped scores would tie. */
  readonly score: number;
  /** No real prediction was possible; `rating` is then μ, and `reason` says why. */
  readonly wasImpossible: boolean;
  readonly reason?: string;
  /** True if the item isn't in the train set. Otherwise left out. */
  readonly unknownItem?: true;
}

/** An item on a recommendation list. */
export interface Recommendation extends Marks {
  readonly item: ItemId;
  /** Unclipped; the list is sorted by it, ties by the order of items in the train set. */
  readonly score: number;
  /** How many train ratings the item has: a high score on few ratings is a guess. */
  readonly support: number;
}

/** What a user gets that the train set doesn't have. */
export interface UnknownUserOptions {
  /**
   * `error` (default): an UnknownIdError that names similar ids, as a mistyped id must not pass for the one that was
   * meant. `popular`: what the model has for everybody, of a model that can (`can.unknownUsers` is `unpersonalized`);
   * each place of the list then has `unknownUser: true`.
   */
  readonly unknownUsers?: 'error' | 'popular';
}

/** What goes on a recommendation list. */
export interface RecommendOptions extends UnknownUserOptions {
  /** Length of the list at most. Default 10. */
  readonly k?: number;
  /** Leave out what the user has rated. Default true. */
  readonly filterSeen?: boolean;
  /** Only these items. Default: all of the train set. */
  readonly among?: Iterable<ItemId>;
  /** None of these items. */
  readonly without?: Iterable<ItemId>;
}

/** An item that is like another. */
export interface SimilarItem {
  readonly item: ItemId;
  /** From -1 to 1; what it measures depends on the model. The list is sorted by it, ties in train order. */
  readonly similarity: number;
  /** How many users have rated both. A neighbor's similarity on few of them is a guess; a factor's needs none. */
  readonly support: number;
  /** How many train ratings the item has. */
  readonly popularity: number;
}

/** A user who is like another. */
export interface SimilarUser {
  readonly user: UserId;
  /** From -1 to 1; what it measures depends on the model. The list is sorted by it, ties in train order. */
  readonly similarity: number;
  /** How many items both have rated. */
  readonly support: number;
  /** How many train ratings the user has given. */
  readonly ratings: number;
}

/** Which similar items, or users, to list. */
export interface SimilarOptions {
  /** Length of the list at most. Default 10. */
  readonly k?: number;
  /** Only those with at least so much support. Default 0. */
  readonly minSupport?: number;
  /**
   * λ: a similarity with support n is multiplied by (n − 1) / (n − 1 + λ), beyond what the model has done
   * itself, so that 177 films that tie at 1 with Toy Story on a few common raters fall behind. Default 0.
   */
  readonly shrinkage?: number;
}
