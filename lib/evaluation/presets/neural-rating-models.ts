/**
 * The row of the rating table with a network. Of penalties .05, .08, .12, and .17, the third was best on a fifth of u1's
 * train part: RMSE .950, .937, .930, and .941.
 */
import { type LabeledModel, labeledModel as row } from './labeled-model';

export const NEURAL_RATING_MODELS: readonly LabeledModel[] = Object.freeze([
  row('GMF ratings', 'GMF', {
    task: 'ratings',
    reg: 0.12,
    learningRate: 0.005,
    batchSize: 1024,
    patience: 3,
    seed: 0,
  }),
]);
