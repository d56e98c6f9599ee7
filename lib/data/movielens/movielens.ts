/**
 * MovieLens in all its formats; what a notebook imports.
 */

// Your own ratings, in any delimited file.
export { type RatingsOptions, readRatings, readRatingsSync } from '../delimited/read-ratings';
// A film, the year in its title.
export { type Film, yearOfTitle } from './film';
// The 100K set from the project's data folder, with films and users.
export {
  type DataSource,
  GENRES_100K,
  isPublished,
  type LoadOptions,
  loadMovieLens100K,
  type MovieLens,
} from './movielens-100k';
// latest, 20M, 25M, 32M: files with a header line.
export { readMoviesCsv, readRatingsCsv } from './movielens-csv';
// 1M and 10M: files with two colons between fields.
export { readMoviesDat, readRatingsDat, readUsersDat } from './movielens-dat';
// A person who rated.
export type { User } from './user';
