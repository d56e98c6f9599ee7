// Nothing is ever written in place: a file or folder is made under a temporary name beside its target and
// renamed, so that it is either there and whole or not there.

const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');
const { onStop } = require('./cleanup');

const PREFIX = '.tmp-';

function isAlive(pid) {
  try {
    if (pid > 0x7fffffff) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Removes a file or folder, there or not. */
function remove(target) {
  fs.rmSync(target, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what set-ups that were killed outright have left in `folder`. */
function sweep(folder) {
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
 * Runs `work` with a fresh temporary folder inside `parent`, which is removed afterwards whatever happens.
 * @template T
 * @param {string} parent on the same file system as what will be renamed out of it
 * @param {(folder: string) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
async function withTempFolder(parent, work) {
  fs.mkdirSync(parent, { recursive: true });
  sweep(parent);
  const folder = path.join(parent, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
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
 * Puts the folder `from` in the place of `to`; what was there is gone only after the new one stands, or lies in `keep`.
 * @param {string} from
 * @param {string} to
 * @param {string} [keep] a path beside `to`
 */
function replaceFolder(from, to, keep) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const passing = `${PREFIX}${process.pid}-old-${randomBytes(4).toString('hex')}`;
  const old = keep ?? path.join(path.dirname(to), passing);
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

/** Writes a whole file or none. */
function writeFile(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temp = path.join(path.dirname(file), `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    fs.writeFileSync(temp, content);
    fs.renameSync(temp, file);
  } catch (error) {
    remove(temp);
    throw error;
  }
}

/** Writes `value` as JSON, whole or not at all. */
function writeJson(file, value) {
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a JSON file; undefined where it is missing or unreadable. */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = { isAlive, remove, sweep, withTempFolder, replaceFolder, writeFile, writeJson, readJson };
