/**
 * The rows of the rating table: the models of the Python tutorial with its settings, followed by models that
 * it doesn't have.
 */
import type { ModelSpec } from '../search/model-spec';

/** A model with its label, which names it in every table and in `npm run compare -- --models`. */
export type LabeledModel = ModelSpec & { readonly label: string };

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
  row('SVD', 'SVD', { factors: 100, epochs: 20, learningRate: 0.005, reg: 0.02, seed: 0 }),
  row('SVD++', 'SVD++', { factors: 20, epochs: 20, learningRate: 0.007, reg: 0.02, seed: 0 }),
  row('NMF', 'NMF', { factors: 15, epochs: 50, seed: 0 }),
  row('SlopeOne', 'SlopeOne', {}),
  row('CoClustering', 'CoClustering', { seed: 0 }),
  row('ALS', 'ALS', { seed: 0 }),
  // Chosen on a validation part of the train set by scripts/tune-best.ts.
  row('best', 'ALS', { epochs: 20, seed: 0 }),
]);

function row(label: string, model: string, options: Readonly<Record<string, unknown>>): LabeledModel {
  return Object.freeze({ label, model, options: Object.freeze(options) });
}
