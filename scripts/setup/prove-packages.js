// node prove-packages.js <project>: loads each package that the project depends on and prints which ones fail to load, as
// a line of JSON. It is a process of its own because a broken native library can crash Node.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { reasonOf } = require('./setup-error');

const [root] = process.argv.slice(2);
const fromProject = createRequire(path.join(root, 'package.json'));

/** Not loaded here: prove-backend.js loads TensorFlow's packages, and plotly.js runs in browsers only. */
const ELSEWHERE = /^(@tensorflow\/|plotly\.js-dist$)/;

function main() {
  const prelude = path.join(root, 'lib', 'core', 'tfjs-prelude.cjs');
  if (fs.existsSync(prelude)) require(prelude);
  /** @type {{ name: string, why: string }[]} */
  const failed = [];
  for (const name of Object.keys(fromProject('./package.json').dependencies)) {
    if (ELSEWHERE.test(name)) continue;
    console.log(`loading ${name}`);
    try {
      fromProject(name);
    } catch (error) {
      failed.push({ name, why: reasonOf(error).split('\n')[0] });
    }
  }
  // Some of them keep timers running, hence the exit.
  process.stdout.write(`${JSON.stringify({ failed })}\n`, () => process.exit(0));
}

main();
