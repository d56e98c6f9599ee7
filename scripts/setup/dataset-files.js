// The files of MovieLens 100K as they are written: u.item has 24 fields separated by bars (id, title with year, release
// date, video release date, address, 19 genre flags), u.user five.

const { GENRES_100K } = require('../../lib/data/movielens/layout-100k.cjs');

/** The names of the flags in u.item. */
const FLAGS = ['unknown', ...GENRES_100K];

const OCCUPATIONS =
  'administrator artist doctor educator engineer entertainment executive healthcare homemaker lawyer librarian marketing none other programmer retired salesman scientist student technician writer'.split(
    ' ',
  );

/**
 * One line of u.item.
 * @param {{id: number | string, title: string, date?: string, genres: string[]}} film title with its year
 */
function itemLine({ id, title, date = '', genres }) {
  const unknown = genres.find((genre) => !FLAGS.includes(genre));
  if (unknown !== undefined) throw new Error(`film ${id}: ${unknown} is not a genre of MovieLens 100K`);
  const flags = FLAGS.map((genre) => (genres.includes(genre) ? 1 : 0));
  return [id, title, date, '', '', ...flags].join('|');
}

/** u.genre: name and number of each flag. */
function genreFile() {
  return `${FLAGS.map((genre, index) => `${genre}|${index}`).join('\n')}\n`;
}

/** u.occupation: one name per line. */
function occupationFile() {
  return `${OCCUPATIONS.join('\n')}\n`;
}

/**
 * Lines as a file's content in Latin-1.
 * @param {string[]} lines
 * @throws {Error} for a character that Latin-1 doesn't have
 */
function latin1(lines) {
  const text = `${lines.join('\n')}\n`;
  const beyond = [...text].find((character) => character.charCodeAt(0) > 0xff);
  if (beyond) throw new Error(`${beyond} can't be written in Latin-1`);
  return Buffer.from(text, 'latin1');
}

module.exports = { FLAGS, OCCUPATIONS, itemLine, genreFile, occupationFile, latin1 };
