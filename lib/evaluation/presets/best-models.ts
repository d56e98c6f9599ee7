/**
 * The best models on MovieLens 100K among those that train in a few seconds: rows of the comparison tables, and those
 * that `npm run serve` trains. Their options were chosen on parts of the train sets.
 */
import { labeledModel } from './labeled-model';

/** The most accurate rating model of these; chosen by `scripts/tune-best.ts`. See also `accurate-models.ts`. */
export const BEST_FOR_STARS = labeledModel('ALS tuned', 'ALS', { epochs: 20, seed: 0 });

/**
 * The best lists of one model that needs nothing but ratings, also at once for visitors: every rating counts, weighted by
 * its stars. Chosen by `scripts/tune-ranking.ts`, as are the models below.
 */
export const BEST_FOR_LISTS = labeledModel('EASE values', 'EASE', {
  positiveFrom: null,
  weights: 'graded',
  reg: 250,
});

/** The same with sessions, which it sees by the timestamps of the train set: the best lists of one model. */
export const EASE_SESSIONS = labeledModel('EASE sessions', 'EASE', {
  ...BEST_FOR_LISTS.options,
  sessionWeight: 1,
  sessionGap: 60,
});

export const EASE_USERS = labeledModel('EASE users', 'UserEASE', {
  positiveFrom: null,
  weights: 'graded',
  reg: 300,
});

export const IMPLICIT_ALS_VALUES = labeledModel('implicit ALS values', 'ImplicitALS', {
  weights: [0, 0, 0.3, 1, 1.2],
  factors: 48,
  reg: 40,
  alpha: 5,
  seed: 0,
});

/** A network of the likes; fitting it takes longer than the three above together. */
export const MULT_VAE = labeledModel('MultVAE', 'MultVAE', {
  positiveFrom: null,
  weights: 'graded',
  seed: 0,
});

/** The best lists: the three together. */
export const BEST_BLEND = labeledModel('best', 'BlendedHybrid', {
  members: [EASE_SESSIONS, IMPLICIT_ALS_VALUES, EASE_USERS].map(({ model, options }) => ({ model, options })),
  weights: [1, 1.5, 1],
});
