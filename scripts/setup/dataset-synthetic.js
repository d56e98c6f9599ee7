// A synthetic data set of the shape of MovieLens 100K, for exploring the lab without the real one: popularity and
// activity have long tails, there are tastes for models to find, and the five ratings have the real set's shares. The
// same seed gives the same bytes.

const fs = require('node:fs');
const path = require('node:path');
const { FLAGS, OCCUPATIONS, itemLine, genreFile, occupationFile, latin1 } = require('./dataset-files');

/**
 * @typedef {() => number} Random uniform in [0, 1)
 * @typedef {ReturnType<typeof makeFilms>[number]} Film
 */

const SHAPE = Object.freeze({
  users: 943,
  films: 1682,
  ratings: 100_000,
  fewest: 20, // ratings of a user
  most: 737,
  shares: Object.freeze([6110, 11_370, 27_145, 34_174, 21_201]), // of the ratings 1 to 5
});
const SEED = 100_000;
const TASTES = 8; // dimensions of taste
const FIRST_SECOND = 874_724_710;
const LAST_SECOND = 893_286_638;

/**
 * Mulberry32.
 * @param {number} seed
 * @returns {Random}
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {Random} random */
function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** @param {Random} random */
function taste(random) {
  return Array.from({ length: TASTES }, () => normal(random));
}

/**
 * A whole number below n.
 * @param {Random} random
 * @param {number} n
 */
function below(random, n) {
  return Math.floor(random() * n);
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * @param {unknown[]} list
 * @param {Random} random
 */
function shuffle(list, random) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
}

/** @param {Random} random */
function makeFilms(random) {
  const genreTaste = FLAGS.map(() => taste(random));
  return Array.from({ length: SHAPE.films }, (_, index) => {
    // The 18 named genres, common ones more often; never "unknown".
    /** @type {Set<number>} */
    const genres = new Set();
    const many = 1 + Number(random() < 0.5) + Number(random() < 0.25);
    while (genres.size < many) genres.add(1 + Math.floor(18 * random() ** 1.3));
    const list = [...genres].sort((a, b) => a - b);
    const quality = normal(random);
    const own = taste(random);
    return {
      id: index + 1,
      year: 1998 - Math.min(76, Math.floor(-Math.log(1 - random()) * 9)),
      genres: list.map((genre) => FLAGS[genre]),
      quality,
      taste: own.map((value, t) => 0.6 * value + list.reduce((sum, g) => sum + genreTaste[g][t], 0) / many),
      popularity: 1.5 * normal(random) + 0.5 * quality,
    };
  });
}

/**
 * The number of ratings of each user: at least `fewest`, long-tailed, `ratings` in total.
 * @param {Random} random
 */
function activity(random) {
  const wish = Array.from({ length: SHAPE.users }, () => Math.exp(1.1 * normal(random)));
  const counts = wish.map(() => SHAPE.fewest);
  let left = SHAPE.ratings - SHAPE.users * SHAPE.fewest;
  const total = wish.reduce((sum, value) => sum + value, 0);
  const spread = left;
  wish.forEach((value, user) => {
    const more = Math.min(SHAPE.most - SHAPE.fewest, Math.floor((spread * value) / total));
    counts[user] += more;
    left -= more;
  });
  for (let user = 0; left > 0; user = (user + 1) % SHAPE.users) {
    if (counts[user] >= SHAPE.most) continue;
    counts[user]++;
    left--;
  }
  return counts;
}

/**
 * Draws each user's films, more likely the popular ones and those to their taste. Every film gets a rating.
 * @param {{ taste: number[], count: number }[]} users
 * @param {Film[]} films
 * @param {Random} random
 */
function drawPairs(users, films, random) {
  const seen = new Int32Array(films.length);
  const chosen = users.map((user) => {
    const keys = films.map((film, index) => {
      const lure = film.popularity + 0.35 * dot(user.taste, film.taste);
      return { index, key: lure - Math.log(-Math.log(1 - random() * 0.999999999 - 1e-10)) };
    });
    keys.sort((a, b) => b.key - a.key);
    const list = keys.slice(0, user.count).map(({ index }) => index);
    for (const film of list) seen[film]++;
    return list;
  });
  for (let film = 0; film < films.length; film++) {
    while (seen[film] === 0) {
      const list = chosen[below(random, users.length)];
      const place = below(random, list.length);
      if (seen[list[place]] < 10) continue;
      seen[list[place]]--;
      list[place] = film;
      seen[film]++;
    }
  }
  return chosen;
}

/**
 * The rating of each row, in the given shares, by the rank of what the user feels about the film.
 * @param {{ feeling: number }[]} rows
 * @param {Random} random
 */
function ratingsOf(rows, random) {
  const scores = rows.map(({ feeling }) => feeling + 0.8 * normal(random));
  const ranked = rows.map((_, index) => index).sort((a, b) => scores[a] - scores[b]);
  /** @type {number[]} */
  const ratings = Array(rows.length);
  let from = 0;
  SHAPE.shares.forEach((share, index) => {
    for (const row of ranked.slice(from, from + share)) ratings[row] = index + 1;
    from += share;
  });
  return ratings;
}

/**
 * The contents of the files by their names. Takes about a second.
 * @returns {Record<string, string | Buffer>}
 */
function syntheticFiles(seed = SEED) {
  const random = generator(seed);
  const films = makeFilms(random);
  const users = activity(random).map((count, index) => ({
    id: index + 1,
    count,
    bias: 0.45 * normal(random),
    taste: taste(random),
    begins: FIRST_SECOND + below(random, LAST_SECOND - FIRST_SECOND - 7 * 86_400),
    sessions: random() < 0.5 ? 1 : 2 + below(random, 4),
    age: Math.min(73, Math.max(7, Math.round(34 + 12 * normal(random)))),
    gender: random() < 0.71 ? 'M' : 'F',
    occupation: OCCUPATIONS[below(random, OCCUPATIONS.length)],
    zip: String(below(random, 100_000)).padStart(5, '0'),
  }));
  const pairs = drawPairs(users, films, random).flatMap((list, user) =>
    list.map((film) => {
      const { bias, taste, begins, sessions, id } = users[user];
      const day = below(random, sessions) * 86_400;
      const feeling = bias + 0.6 * films[film].quality + 0.25 * dot(taste, films[film].taste);
      return { user: id, film: films[film].id, feeling, time: begins + day + below(random, 2400) };
    }),
  );
  const ratings = ratingsOf(pairs, random);
  const rows = pairs.map(({ user, film, time }, row) => [user, film, ratings[row], time].join('\t'));
  shuffle(rows, random);
  return {
    'u.data': latin1(rows),
    'u.item': latin1(
      films.map(({ id, year, genres }) => {
        const title = `Synthetic film ${String(id).padStart(4, '0')} (${year})`;
        return itemLine({ id, title, date: `01-Jan-${year}`, genres });
      }),
    ),
    'u.user': latin1(users.map((u) => [u.id, u.age, u.gender, u.occupation, u.zip].join('|'))),
    'u.genre': genreFile(),
    'u.occupation': occupationFile(),
  };
}

/**
 * Writes the synthetic data set.
 * @param {string} folder
 * @returns {import('./dataset').Facts}
 */
function writeSynthetic(folder, seed = SEED) {
  for (const [name, content] of Object.entries(syntheticFiles(seed))) {
    fs.writeFileSync(path.join(folder, name), content);
  }
  return {
    source: 'synthetic',
    from: `made by scripts/setup/dataset-synthetic.js, seed ${seed}`,
    lacks: [],
  };
}

module.exports = { syntheticFiles, writeSynthetic, SHAPE };
