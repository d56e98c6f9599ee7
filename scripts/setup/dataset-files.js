// The layouts of MovieLens 100K, as its README describes them: u.item has 24 fields between bars (id, title
// with year, release date, video date, address, 19 genre flags), u.user five, everything in Latin-1.

/** The genres in the order of the flags in u.item. */
const GENRES = [
  'unknown',
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
];

const OCCUPATIONS =
  'administrator artist doctor educator engineer entertainment executive healthcare homemaker lawyer librarian marketing none other programmer retired salesman scientist student technician writer'.split(
    ' ',
  );

/**
 * One line of u.item.
 * @param {{id: number | string, title: string, date?: string, genres: string[]}} film title with its year
 */
function itemLine({ id, title, date = '', genres }) {
  const unknown = genres.find((genre) => !GENRES.includes(genre));
  if (unknown !== undefined) throw new Error(`film ${id}: ${unknown} is no genre of MovieLens 100K`);
  const flags = GENRES.map((genre) => (genres.includes(genre) ? 1 : 0));
  return [id, title, date, '', '', ...flags].join('|');
}

/** u.genre: name and column of every genre. */
function genreFile() {
  return `${GENRES.map((genre, index) => `${genre}|${index}`).join('\n')}\n`;
}

/** u.occupation: one name a line. */
function occupationFile() {
  return `${OCCUPATIONS.join('\n')}\n`;
}

/** Lines as a file's content in Latin-1; refuses a character that Latin-1 hasn't. */
function latin1(lines) {
  const text = `${lines.join('\n')}\n`;
  const beyond = [...text].find((character) => character.codePointAt(0) > 0xff);
  if (beyond) throw new Error(`${beyond} can't be written in Latin-1`);
  return Buffer.from(text, 'latin1');
}

module.exports = { GENRES, OCCUPATIONS, itemLine, genreFile, occupationFile, latin1 };
