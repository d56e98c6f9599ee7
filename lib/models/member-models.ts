/**
 * The models that don't contain other models, one line each. Hybrids choose their members from this list, so
 * the hybrids themselves are in `registry.ts`, which lists all models.
 */
import { CO_CLUSTERING_OPTIONS, CoClustering } from './clusters/co-clustering';
import { CONTENT_PROFILE_OPTIONS, ContentProfile } from './content/content-profile';
import { CONTENT_RIDGE_OPTIONS, ContentRidge } from './content/content-ridge';
import { FACTORIZATION_MACHINE_OPTIONS, FactorizationMachine } from './context/factorization-machine';
import { ALS, ALS_OPTIONS } from './factors/als';
import { BAYESIAN_MF_OPTIONS, BayesianMF } from './factors/bayesian-mf';
import { BPR, BPR_OPTIONS } from './factors/bpr';
import { FEATURE_FACTORS_OPTIONS, FeatureFactors } from './factors/feature-factors';
import { IMPLICIT_ALS_OPTIONS, ImplicitALS } from './factors/implicit-als';
import { NMF, NMF_OPTIONS } from './factors/nmf';
import { SVD, SVD_OPTIONS } from './factors/svd';
import { SVDPP_OPTIONS, SVDpp } from './factors/svd-pp';
import { EASE, EASE_OPTIONS } from './item-item/ease';
import { ITEM_KNN_OPTIONS, ItemKNN } from './item-item/item-knn';
import { SLIM, SLIM_OPTIONS } from './item-item/slim';
import { USER_EASE_OPTIONS, UserEASE } from './item-item/user-ease';
import { entry, type ModelEntry } from './model-entry';
import { KNN_BASELINE_OPTIONS, KNNBaseline } from './neighbors/knn-baseline';
import { KNN_BASIC_OPTIONS, KNNBasic } from './neighbors/knn-basic';
import { KNN_WITH_MEANS_OPTIONS, KNNWithMeans } from './neighbors/knn-with-means';
import { KNN_WITH_Z_SCORE_OPTIONS, KNNWithZScore } from './neighbors/knn-with-z-score';
import { SLOPE_ONE_OPTIONS, SlopeOne } from './neighbors/slope-one';
import { GMF, GMF_OPTIONS } from './neural/gmf';
import { LIGHT_GCN_OPTIONS, LightGCN } from './neural/light-gcn';
import { MLP, MLP_OPTIONS } from './neural/mlp';
import { MULT_VAE_OPTIONS, MultVAE } from './neural/mult-vae';
import { NEUMF_OPTIONS, NeuMF } from './neural/neumf';
import { TWO_TOWER_OPTIONS, TwoTower } from './neural/two-tower';
import { BASELINE_ONLY_OPTIONS, BaselineOnly } from './simple/baseline-only';
import { MEAN_RATING_OPTIONS, MeanRating } from './simple/mean-rating';
import { MOST_POPULAR_OPTIONS, MostPopular } from './simple/most-popular';
import { NORMAL_PREDICTOR_OPTIONS, NormalPredictor } from './simple/normal-predictor';

export const MEMBER_MODELS: readonly ModelEntry[] = Object.freeze([
  entry(NormalPredictor, NORMAL_PREDICTOR_OPTIONS, 'random ratings, distributed like the train set'),
  entry(BaselineOnly, BASELINE_ONLY_OPTIONS, 'global mean plus user and item biases'),
  entry(KNNBasic, KNN_BASIC_OPTIONS, 'weighted mean of the nearest neighbors'),
  entry(KNNWithMeans, KNN_WITH_MEANS_OPTIONS, 'neighbors, as deviations from their means'),
  entry(KNNWithZScore, KNN_WITH_Z_SCORE_OPTIONS, 'neighbors, as z-scores'),
  entry(KNNBaseline, KNN_BASELINE_OPTIONS, 'neighbors, as deviations from the baseline'),
  entry(SlopeOne, SLOPE_ONE_OPTIONS, 'mean rating differences between pairs of items'),
  entry(CoClustering, CO_CLUSTERING_OPTIONS, 'clusters of users and of items'),
  entry(SVD, SVD_OPTIONS, 'factors and biases by gradient descent; PMF if not biased'),
  entry(SVDpp, SVDPP_OPTIONS, 'SVD that also learns from which items were rated'),
  entry(NMF, NMF_OPTIONS, 'non-negative factors'),
  entry(ALS, ALS_OPTIONS, 'factors and biases by alternating least squares'),
  entry(BayesianMF, BAYESIAN_MF_OPTIONS, 'factors and biases by Gibbs sampling, with side information'),
  entry(MostPopular, MOST_POPULAR_OPTIONS, 'for ranking: the same list for everyone'),
  entry(ItemKNN, ITEM_KNN_OPTIONS, 'for ranking: items liked by the same users'),
  entry(EASE, EASE_OPTIONS, 'for ranking: item-item weights in closed form'),
  entry(UserEASE, USER_EASE_OPTIONS, 'for ranking: user-user weights in closed form'),
  entry(SLIM, SLIM_OPTIONS, 'for ranking: sparse, non-negative item-item weights'),
  entry(ImplicitALS, IMPLICIT_ALS_OPTIONS, 'for ranking: factors of implicit feedback, by ALS'),
  entry(BPR, BPR_OPTIONS, 'for ranking: factors trained on pairs of items'),
  entry(MultVAE, MULT_VAE_OPTIONS, 'neural, for ranking: an autoencoder of the likes'),
  entry(
    TwoTower,
    TWO_TOWER_OPTIONS,
    'neural, for ranking: embeddings of likes and features, softmax over items',
  ),
  entry(LightGCN, LIGHT_GCN_OPTIONS, 'neural, for ranking: vectors that spread along the graph of likes'),
  entry(MeanRating, MEAN_RATING_OPTIONS, 'mean rating of the item, the user, or all'),
  entry(ContentProfile, CONTENT_PROFILE_OPTIONS, 'content: mean rating deviation per feature'),
  entry(ContentRidge, CONTENT_RIDGE_OPTIONS, 'content: a ridge regression on features per user'),
  entry(FeatureFactors, FEATURE_FACTORS_OPTIONS, 'item factors that sum feature embeddings'),
  entry(
    FactorizationMachine,
    FACTORIZATION_MACHINE_OPTIONS,
    'with context: weights and factors of all features',
  ),
  entry(GMF, GMF_OPTIONS, 'neural: a product of user and item factors'),
  entry(MLP, MLP_OPTIONS, 'neural: hidden layers over user and item factors'),
  entry(NeuMF, NEUMF_OPTIONS, 'neural: GMF and MLP side by side'),
]);
