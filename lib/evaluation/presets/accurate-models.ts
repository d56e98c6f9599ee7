/**
 * The rows of the rating table after the tutorial's: the most accurate models, with side information (features of
 * films and users, see `withSideInformation`). All options are defaults, but for the variants that the labels name;
 * nothing is tuned on a test set.
 */
import { demographics } from '../../data/movielens/demographics';
import { filmFeatures } from '../../data/movielens/film-features';
import type { MovieLens } from '../../data/movielens/movielens-100k';
import type { Interactions } from '../../data/table/interactions';
import { type LabeledModel, labeledModel as row, rowNamed } from './labeled-model';
import { TUTORIAL_MODELS } from './tutorial-models';

/** The context column with the time of each rating, in models that know when. */
const WHEN = 'second';

const { model, options } = rowNamed('KNNBaseline item pearson_baseline', TUTORIAL_MODELS);
const NEIGHBORS = { model, options };

/** Models that know what is known when serving. */
export const ACCURATE_MODELS: readonly LabeledModel[] = Object.freeze([
  row('BayesianMF', 'BayesianMF', { ratedPairs: false, features: false, seed: 0 }),
  row('BayesianMF + side', 'BayesianMF', { seed: 0 }),
  row('FactorizationMachine', 'FactorizationMachine', { context: false, epochs: 512, samples: 100, seed: 0 }),
  row('best', 'StackedHybrid', { members: [{ model: 'BayesianMF' }, NEIGHBORS], seed: 0 }),
]);

/**
 * Models that know when a test rating was given, which nobody knows when serving: for a table of their own, with
 * `withTimes`. They must not be compared with others.
 */
export const KNOWS_WHEN_MODELS: readonly LabeledModel[] = Object.freeze([
  row('BayesianMF knows when', 'BayesianMF', { knowsWhen: WHEN, seed: 0 }),
  row('best knows when', 'StackedHybrid', {
    members: [{ model: 'BayesianMF', options: { knowsWhen: WHEN } }, NEIGHBORS],
    seed: 0,
  }),
]);

/**
 * The ratings with what is known about films and users: genres and periods of five years; age group, gender,
 * occupation, and region.
 */
export function withSideInformation(
  ratings: Interactions,
  { films, users }: Pick<MovieLens, 'films' | 'users'>,
): Interactions {
  const features = filmFeatures(films, { years: 'five', titleWords: false });
  return ratings.withItemFeatures(features).withUserFeatures(demographics(users));
}

/** The ratings with their times as a context column. */
export function withTimes(ratings: Interactions): Interactions {
  const times = ratings.timestampColumn;
  return times ? ratings.withContext({ [WHEN]: times.slice() }) : ratings;
}
