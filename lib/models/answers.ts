/** What a model answers with, and what can be asked of a list. */
import type { ItemId, UserId } from '../core/ids';

/** One predicted rating. */
export interface Prediction {
  readonly user: UserId;
  readonly item: ItemId;
  /** r̂_ui clipped to the rating scale: for people, RMSE and MAE. */
  readonly rating: number;
  /** r̂_ui as the model gives it: for ranking, where clipped scores would tie. */
  readonly score: number;
  /** No real prediction was possible; `rating` is then μ, and `reason` says why. */
  readonly wasImpossible: boolean;
  readonly reason?: string;
}

/** An item on a recommendation list. */
export interface Recommendation {
  readonly item: ItemId;
  /** Unclipped; the list is sorted by it, ties by the order of items in the train set. */
  readonly score: number;
  /** How many train ratings the item has: a high score on few ratings is a guess. */
  readonly support: number;
}

/** What goes on a recommendation list. */
export interface RecommendOptions {
  /** Length of the list at most. Default 10. */
  readonly k?: number;
  /** Leave out what the user has rated. Default true. */
  readonly filterSeen?: boolean;
  /** Only these items. Default: all of the train set. */
  readonly among?: Iterable<ItemId>;
  /** None of these items. */
  readonly without?: Iterable<ItemId>;
}
