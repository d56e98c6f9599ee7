/** Plain JavaScript, because setup uses it as well, before TypeScript is installed. */
const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');

/**
 * The prefix of temporary names, followed by the process id, so that leftovers of a killed process can be
 * recognized.
 */
const PREFIX = '.tmp-';

/**
 * @param {string} folder
 * @returns {string} an unused path in the folder
 */
function temporaryIn(folder) {
  return path.join(folder, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
}

/**
 * Writes a file atomically: under a temporary name in the same folder, which is then renamed, so that an
 * interrupted write doesn't damage the old file. Not flushed to disk: a power failure can still lose the new
 * content.
 * @param {string} file
 * @param {string | Uint8Array} content
 * @throws {NodeJS.ErrnoException} with the file as its `path`
 */
function writeWhole(file, content) {
  const temporary = temporaryIn(path.dirname(file));
  try {
    fs.writeFileSync(temporary, content, { flag: 'wx' });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw Object.assign(/** @type {NodeJS.ErrnoException} */ (error), { path: file });
  }
}

module.exports = { PREFIX, temporaryIn, writeWhole };
