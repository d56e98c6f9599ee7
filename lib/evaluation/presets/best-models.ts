/**
 * The best models on MovieLens 100K among those that train in a few seconds, which `npm run serve` trains: rows of
 * the comparison tables. Their options were chosen on parts of the train sets.
 */
import { labeledModel } from './labeled-model';

/** The most accurate rating model of these; chosen by `scripts/tune-best.ts`. See also `accurate-models.ts`. */
export const BEST_FOR_STARS = labeledModel('ALS tuned', 'ALS', { epochs: 20, seed: 0 });

/**
 * The model with the best lists; chosen by `scripts/tune-ranking.ts`. Every rating counts, weighted by its
 * stars.
 */
export const BEST_FOR_LISTS = labeledModel('best', 'EASE', {
  positiveFrom: null,
  weights: 'graded',
  reg: 250,
});
