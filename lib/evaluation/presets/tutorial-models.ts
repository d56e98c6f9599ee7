/**
 * The rows of the rating table: the models of the Python tutorial, followed by models that it doesn't have. The
 * tutorial uses Surprise's default numbers, such as 100 factors for SVD, which are also the defaults here; so a
 * row names only its variant.
 */
import { BEST_FOR_STARS } from './best-models';
import { type LabeledModel, labeledModel as row } from './labeled-model';

/** The rows, in the table's order. */
export const TUTORIAL_MODELS: readonly LabeledModel[] = Object.freeze([
  row('NormalPredictor', 'NormalPredictor', { seed: 0 }),
  row('BaselineOnly ALS', 'BaselineOnly', { method: 'als' }),
  row('BaselineOnly SGD', 'BaselineOnly', { method: 'sgd' }),
  row('KNNBasic user cosine', 'KNNBasic', { similarity: 'cosine', userBased: true }),
  row('KNNBasic item cosine', 'KNNBasic', { similarity: 'cosine', userBased: false }),
  row('KNNBasic user msd', 'KNNBasic', { similarity: 'msd', userBased: true }),
  row('KNNWithMeans user msd', 'KNNWithMeans', { similarity: 'msd', userBased: true }),
  row('KNNWithZScore user msd', 'KNNWithZScore', { similarity: 'msd', userBased: true }),
  row('KNNBaseline user msd', 'KNNBaseline', { similarity: 'msd', userBased: true }),
  row('KNNBaseline item pearson_baseline', 'KNNBaseline', {
    similarity: 'pearson_baseline',
    userBased: false,
  }),
  row('SVD', 'SVD', { seed: 0 }),
  row('SVD++', 'SVD++', { seed: 0 }),
  row('NMF', 'NMF', { seed: 0 }),
  row('SlopeOne', 'SlopeOne'),
  row('CoClustering', 'CoClustering', { seed: 0 }),
  row('ALS', 'ALS', { seed: 0 }),
  BEST_FOR_STARS,
]);
