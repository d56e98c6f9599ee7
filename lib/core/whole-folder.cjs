/** Folders that are there whole or not at all. Plain JavaScript, because setup uses it as well. */
const fs = require('node:fs');
const path = require('node:path');
const { isAlive } = require('./is-alive.cjs');
const { PREFIX, temporaryIn } = require('./write-whole.cjs');

/**
 * Removes a file or folder, whether it exists or not.
 * @param {string} target
 */
function remove(target) {
  fs.rmSync(target, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Removes what processes that were killed have left in the folder.
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
 * Makes a new temporary folder inside `parent`, to be renamed or removed.
 * @param {string} parent on the same file system as what will be renamed out of it
 * @returns {string}
 */
function makeTemporary(parent) {
  fs.mkdirSync(parent, { recursive: true });
  sweep(parent);
  const folder = temporaryIn(parent);
  fs.mkdirSync(folder);
  return folder;
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

module.exports = { remove, makeTemporary, replaceFolder };
