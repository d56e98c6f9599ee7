/** Models: all algorithms of the library, grouped by family. `README.md` describes each one. */

// What every model can do, and what it returns.
export type {
  Prediction,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  SimilarUser,
} from '../recommender/answers';
export type { Capabilities, UpdateKind } from '../recommender/capabilities';
export type { FitOptions, FitProgress, Model, Predictions } from '../recommender/model';
export { CapabilityError, NotFittedError, StaleError, UnknownIdError } from '../recommender/model-errors';
export type { UpdateSummary } from '../recommender/model-update';
export type { TopLists } from '../recommender/top-lists';
export type { Visitor, VisitorRating } from '../recommender/visitor';
// Clusters of users and items.
export { CoClustering } from './clusters/co-clustering';
// Content: from item features.
export { ContentProfile } from './content/content-profile';
export { ContentRidge } from './content/content-ridge';
// Context: everything known about a rating.
export { FactorizationMachine } from './context/factorization-machine';
// Factors, for ratings and for lists.
export { ALS } from './factors/als';
export { BayesianMF } from './factors/bayesian-mf';
export { BPR } from './factors/bpr';
export { FeatureFactors } from './factors/feature-factors';
export { ImplicitALS } from './factors/implicit-als';
export { NMF } from './factors/nmf';
export { SVD } from './factors/svd';
export { SVDpp } from './factors/svd-pp';
// Hybrids: models that combine other models.
export { StackedHybrid } from './hybrids/stacked-hybrid';
export { SwitchingHybrid } from './hybrids/switching-hybrid';
export { WeightedHybrid } from './hybrids/weighted-hybrid';
// Item-item weights, for lists.
export { EASE } from './item-item/ease';
export { ItemKNN } from './item-item/item-knn';
export { SLIM } from './item-item/slim';
// A model from its JSON.
export { modelFromJson } from './model-from-json';
// Neighbors, for ratings.
export { KNNBaseline } from './neighbors/knn-baseline';
export { KNNBasic } from './neighbors/knn-basic';
export { KNNWithMeans } from './neighbors/knn-with-means';
export { KNNWithZScore } from './neighbors/knn-with-z-score';
export { SlopeOne } from './neighbors/slope-one';
// Neural networks.
export { GMF } from './neural/gmf';
export { MLP } from './neural/mlp';
export { MultVAE } from './neural/mult-vae';
export { NeuMF } from './neural/neumf';
// Any model by name.
export { createModel, MODELS, type ModelEntry, type ModelSpec, modelOf } from './registry';
// How much memory a fit takes.
export { estimateMemory, type FitSize } from './shared/estimate-memory';
// Simple baselines.
export { BaselineOnly } from './simple/baseline-only';
export { MeanRating } from './simple/mean-rating';
export { MostPopular } from './simple/most-popular';
export { NormalPredictor } from './simple/normal-predictor';
