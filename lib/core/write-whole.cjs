/** Plain JavaScript, as set-up uses it too, before there is TypeScript. */
const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');

/** How temporary names begin, followed by the id of the process: leftovers of a killed one can be recognized. */
const PREFIX = '.tmp-';

/**
 * @param {string} folder
 * @returns {string} a path in the folder that nothing has yet
 */
function temporaryIn(folder) {
  return path.join(folder, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
}

/**
 * Writes a file whole or not at all: first under a temporary name beside it, then renamed, so that an interrupted
 * write leaves the old file as it was. Not flushed to disk: a power cut may still lose the new content.
 * @param {string} file
 * @param {string | Uint8Array} content
 * @throws {NodeJS.ErrnoException} whose `path` is the file's
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
