/**
 * The rows of the ranking table: from the popularity baseline to the best tuned model, plus a rating model
 * for comparison.
 *
 * Rows that use the published settings of other programs, so that the numbers are comparable, say so; all
 * other settings were chosen by `scripts/tune-ranking.ts` on parts of the train sets.
 */
import type { LabeledModel } from './tutorial-models';

/** The rows, in the table's order. */
export const RANKING_MODELS: readonly LabeledModel[] = Object.freeze([
  row('MostPopular', 'MostPopular', {}),
  row('MostPopular damped', 'MostPopular', { by: 'damped mean', damping: 25 }),
  row('SVD', 'SVD', { factors: 100, epochs: 20, learningRate: 0.005, reg: 0.02, seed: 0 }),
  row('ItemKNN cosine', 'ItemKNN', { weighting: 'cosine' }),
  row('ItemKNN TF-IDF', 'ItemKNN', { weighting: 'tfidf' }),
  row('ItemKNN BM25', 'ItemKNN', { weighting: 'bm25' }),
  row('BPR', 'BPR', { seed: 0 }),
  row('SLIM', 'SLIM', {}),
  // `alpha` 3 in the Python package implicit, where the confidence is α w instead of 1 + α w.
  row('implicit ALS', 'ImplicitALS', { factors: 64, epochs: 15, reg: 25, alpha: 2, seed: 0 }),
  row('EASE', 'EASE', { reg: 400 }),
  // Every rating counts, weighted by its stars.
  row('best', 'EASE', { positiveFrom: null, weights: 'graded', reg: 250 }),
]);

function row(label: string, model: string, options: Readonly<Record<string, unknown>>): LabeledModel {
  return Object.freeze({ label, model, options: Object.freeze(options) });
}
