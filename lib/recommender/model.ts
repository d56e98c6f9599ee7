/**
 * What every model is: one interface, so that a notebook, an evaluation or a server can take any of them.
 *
 * Notation in all of `lib/models`: u a user, i an item, r_ui a known rating, r̂_ui a predicted one,
 * μ the mean of all train ratings, b_u and b_i the biases.
 */
import type { ItemId, UserId } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import type {
  Prediction,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarOptions,
  SimilarUser,
  UnknownUserOptions,
} from './answers';
import type { Capabilities } from './capabilities';
import type { Explanation } from './explanation';
import type { FoldInOptions } from './fold-in';
import type { ModelJson } from './saving/model-json';
import type { TopLists } from './top-lists';
import type { Visitor, VisitorRating } from './visitor';

export type {
  Prediction,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarOptions,
  SimilarUser,
  UnknownUserOptions,
};

/** Predictions for many pairs: columns in the order of the pairs. */
export interface Predictions {
  /** r̂ clipped to the rating scale. Float64 of length n. */
  readonly ratings: Float64Array;
  /** r̂ as the model gives it. Float64 of length n. */
  readonly scores: Float64Array;
  /** 1 where no real prediction was possible. Uint8 of length n. */
  readonly impossible: Uint8Array;
}

/** What goes on the lists of many users, and whose lists. */
export interface RecommendAllOptions extends RecommendOptions {
  /** Whose lists. Default: all users of the train set, in its order. */
  readonly users?: Iterable<UserId>;
  /** Aborting ends the work between two blocks of users with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How far a fit is. */
export interface FitProgress {
  readonly model: string;
  /** Finished steps (epochs, rounds) of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** RMSE on the train set after this step, where the model has it at no cost. */
  readonly trainRmse?: number;
}

/** What may accompany a fit. */
export interface FitOptions {
  /** Called after each step. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Aborting ends the fit between two steps with the signal's reason; the model is then not fitted. */
  readonly signal?: AbortSignal;
}

/** A recommender model. Made with its options, taught with `fit`, asked with the rest. */
export interface Model {
  /** The name in the registry: `SVD`. */
  readonly name: string;
  /** All options with their values, frozen. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly can: Capabilities;
  readonly isFitted: boolean;
  /** The ratings it was fitted on. NotFittedError before `fit`. */
  readonly train: Interactions;
  /** Learns from the ratings, forgets an earlier fit, leaves its input untouched. */
  fit(train: Interactions, options?: FitOptions): Promise<this>;
  /**
   * r̂ for one pair of raw ids. Never throws for unknown ids: see `wasImpossible`, `unknownUser`. CapabilityError where
   * `can.rates` is false: such scores are no ratings; see `scoresOf`.
   */
  predict(user: UserId, item: ItemId): Prediction;
  /** r̂ for the pairs of a table, whose vocabulary may differ from the train set's. Else as `predict`. */
  predictAll(pairs: Interactions): Predictions;
  /**
   * The best items for a user. An unknown user is an UnknownIdError, unless `unknownUsers` is `popular` and the model
   * has a list for everybody (`can.unknownUsers` isn't `refused`).
   */
  recommend(user: UserId, options?: RecommendOptions): Recommendation[];
  /** The lists of many users at once: what `recommend` gives for each, as arrays. Errors as there. */
  recommendAll(options?: RecommendAllOptions): Promise<TopLists>;
  /**
   * Unclipped scores of all items of the train set, by inner index; NaN where there is none. Float64, a new
   * array. Unknown users as in `recommend`.
   */
  scoresOf(user: UserId, options?: UnknownUserOptions): Float64Array;
  /**
   * A view on this model for somebody new, or for new ratings of a user of the train set, without another fit;
   * the model isn't changed. A visitor without any rating of an item that the train set knows is answered
   * as an unknown user. CapabilityError where `can.foldsIn` is false.
   */
  foldIn(ratings: Iterable<VisitorRating>, options?: FoldInOptions): Visitor;
  /**
   * The items most like one, by what the model knows of items: their neighbors' similarity, their factors'
   * cosine, their weights. CapabilityError where `can.similarItems` is false, UnknownIdError for an unknown item.
   */
  similarItems(item: ItemId, options?: SimilarOptions): SimilarItem[];
  /** The users most like one; likewise. */
  similarUsers(user: UserId, options?: SimilarOptions): SimilarUser[];
  /**
   * Why the score of a pair is what it is: terms that add up to it. Unknown ids as in `predict`. CapabilityError where
   * `can.explains` is false.
   */
  explain(user: UserId, item: ItemId): Explanation;
  /** All that it is, as JSON; `modelFromJson` reads it back. */
  toJSON(): ModelJson;
}
