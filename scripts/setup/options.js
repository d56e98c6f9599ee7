/**
 * Reads `--name` switches. Ends the process with code 2 and what is allowed when there is an unknown one.
 * @param {string[]} given
 * @param {Record<string, string>} known name to one line of explanation
 * @param {string} usage
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
    console.error([`Unknown option: ${unknown}`, usage, ...list].join('\n'));
    process.exit(2);
  }
  return new Set(given.map((argument) => argument.slice(2)));
}

module.exports = { readSwitches };
