const fs = require('node:fs');
const path = require('node:path');

/** What a line of each file must look like. The readers in lib/data are stricter, and need the Node packages. */
const LINES = {
  'u.data': {
    form: /^[^\t]+\t[^\t]+\t[1-5](\.0*)?(\t\d+(\.\d*)?)?\r?$/,
    words: 'user, film, rating from 1 to 5 and time, separated by tabs',
  },
  'u.item': { form: /^[^|]+(\|[^|]*){23}$/, words: '24 fields separated by |' },
  'u.user': { form: /^[^|]+(\|[^|]*){4}$/, words: '5 fields separated by |' },
};

/**
 * What is wrong with one of the three files that the lab reads: `u.data, line 3: …`; undefined where it looks right.
 * @param {string} folder
 * @param {string} name u.data, u.item or u.user
 * @param {number} [bytes] its size when the set-up fetched it: what is shorter is cut off
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

/** All that is wrong with the files in `folder`; `files`: those of source.json, when the set-up wrote them. */
function damageIn(folder, files) {
  return Object.keys(LINES)
    .map((name) => damageOf(folder, name, files?.[name].bytes))
    .filter((why) => why !== undefined);
}

module.exports = { damageIn, NEEDED: Object.keys(LINES) };
