// Old syntax on purpose: this file must still parse under the old versions that it turns away.

/** The oldest Node the lab runs on: 20.19 is the first 20 that can `require` an ES module. */
const OLDEST = [20, 19];

/**
 * What to tell somebody whose Node is too old, or undefined where it will do.
 * @param {string} version e.g. '20.20.2'
 */
function nodeVersionProblem(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1])) return undefined;
  return (
    'The lab needs Node ' +
    OLDEST.join('.') +
    ' or newer; this is ' +
    version +
    '. Install Node 22 or 24 (nodejs.org, or your version manager), then run the same command again.'
  );
}

/** Ends the process with a clear message where Node is too old. Call it before any other `require`. */
function requireNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}

module.exports = { nodeVersionProblem: nodeVersionProblem, requireNode: requireNode };
