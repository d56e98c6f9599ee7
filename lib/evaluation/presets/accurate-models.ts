/**
 * The rows of the rating table after the tutorial's: the most accurate models, with side information (features of
 * films and users, see `withSideInformation`). Options are the defaults, except for the variants named in the labels and
 * one weight, which was chosen on part of a train set.
 */
import { SESSION_COLUMNS, sessionContext } from '../../data/context/session-context';
import { demographics } from '../../data/movielens/demographics';
import { filmFeatures } from '../../data/movielens/film-features';
import type { MovieLens } from '../../data/movielens/movielens-100k';
import type { Interactions } from '../../data/table/interactions';
import { type LabeledModel, labeledModel as row, rowNamed } from './labeled-model';
import { TUTORIAL_MODELS } from './tutorial-models';

const { model, options } = rowNamed('KNNBaseline item pearson_baseline', TUTORIAL_MODELS);
const NEIGHBORS = { model, options };

/**
 * The neighbors' weight. On a fifth of u1's train part, BayesianMF alone has RMSE .8797, and with weights of .05, .1,
 * .15, .2 and .3 .8790, .8785, .8783, .8785 and .8797.
 */
const NEIGHBORS_WEIGHT = 0.15;

/** Models that use only what is known when serving. */
export const ACCURATE_MODELS: readonly LabeledModel[] = Object.freeze([
  row('BayesianMF', 'BayesianMF', { ratedPairs: false, features: false, seed: 0 }),
  row('BayesianMF + side', 'BayesianMF', { seed: 0 }),
  row('FactorizationMachine', 'FactorizationMachine', { epochs: 512, samples: 100, seed: 0 }),
  row('best', 'WeightedHybrid', {
    cf: { model: 'BayesianMF' },
    content: NEIGHBORS,
    weight: NEIGHBORS_WEIGHT,
  }),
]);

/** The context column with the time of each rating. */
const TIME = 'second';

/**
 * Models that know when a test rating was given, which nobody knows when serving: for a table of their own, with
 * `withTimes`. They must not be compared with others. Members and trees of the last one were chosen on a fifth of u1's
 * train part, where the first has RMSE .8709, a regression on the three members .8669, with moods .8640, and with trees
 * .8608 (half of the epochs, three folds). Without times, a regression gains little and trees nothing: BayesianMF has
 * .8818, 15% of the neighbors .8816, a regression on both .8814, and with trees .8821.
 */
export const KNOWS_WHEN_MODELS: readonly LabeledModel[] = Object.freeze([
  row('BayesianMF knows when', 'BayesianMF', { contextEffects: SESSION_COLUMNS, seed: 0 }),
  row('best knows when', 'StackedHybrid', {
    members: [
      { model: 'BayesianMF', options: { contextEffects: SESSION_COLUMNS } },
      { model: 'BayesianMF' },
      NEIGHBORS,
    ],
    folds: 3,
    newItems: 0,
    trees: 100,
    timeColumn: TIME,
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

/**
 * The ratings with their times and sessions as context columns. Before a split, so that train and test rows share
 * sessions. @throws OptionError when the table has no timestamps
 */
export function withTimes(ratings: Interactions): Interactions {
  const sessions = sessionContext(ratings);
  return ratings.withContext({ ...sessions, [TIME]: ratings.timestampColumn?.slice() ?? [] });
}
