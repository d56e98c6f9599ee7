const fs = require('node:fs');
const path = require('node:path');
const { FILES_100K } = require('../../lib/data/movielens/layout-100k.cjs');

/** @typedef {(typeof FILES_100K)[number]} FileName */

/**
 * What a line of each file must look like. The readers in lib/data are stricter, but need the Node packages.
 * @type {Readonly<Record<FileName, { form: RegExp, words: string }>>}
 */
const LINES = {
  'u.data': {
    form: /^[^\t]+\t[^\t]+\t[1-5](\.0*)?(\t\d+(\.\d*)?)?\r?$/,
    words: 'user, film, rating from 1 to 5 and time, separated by tabs',
  },
  'u.item': { form: /^[^|]+(\|[^|]*){23}$/, words: '24 fields separated by |' },
  'u.user': { form: /^[^|]+(\|[^|]*){4}$/, words: '5 fields separated by |' },
};

/**
 * What is wrong with one of the files: `u.data, line 3: …`; undefined where it looks right.
 * @param {string} folder
 * @param {FileName} name
 * @param {number} [bytes] its size when setup fetched it: a shorter file is truncated
 */
function damageOf(folder, name, bytes = 0) {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) return `${name} is missing`;
  const text = fs.readFileSync(file, 'latin1');
  if (text === '') return `${name} is empty`;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const { form, words } = LINES[name];
  const wrong = lines.findIndex((line) => !form.test(line));
  if (wrong >= 0) return `${name}, line ${wrong + 1}: expected ${words}`;
  if (text.length < bytes) return `${name} is truncated after line ${lines.length}`;
  return undefined;
}

/**
 * All that is wrong with the files in a folder.
 * @param {string} folder
 * @param {import('./dataset').Files} [files] as in source.json, if setup fetched them
 * @returns {string[]}
 */
function damageIn(folder, files) {
  return FILES_100K.flatMap((name) => damageOf(folder, name, files?.[name]?.bytes) ?? []);
}

module.exports = { damageIn };
