// Nothing is ever written in place: a file or folder is made under a temporary name beside its target and
// renamed, so that it is either there and whole or not there.

const fs = require('node:fs');
const path = require('node:path');
const { isAlive } = require('../../lib/core/is-alive.cjs');
const { PREFIX, temporaryIn, writeWhole } = require('../../lib/core/write-whole.cjs');
const { onStop } = require('./cleanup');

/**
 * Removes a file or folder, whether it exists or not.
 * @param {string} target
 */
function remove(target) {
  fs.rmSync(target, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Removes what a setup that was killed has left in the folder.
 * @param {string} folder
 */
function sweep(folder) {
  /** @type {string[]} */
  let names;
  try {
    names = fs.readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : 0;
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) remove(path.join(folder, name));
  }
}

/**
 * Runs `work` with a new temporary folder inside `parent` and removes the folder afterward, whatever happens.
 * @template T
 * @param {string} parent on the same file system as what will be renamed out of it
 * @param {(folder: string) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
async function withTempFolder(parent, work) {
  fs.mkdirSync(parent, { recursive: true });
  sweep(parent);
  const folder = temporaryIn(parent);
  fs.mkdirSync(folder);
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
 * Replaces the folder `to` by `from`. The old folder is removed only once the new one is in place, or is kept.
 * @param {string} from
 * @param {string} to
 * @param {string} [keep] where to keep the old folder, beside `to`; default: nowhere
 */
function replaceFolder(from, to, keep) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const old = keep ?? temporaryIn(path.dirname(to));
  const hadOld = fs.existsSync(to);
  if (hadOld) fs.renameSync(to, old);
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (hadOld) fs.renameSync(old, to);
    throw error;
  }
  if (hadOld && !keep) remove(old);
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
