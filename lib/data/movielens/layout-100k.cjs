/**
 * The files of MovieLens 100K, as described in its README. Plain JavaScript, because setup uses them as well.
 */

/**
 * The files that the lab reads, all in Latin-1. Fields are separated by tabs in `u.data`, by bars in the
 * others.
 */
const FILES_100K = Object.freeze(/** @type {const} */ (['u.data', 'u.item', 'u.user']));

/** The genres in the order of their flags in `u.item`. The first flag, `unknown`, isn't a genre. */
const GENRES_100K = Object.freeze([
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
]);

/** Possible origins of the files, as named in `source.json`; `yours` means that you put them there. */
const SOURCES_100K = Object.freeze(/** @type {const} */ (['yours', 'official', 'mirror', 'synthetic']));

module.exports = { FILES_100K, GENRES_100K, SOURCES_100K };
