// Runs before commands that need the Node packages. If they are missing, says what to run.
require('./setup/node-version').requireNode();

const path = require('node:path');
const { isMainThread } = require('node:worker_threads');
const { createContext } = require('./setup/context');
const { missingPackages } = require('./setup/node-packages');

/** As a program, checks for all packages; loaded before another program, only for those that programs need. */
function main() {
  const dev = require.main === module;
  const missing = missingPackages(createContext({ root: path.resolve(__dirname, '..') }), { dev });
  if (missing.length === 0) return;
  const which = missing.length > 3 ? `${missing.length} of them missing` : `${missing.join(', ')} missing`;
  console.error(`The Node packages are not installed (${which}). Run: npm run setup`);
  process.exit(1);
}

if (isMainThread) main();
