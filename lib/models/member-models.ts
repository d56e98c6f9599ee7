/**
 * The models that stand alone: a line each. Hybrids choose their members among these, so they can't stand here but in
 * `registry.ts`, which has them all.
 */
import { OptionError } from '../core/errors';
import type { BaseModel } from '../recommender/base-model';
import type { ModelState } from '../recommender/saving/model-json';
import { CO_CLUSTERING_DEFAULTS, CoClustering } from './clusters/co-clustering';
import { CONTENT_PROFILE_DEFAULTS, ContentProfile } from './content/content-profile';
import { CONTENT_RIDGE_DEFAULTS, ContentRidge } from './content/content-ridge';
import { ALS, ALS_DEFAULTS } from './factors/als';
import { BPR, BPR_DEFAULTS } from './factors/bpr';
import { FEATURE_FACTORS_DEFAULTS, FeatureFactors } from './factors/feature-factors';
import { IMPLICIT_ALS_DEFAULTS, ImplicitALS } from './factors/implicit-als';
import { NMF, NMF_DEFAULTS } from './factors/nmf';
import { SVD, SVD_DEFAULTS } from './factors/svd';
import { SVDPP_DEFAULTS, SVDpp } from './factors/svd-pp';
import { EASE, EASE_DEFAULTS } from './item-item/ease';
import { ITEM_KNN_DEFAULTS, ItemKNN } from './item-item/item-knn';
import { SLIM, SLIM_DEFAULTS } from './item-item/slim';
import { KNNBaseline } from './neighbors/knn-baseline';
import { KNNBasic } from './neighbors/knn-basic';
import { KNNWithMeans } from './neighbors/knn-with-means';
import { KNNWithZScore } from './neighbors/knn-with-z-score';
import { KNN_DEFAULTS } from './neighbors/parts/knn-options';
import { SLOPE_ONE_DEFAULTS, SlopeOne } from './neighbors/slope-one';
import { BASELINE_ONLY_DEFAULTS, BaselineOnly } from './simple/baseline-only';
import { MEAN_RATING_DEFAULTS, MeanRating } from './simple/mean-rating';
import { MOST_POPULAR_DEFAULTS, MostPopular } from './simple/most-popular';
import { NORMAL_PREDICTOR_DEFAULTS, NormalPredictor } from './simple/normal-predictor';

/** Any model of the registry: the `Model` interface, and `restore`, by which it is read from JSON. */
export type RegisteredModel = BaseModel<object, ModelState>;

/** A line of the registry. */
export interface ModelEntry {
  /** As in `createModel(name)`, and the fitted model's `name`. */
  readonly name: string;
  /** A new model; OptionError for an unknown option or a bad value. */
  readonly create: (options?: Readonly<Record<string, unknown>>) => RegisteredModel;
  /** All options with their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What it is, in a few words for a table. */
  readonly summary: string;
}

export const MEMBER_MODELS: readonly ModelEntry[] = Object.freeze([
  entry(
    'NormalPredictor',
    NormalPredictor,
    NORMAL_PREDICTOR_DEFAULTS,
    'random ratings, as frequent as the real ones',
  ),
  entry('BaselineOnly', BaselineOnly, BASELINE_ONLY_DEFAULTS, 'mean plus the biases of user and item'),
  entry('KNNBasic', KNNBasic, KNN_DEFAULTS, 'weighted mean of the nearest neighbors'),
  entry('KNNWithMeans', KNNWithMeans, KNN_DEFAULTS, 'neighbors, each measured from its own mean'),
  entry('KNNWithZScore', KNNWithZScore, KNN_DEFAULTS, 'neighbors, each in its own standard deviations'),
  entry('KNNBaseline', KNNBaseline, KNN_DEFAULTS, 'neighbors, each measured from its baseline'),
  entry('SlopeOne', SlopeOne, SLOPE_ONE_DEFAULTS, 'mean differences between pairs of items'),
  entry('CoClustering', CoClustering, CO_CLUSTERING_DEFAULTS, 'user and item clusters, and their blocks'),
  entry('SVD', SVD, SVD_DEFAULTS, 'factors and biases by gradient descent; unbiased it is PMF'),
  entry('SVD++', SVDpp, SVDPP_DEFAULTS, 'SVD that also learns from which items were rated'),
  entry('NMF', NMF, NMF_DEFAULTS, 'factors that are not negative'),
  entry('ALS', ALS, ALS_DEFAULTS, 'factors and biases by alternating least squares'),
  entry('MostPopular', MostPopular, MOST_POPULAR_DEFAULTS, 'for ranking: the same list for everybody'),
  entry('ItemKNN', ItemKNN, ITEM_KNN_DEFAULTS, 'for ranking: items that the same users like'),
  entry('EASE', EASE, EASE_DEFAULTS, 'for ranking: weights between items, in closed form'),
  entry('SLIM', SLIM, SLIM_DEFAULTS, 'for ranking: few weights between items, none below 0'),
  entry('ImplicitALS', ImplicitALS, IMPLICIT_ALS_DEFAULTS, 'for ranking: factors of who likes what'),
  entry('BPR', BPR, BPR_DEFAULTS, 'for ranking: factors that order pairs of items'),
  entry('MeanRating', MeanRating, MEAN_RATING_DEFAULTS, 'mean of the item, of the user, or of all'),
  entry(
    'ContentProfile',
    ContentProfile,
    CONTENT_PROFILE_DEFAULTS,
    'content: what the user thinks of features',
  ),
  entry(
    'ContentRidge',
    ContentRidge,
    CONTENT_RIDGE_DEFAULTS,
    'content: a ridge regression for each user on features',
  ),
  entry(
    'FeatureFactors',
    FeatureFactors,
    FEATURE_FACTORS_DEFAULTS,
    'factors that sum over an item and its features',
  ),
]);

/** A new model that stands alone, by name. @throws OptionError for an unknown name or option, or a bad value */
export function createMember(name: string, options: Readonly<Record<string, unknown>> = {}): RegisteredModel {
  const found = MEMBER_MODELS.find((model) => model.name === name);
  if (found) return found.create(options);
  const names = MEMBER_MODELS.map((model) => model.name).join(', ');
  throw new OptionError(`there is no model ${JSON.stringify(name)} that stands alone; these are ${names}`);
}

/** A line of the registry. */
export function entry<Options extends object>(
  name: string,
  Model: new (options?: Partial<Options>) => RegisteredModel,
  defaults: Readonly<Options>,
  summary: string,
): ModelEntry {
  return Object.freeze({
    name,
    create: (options: Readonly<Record<string, unknown>> = {}) => new Model(options as Partial<Options>),
    defaults: defaults as Readonly<Record<string, unknown>>,
    summary,
  });
}
