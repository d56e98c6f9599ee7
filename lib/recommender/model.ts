/**
 * The interface of all models, so that a notebook, an evaluation or a service can use any of them.
 *
 * Notation throughout `lib/models`: u is a user, i an item, r_ui a known rating, r̂_ui a predicted one, μ the
 * mean of all train ratings, b_u and b_i the biases.
 */
import type { ItemId, UserId } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import type { RatingUpdate } from '../data/table/rating-updates';
import type {
  ContextOptions,
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
import type { UpdateSummary } from './model-update';
import type { PredictedRating } from './predicted-rating';
import type { ModelJson } from './saving/model-json';
import type { TopLists } from './top-lists';
import type { TrainSummary } from './train-summary';
import type { Visitor, VisitorRating } from './visitor';

export type {
  ContextOptions,
  Prediction,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarOptions,
  SimilarUser,
  UnknownUserOptions,
};

/** Predictions for many pairs, as columns in the order of the pairs. */
export interface Predictions {
  /** r̂ clipped to the rating scale. Float64 of length n. */
  readonly ratings: Float64Array;
  /** r̂ before clipping. Float64 of length n. */
  readonly scores: Float64Array;
  /** 1 if no real prediction was possible. Uint8 of length n. */
  readonly impossible: Uint8Array;
}

/** Options of `recommendAll`. */
export interface RecommendAllOptions extends RecommendOptions {
  /** The users to make lists for. Default: all users of the train set, in order. */
  readonly users?: Iterable<UserId>;
  /** Aborting it stops the work between two blocks of users, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The progress of a fit. */
export interface FitProgress {
  readonly model: string;
  /** Finished steps (epochs) of `steps`. */
  readonly step: number;
  /** The number of steps of the fit; at most, while it is open how soon a model stops early. */
  readonly steps: number;
  /** RMSE on the train set after this step, if the model gets it at little cost. */
  readonly trainRmse?: number;
  /** Mean loss of this step's examples, for models that are trained by gradient descent. */
  readonly loss?: number;
  /** How good the model is on ratings that it doesn't learn from, for models that stop early. */
  readonly validation?: Validation;
}

/** A metric on ratings that were held out of the train set. */
export interface Validation {
  readonly metric: 'nDCG@10' | 'RMSE';
  readonly value: number;
}

/** Options of `fit`. */
export interface FitOptions {
  /** Called after each step. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Aborting it stops the fit between two steps, with the signal's reason; the model is then not fitted. */
  readonly signal?: AbortSignal;
}

/**
 * A recommender model: constructed with its options, trained with `fit`, and used through the other methods.
 */
export interface Model {
  /** The name in the registry: `SVD`. */
  readonly name: string;
  /** All options with their values, frozen. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly can: Capabilities;
  readonly isFitted: boolean;
  /** Users, items, counts, scale and mean of the train set. Throws NotFittedError before `fit`. */
  readonly summary: TrainSummary;
  /** False if the model was saved without its train ratings; then `train` throws TrainRowsError. */
  readonly hasTrain: boolean;
  /** The ratings it was fitted on. Throws NotFittedError before `fit`. */
  readonly train: Interactions;
  /**
   * Increases with every fit and update; 0 before the first. Answers kept from a model are stale once it has
   * changed.
   */
  readonly version: number;
  /** The context columns in use; empty if `can.usesContext` is false. Throws NotFittedError before `fit`. */
  readonly contextNames: readonly string[];
  /** Learns from the ratings; replaces an earlier fit, and doesn't change its input. */
  fit(train: Interactions, options?: FitOptions): Promise<this>;
  /**
   * Learns new, changed, and withdrawn ratings (null), without another fit; `can.updates` says how. Users and
   * items may be new. `train` is then the updated train set; the previous table isn't changed. See
   * `Interactions.updated`. Calls made before an update has ended wait for it. An update that fails, for an
   * invalid rating or by its signal, changes nothing. Throws CapabilityError if `can.updates` is `none`.
   */
  update(updates: Iterable<RatingUpdate>, options?: FitOptions): Promise<UpdateSummary>;
  /**
   * r̂ for one pair of raw ids. Never throws for unknown ids; see `wasImpossible` and `unknownUser`.
   * CapabilityError if `can.rates` is false, because such scores aren't ratings; see `scoresOf`.
   */
  predict(user: UserId, item: ItemId, options?: ContextOptions): Prediction;
  /**
   * r̂ for the pairs of a table, whose vocabulary may differ from the train set's, each in its own context: a
   * model that uses context reads the table's context columns. If the table has none, or a row has a category
   * that isn't in the train set, the pair is predicted without context. Otherwise like `predict`.
   */
  predictAll(pairs: Interactions): Predictions;
  /**
   * The best items for a user. Throws UnknownIdError for an unknown user, unless `unknownUsers` is `popular`
   * and the model has an unpersonalized list (`can.unknownUsers` isn't `refused`).
   */
  recommend(user: UserId, options?: RecommendOptions): Recommendation[];
  /** The lists of many users at once, as arrays: the same as `recommend` for each, with the same errors. */
  recommendAll(options?: RecommendAllOptions): Promise<TopLists>;
  /**
   * Unclipped scores of all items in the train set, by inner index; NaN if there is none. Float64, a new
   * array. Unknown users are handled as in `recommend`.
   */
  scoresOf(user: UserId, options?: UnknownUserOptions & ContextOptions): Float64Array;
  /**
   * A view of this model for a new user, or for a user of the train set with additional ratings, without
   * refitting; the model isn't changed. Without a rating of an item in the train set, the visitor is treated
   * like an unknown user. CapabilityError if `can.foldsIn` is false.
   */
  foldIn(ratings: Iterable<VisitorRating>, options?: FoldInOptions): Visitor;
  /**
   * The items most similar to an item, as measured by the model: by the similarity of neighbors, the cosine
   * of factors, or weights. CapabilityError if `can.similarItems` is false, UnknownIdError for an unknown
   * item.
   */
  similarItems(item: ItemId, options?: SimilarOptions): SimilarItem[];
  /**
   * The users most similar to a user. CapabilityError if `can.similarUsers` is false, UnknownIdError for an
   * unknown user.
   */
  similarUsers(user: UserId, options?: SimilarOptions): SimilarUser[];
  /**
   * Explains the score of a pair by terms that add up to it. Unknown ids as in `predict`. CapabilityError if
   * `can.explains` is false.
   */
  explain(user: UserId, item: ItemId, options?: ContextOptions): Explanation;
  /**
   * The predictive distribution of a rating: intervals, and the probability of a rating of at least x. Its mean is the
   * score without context. CapabilityError if `can.distributes` is false, UnknownIdError for an unknown user,
   * TrainRowsError if the model was saved without its train ratings.
   */
  distributionOf(user: UserId, item: ItemId): PredictedRating;
  /** The whole model as JSON; `modelFromJson` reads it back. */
  toJSON(): ModelJson;
}
