// node prove-packages.js <project>: loads each package that the project depends on and says which don't
// load, in one line of JSON. A process of its own, because a broken native library can take Node with it.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [root] = process.argv.slice(2);
const fromProject = createRequire(path.join(root, 'package.json'));

/** Not loaded here: TensorFlow's packages are the backend's own proof, and plotly.js runs in browsers only. */
const ELSEWHERE = /^(@tensorflow\/|plotly\.js-dist$)/;

function main() {
  const prelude = path.join(root, 'lib', 'core', 'tfjs-prelude.cjs');
  if (fs.existsSync(prelude)) require(prelude);
  const failed = [];
  for (const name of Object.keys(fromProject('./package.json').dependencies)) {
    if (ELSEWHERE.test(name)) continue;
    console.log(`loading ${name}`);
    try {
      fromProject(name);
    } catch (error) {
      failed.push({ name, why: error.message.split('\n')[0] });
    }
  }
  // Some of them keep timers or handles, hence the exit.
  process.stdout.write(`${JSON.stringify({ failed })}\n`, () => process.exit(0));
}

main();
