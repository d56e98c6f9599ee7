/**
 * Our rows in the tables of `npm run compare -- --split microsoft`. For lists, every rating counts there, however low, so
 * the models learn from all ratings and weigh them almost alike. Their options were chosen by `scripts/tune-ranking.ts
 * --microsoft` on parts of the train set.
 */
import { ACCURATE_MODELS } from './accurate-models';
import { type LabeledModel, labeledModel as row, rowNamed } from './labeled-model';
import { TUTORIAL_MODELS } from './tutorial-models';

/** For predicted ratings: some of the usual table. */
export const MICROSOFT_RATING_MODELS: readonly LabeledModel[] = Object.freeze(
  ['BaselineOnly ALS', 'KNNBaseline item pearson_baseline', 'SVD', 'SVD++', 'ALS', 'BayesianMF + side'].map(
    (label) => rowNamed(label, [...TUTORIAL_MODELS, ...ACCURATE_MODELS]),
  ),
);

/** Nearly the same value for all stars. */
const ALIKE = [0.8, 0.9, 1, 1.1, 1.1];
const SESSIONS = { weights: ALIKE, sessionWeight: 1 };
const USERS = { weights: ALIKE };
const IMPLICIT_ALS = { positiveFrom: null, alpha: 3, seed: 0 };

export const MICROSOFT_RANKING_MODELS: readonly LabeledModel[] = Object.freeze([
  row('MostPopular', 'MostPopular', { positiveFrom: null }),
  row('BPR', 'BPR', { positiveFrom: null, seed: 0 }),
  row('implicit ALS', 'ImplicitALS', IMPLICIT_ALS),
  row('NeuMF', 'NeuMF', { positiveFrom: null, layers: [16, 8], layerReg: 0.1, seed: 0 }),
  row('EASE', 'EASE', { positiveFrom: null }),
  row('EASE users', 'UserEASE', USERS),
  row('EASE sessions', 'EASE', SESSIONS),
  row('best', 'BlendedHybrid', {
    members: [
      { model: 'EASE', options: SESSIONS },
      { model: 'ImplicitALS', options: IMPLICIT_ALS },
      { model: 'UserEASE', options: USERS },
    ],
  }),
]);
