/**
 * The models to try first on data of your own: a floor, a baseline, and one good model of each kind, all of which run
 * on a million rows in minutes. Their options are the defaults or those of MovieLens; tune them on your data.
 */
import { type LabeledModel, rowNamed } from './labeled-model';
import { RANKING_MODELS } from './ranking-models';
import { TUTORIAL_MODELS } from './tutorial-models';

const RATING_ROWS = [
  'NormalPredictor',
  'BaselineOnly ALS',
  'KNNBaseline item pearson_baseline',
  'SVD',
  'ALS',
];
const RANKING_ROWS = ['MostPopular', 'ItemKNN TF-IDF', 'BPR', 'implicit ALS', 'EASE'];

/** For predicted ratings. */
export const FIRST_RATING_MODELS: readonly LabeledModel[] = Object.freeze(
  RATING_ROWS.map((label) => rowNamed(label, TUTORIAL_MODELS)),
);
/** For lists; these need no ratings. */
export const FIRST_RANKING_MODELS: readonly LabeledModel[] = Object.freeze(
  RANKING_ROWS.map((label) => rowNamed(label, RANKING_MODELS)),
);
