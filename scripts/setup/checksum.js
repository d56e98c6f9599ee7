const fs = require('node:fs');
const { createHash } = require('node:crypto');

/** @typedef {'sha256' | 'md5'} Algorithm */

/** Bytes; a smaller file is read at once, which takes a fraction of the time that a stream takes to open. */
const SMALL = 1 << 22;

/**
 * The checksum of a file in hexadecimal, read in pieces if it is large.
 * @param {string} file
 * @param {Algorithm} [algorithm]
 * @param {(bytes: number) => void} [onProgress] bytes read so far
 */
async function checksum(file, algorithm = 'sha256', onProgress = undefined) {
  if (fs.statSync(file).size < SMALL) return checksumOf(fs.readFileSync(file), algorithm);
  const hash = createHash(algorithm);
  let bytes = 0;
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 22 })) {
    hash.update(chunk);
    bytes += chunk.length;
    onProgress?.(bytes);
  }
  return hash.digest('hex');
}

/**
 * The checksum of something in memory, in hexadecimal.
 * @param {string | Uint8Array} content
 * @param {Algorithm} [algorithm]
 */
function checksumOf(content, algorithm = 'sha256') {
  return createHash(algorithm).update(content).digest('hex');
}

module.exports = { checksum, checksumOf };
