/**
 * Data: loads and filters ratings, films and users. Data frames are in `danfo.ts`, which imports Danfo's
 * types.
 */

// What is thrown for data and options that can't be used.
export { DataError, OptionError } from '../core/errors';
// Ids: text from outside, checked once.
export { type ItemId, itemId, type UserId, userId } from '../core/ids';
// Rating scales.
export { inferScale } from '../core/infer-scale';
export {
  areRatings,
  CHOICES,
  HALF_STARS,
  type RatingScale,
  ratingScale,
  WHOLE_STARS,
} from '../core/rating-scale';
// In which circumstances ratings were given: context columns, ...
export { type ContextValue, MISSING } from './context/context-column';
export type { ContextColumns } from './context/context-columns';
// ... the sessions in which ratings were given, ...
export { SESSION_COLUMNS, sessionContext } from './context/session-context';
// ... the hour and the weekday in a time zone.
export { timeContext, timeContextAt } from './context/time-context';
export { userContext } from './context/user-context';
export { zipRegion, zipZone } from './context/zip-region';
// Your own ratings, from any delimited file: its intact lines, ...
export {
  type CleanOptions,
  type CleanRatings,
  cleanRatings,
  type DamagedLine,
} from './delimited/clean-ratings';
// ... its layout, ...
export { type ColumnLook, lookAtRatings, type RatingsLook } from './delimited/look-at-ratings';
export type { RatingsOptions } from './delimited/ratings-layout';
// ... and its rows.
export { readRatings, readRatingsSync } from './delimited/read-ratings';
// What is known about items and users: titles from any delimited file, features.
export { readTitles, type TitlesOptions } from './delimited/read-titles';
export {
  type FeatureRow,
  itemFeatures,
  type UserFeatureRow,
  userFeatures,
  wordsOf,
} from './features/feature-rows';
export type { Feature, ItemFeatures, UserFeatures } from './features/feature-table';
// MovieLens: its films and users, ...
export { demographics } from './movielens/demographics';
export { type Film, yearOfTitle } from './movielens/film';
export { filmFeatures } from './movielens/film-features';
export { type FilmFilter, filmsWhere, withTitles } from './movielens/film-filter';
// ... the 100K set from the project's data folder, ...
export {
  type DataSource,
  GENRES_100K,
  isPublished,
  type LoadOptions,
  loadMovieLens100K,
  type MovieLens,
} from './movielens/movielens-100k';
// ... latest, 20M, 25M and 32M (files with a header line), ...
export { readMoviesCsv, readRatingsCsv } from './movielens/movielens-csv';
// ... 1M and 10M (files with two colons between fields).
export { readMoviesDat, readRatingsDat, readUsersDat } from './movielens/movielens-dat';
export type { User } from './movielens/user';
// The table of ratings that models learn from.
export { Interactions, type Rating } from './table/interactions';
export type { RatingUpdate } from './table/rating-updates';
