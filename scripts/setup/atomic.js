// Nothing is ever written in place: a file or folder is made under a temporary name beside its target and
// renamed, so that it is either there and whole or not there.

const fs = require('node:fs');
const path = require('node:path');
const { makeTemporary, remove, replaceFolder } = require('../../lib/core/whole-folder.cjs');
const { writeWhole } = require('../../lib/core/write-whole.cjs');
const { onStop } = require('./cleanup');

/**
 * Runs `work` with a new temporary folder inside `parent` and removes the folder afterward, whatever happens.
 * @template T
 * @param {string} parent on the same file system as what will be renamed out of it
 * @param {(folder: string) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
async function withTempFolder(parent, work) {
  const folder = makeTemporary(parent);
  const tidy = () => remove(folder);
  const forget = onStop(tidy);
  try {
    return await work(folder);
  } finally {
    forget();
    tidy();
  }
}

/**
 * Writes a file whole or not at all, and makes its folder where there is none.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function writeFile(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, content);
}

/**
 * Writes a value as JSON, whole or not at all.
 * @param {string} file
 * @param {unknown} value
 */
function writeJson(file, value) {
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Reads a JSON file, whose content isn't checked. Give the type `Partial<…>`: an older version, or a person, may have
 * written it.
 * @template T
 * @param {string} file
 * @returns {T | undefined} undefined where the file is missing or is not JSON
 */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = { remove, withTempFolder, replaceFolder, writeFile, writeJson, readJson };
