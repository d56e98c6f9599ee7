/** The files of MovieLens 100K, as its README describes them. Plain JavaScript, as set-up reads and writes them too. */

/** The files that the lab reads, all in Latin-1. `u.data` has tabs between its fields, the others have bars. */
const FILES_100K = Object.freeze(/** @type {const} */ (['u.data', 'u.item', 'u.user']));

/** The genres in the order of their flags in `u.item`. The first flag, `unknown`, isn't one of them. */
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

/** Where the files can come from, as `source.json` names it: `yours` were put there by hand. */
const SOURCES_100K = Object.freeze(/** @type {const} */ (['yours', 'official', 'mirror', 'synthetic']));

module.exports = { FILES_100K, GENRES_100K, SOURCES_100K };
