/**
 * The best models on MovieLens 100K: the rows `best` of the comparison tables, and the models that `npm run
 * serve` trains. Their options were chosen on parts of the train sets.
 */
import { labeledModel } from './labeled-model';

/** The most accurate rating model; chosen by `scripts/tune-best.ts`. */
export const BEST_FOR_STARS = labeledModel('best', 'ALS', { epochs: 20, seed: 0 });

/**
 * The model with the best lists; chosen by `scripts/tune-ranking.ts`. Every rating counts, weighted by its
 * stars.
 */
export const BEST_FOR_LISTS = labeledModel('best', 'EASE', {
  positiveFrom: null,
  weights: 'graded',
  reg: 250,
});
