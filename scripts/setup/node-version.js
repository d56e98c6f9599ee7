// Old syntax, here and in the scripts that call this: they must parse under the old versions that are refused.

/** The oldest Node the lab runs on: 20.19 is the first 20 that can `require` an ES module. */
const OLDEST = [20, 19];

/**
 * The message for a Node that is too old; undefined for one that isn't.
 * @param {string} version such as '20.20.2'
 */
function nodeVersionProblem(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1])) return undefined;
  return (
    'The lab needs Node ' +
    OLDEST.join('.') +
    ' or later; this is Node ' +
    version +
    '. Install Node 22 or 24 (nodejs.org, or your version manager), then run the same command again.'
  );
}

/** Ends the process with a clear message if Node is too old. To be called before any other `require`. */
function requireNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}

module.exports = { nodeVersionProblem: nodeVersionProblem, requireNode: requireNode };
