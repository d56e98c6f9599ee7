// Runs before commands that need the Node packages: in a clone without them, it says what to type.
require('./setup/node-version').requireNode();

const path = require('node:path');
const { isMainThread } = require('node:worker_threads');
const { createContext } = require('./setup/context');
const { missingPackages } = require('./setup/node-packages');

/** `node scripts/ready.js` looks for all packages; loaded before a program, for those that programs need. */
function main() {
  const dev = require.main === module;
  const missing = missingPackages(createContext({ root: path.resolve(__dirname, '..') }), { dev });
  if (missing.length === 0) return;
  const which = missing.length > 3 ? `${missing.length} of them missing` : `${missing.join(', ')} missing`;
  console.error(`The Node packages are not installed (${which}). Run: npm run setup`);
  process.exit(1);
}

if (isMainThread) main();
