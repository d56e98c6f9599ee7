const fs = require('node:fs');

/**
 * The number of lines of a file, which is not read as text. A last line without a line break counts.
 * @param {string} file
 */
function countLines(file) {
  const bytes = fs.readFileSync(file);
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines;
}

module.exports = { countLines };
