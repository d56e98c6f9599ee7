/**
 * The rows of the ranking table: from the popularity baseline to the best tuned model, plus a rating model
 * for comparison. Options that differ from a model's defaults were chosen by `scripts/tune-ranking.ts` on
 * parts of the train sets.
 */
import {
  BEST_BLEND,
  BEST_FOR_LISTS,
  EASE_SESSIONS,
  EASE_USERS,
  IMPLICIT_ALS_VALUES,
  MULT_VAE,
} from './best-models';
import { type LabeledModel, labeledModel as row, rowNamed } from './labeled-model';
import { TUTORIAL_MODELS } from './tutorial-models';

/** Chosen on a fifth of the train set of u1, held out at random, as was the number of epochs. */
const TWO_TOWER = row('TwoTower', 'TwoTower', {
  weights: [0, 0, 0.3, 1, 1.2],
  epochs: 45,
  holdOut: 0,
  seed: 0,
});
/** Likewise. */
const LIGHT_GCN = row('LightGCN', 'LightGCN', {
  weights: [0.1, 0.2, 0.5, 1, 1.5],
  holdOut: 0,
  seed: 0,
});

/** The rows, in the table's order. */
export const RANKING_MODELS: readonly LabeledModel[] = Object.freeze([
  row('MostPopular', 'MostPopular'),
  row('MostPopular damped', 'MostPopular', { by: 'damped mean', damping: 25 }),
  rowNamed('SVD', TUTORIAL_MODELS),
  row('ItemKNN cosine', 'ItemKNN', { weighting: 'cosine' }),
  row('ItemKNN TF-IDF', 'ItemKNN', { weighting: 'tfidf' }),
  row('ItemKNN BM25', 'ItemKNN', { weighting: 'bm25' }),
  row('BPR', 'BPR', { seed: 0 }),
  row('SLIM', 'SLIM'),
  row('implicit ALS', 'ImplicitALS', { seed: 0 }),
  row('EASE', 'EASE'),
  row('GMF', 'GMF', { seed: 0 }),
  row('MLP', 'MLP', { seed: 0 }),
  row('NeuMF', 'NeuMF', { layers: [16, 8], layerReg: 0.1, seed: 0 }),
  MULT_VAE,
  TWO_TOWER,
  LIGHT_GCN,
  EASE_USERS,
  IMPLICIT_ALS_VALUES,
  BEST_FOR_LISTS,
  EASE_SESSIONS,
  BEST_BLEND,
]);
