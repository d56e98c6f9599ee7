/**
 * The models that stand alone: a line each. Hybrids choose their members among these, so they can't stand here but in
 * `registry.ts`, which has them all.
 */
import { OptionError } from '../core/errors';
import type { OptionSet } from '../core/options';
import type { BaseModel } from '../recommender/base-model';
import type { ModelState } from '../recommender/saving/model-json';
import { CO_CLUSTERING_OPTIONS, CoClustering } from './clusters/co-clustering';
import { CONTENT_PROFILE_OPTIONS, ContentProfile } from './content/content-profile';
import { CONTENT_RIDGE_OPTIONS, ContentRidge } from './content/content-ridge';
import { ALS, ALS_OPTIONS } from './factors/als';
import { BPR, BPR_OPTIONS } from './factors/bpr';
import { FEATURE_FACTORS_OPTIONS, FeatureFactors } from './factors/feature-factors';
import { IMPLICIT_ALS_OPTIONS, ImplicitALS } from './factors/implicit-als';
import { NMF, NMF_OPTIONS } from './factors/nmf';
import { SVD, SVD_OPTIONS } from './factors/svd';
import { SVDPP_OPTIONS, SVDpp } from './factors/svd-pp';
import { EASE, EASE_OPTIONS } from './item-item/ease';
import { ITEM_KNN_OPTIONS, ItemKNN } from './item-item/item-knn';
import { SLIM, SLIM_OPTIONS } from './item-item/slim';
import { KNN_BASELINE_OPTIONS, KNNBaseline } from './neighbors/knn-baseline';
import { KNN_BASIC_OPTIONS, KNNBasic } from './neighbors/knn-basic';
import { KNN_WITH_MEANS_OPTIONS, KNNWithMeans } from './neighbors/knn-with-means';
import { KNN_WITH_Z_SCORE_OPTIONS, KNNWithZScore } from './neighbors/knn-with-z-score';
import { SLOPE_ONE_OPTIONS, SlopeOne } from './neighbors/slope-one';
import { BASELINE_ONLY_OPTIONS, BaselineOnly } from './simple/baseline-only';
import { MEAN_RATING_OPTIONS, MeanRating } from './simple/mean-rating';
import { MOST_POPULAR_OPTIONS, MostPopular } from './simple/most-popular';
import { NORMAL_PREDICTOR_OPTIONS, NormalPredictor } from './simple/normal-predictor';

/** Any model of the registry: the `Model` interface, and `restore`, by which it is read from JSON. */
export type RegisteredModel = BaseModel<object, ModelState>;

/** A line of the registry. */
export interface ModelEntry {
  /** As in `createModel(name)`, and the fitted model's `name`. */
  readonly name: string;
  /** A new model; OptionError for an unknown option or a bad value. */
  readonly create: (options?: Readonly<Record<string, unknown>>) => RegisteredModel;
  /** Its options as they are declared: `describe()` is a table of them. */
  readonly options: OptionSet<Readonly<Record<string, unknown>>>;
  /** All options with their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What it is, in a few words for a table. */
  readonly summary: string;
}

export const MEMBER_MODELS: readonly ModelEntry[] = Object.freeze([
  entry(NormalPredictor, NORMAL_PREDICTOR_OPTIONS, 'random ratings, as frequent as the real ones'),
  entry(BaselineOnly, BASELINE_ONLY_OPTIONS, 'mean plus the biases of user and item'),
  entry(KNNBasic, KNN_BASIC_OPTIONS, 'weighted mean of the nearest neighbors'),
  entry(KNNWithMeans, KNN_WITH_MEANS_OPTIONS, 'neighbors, each measured from its own mean'),
  entry(KNNWithZScore, KNN_WITH_Z_SCORE_OPTIONS, 'neighbors, each in its own standard deviations'),
  entry(KNNBaseline, KNN_BASELINE_OPTIONS, 'neighbors, each measured from its baseline'),
  entry(SlopeOne, SLOPE_ONE_OPTIONS, 'mean differences between pairs of items'),
  entry(CoClustering, CO_CLUSTERING_OPTIONS, 'user and item clusters, and their blocks'),
  entry(SVD, SVD_OPTIONS, 'factors and biases by gradient descent; unbiased it is PMF'),
  entry(SVDpp, SVDPP_OPTIONS, 'SVD that also learns from which items were rated'),
  entry(NMF, NMF_OPTIONS, 'factors that are not negative'),
  entry(ALS, ALS_OPTIONS, 'factors and biases by alternating least squares'),
  entry(MostPopular, MOST_POPULAR_OPTIONS, 'for ranking: the same list for everybody'),
  entry(ItemKNN, ITEM_KNN_OPTIONS, 'for ranking: items that the same users like'),
  entry(EASE, EASE_OPTIONS, 'for ranking: weights between items, in closed form'),
  entry(SLIM, SLIM_OPTIONS, 'for ranking: few weights between items, none below 0'),
  entry(ImplicitALS, IMPLICIT_ALS_OPTIONS, 'for ranking: factors of who likes what'),
  entry(BPR, BPR_OPTIONS, 'for ranking: factors that order pairs of items'),
  entry(MeanRating, MEAN_RATING_OPTIONS, 'mean of the item, of the user, or of all'),
  entry(ContentProfile, CONTENT_PROFILE_OPTIONS, 'content: what the user thinks of features'),
  entry(ContentRidge, CONTENT_RIDGE_OPTIONS, 'content: a ridge regression for each user on features'),
  entry(FeatureFactors, FEATURE_FACTORS_OPTIONS, 'factors that sum over an item and its features'),
]);

/** A new model that stands alone, by name. @throws OptionError for an unknown name or option, or a bad value */
export function createMember(name: string, options: Readonly<Record<string, unknown>> = {}): RegisteredModel {
  const found = MEMBER_MODELS.find((model) => model.name === name);
  if (found) return found.create(options);
  const names = MEMBER_MODELS.map((model) => model.name).join(', ');
  throw new OptionError(`there is no model ${JSON.stringify(name)} that stands alone; these are ${names}`);
}

/** A line of the registry; the model's name is the owner of its options. */
export function entry<Options extends object>(
  Model: new (options?: Partial<Options>) => RegisteredModel,
  options: OptionSet<Options>,
  summary: string,
): ModelEntry {
  return Object.freeze({
    name: options.owner,
    create: (given: Readonly<Record<string, unknown>> = {}) => new Model(given as Partial<Options>),
    options: options as unknown as OptionSet<Readonly<Record<string, unknown>>>,
    defaults: options.defaults as Readonly<Record<string, unknown>>,
    summary,
  });
}
