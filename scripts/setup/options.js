/**
 * Reads `--name` switches. For `--help`, or with an unknown one, prints what is allowed and ends the process.
 * @param {string[]} given
 * @param {Record<string, string>} known a line of explanation for each name
 * @param {string} usage ends with a line break
 * @returns {Set<string>} the names given
 */
function readSwitches(given, known, usage) {
  const list = Object.entries(known).map(([name, text]) => `  --${name.padEnd(12)} ${text}`);
  if (given.includes('--help') || given.includes('-h')) {
    console.log([usage, ...list].join('\n'));
    process.exit(0);
  }
  const unknown = given.find((argument) => !argument.startsWith('--') || !(argument.slice(2) in known));
  if (unknown !== undefined) {
    console.error([`Unknown option: ${unknown}\n`, usage, ...list].join('\n'));
    process.exit(2);
  }
  return new Set(given.map((argument) => argument.slice(2)));
}

module.exports = { readSwitches };
