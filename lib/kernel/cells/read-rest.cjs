// @ts-check
const { readSync } = require('node:fs');

/**
 * Reads what a process that has ended has left in its pipe, at once: the event of its end comes before the last data.
 * Elsewhere than on Unix, the data comes later.
 * @param {import('node:stream').Readable | null} stream
 * @returns {Buffer}
 */
function readRest(stream) {
  const { fd } = /** @type {any} */ (stream)?._handle ?? {};
  /** @type {Buffer[]} */
  const pieces = [];
  if (process.platform === 'win32' || typeof fd !== 'number' || fd < 0) return Buffer.alloc(0);
  for (;;) {
    const piece = Buffer.alloc(65_536);
    try {
      const length = readSync(fd, piece);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
    } catch {
      break; // nothing more now: the pipe doesn't block
    }
  }
  return Buffer.concat(pieces);
}

module.exports = { readRest };
