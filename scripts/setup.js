require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { endWhenUnread } = require('./cli/closed-pipe');
const { stopOnSignals } = require('./setup/cleanup');
const { readSwitches } = require('./setup/options');
const { runSetup } = require('./setup/run-setup');

const SWITCHES = {
  synthetic: 'use synthetic ratings of the same shape instead of MovieLens 100K',
  'no-native': "skip TensorFlow's native library; the lab uses the fallback backend until --retry",
  retry: "retry installing TensorFlow's native library after a failure or --no-native",
  tslab: "also register the kernel as 'tslab' and 'jslab', so that tslab's notebooks run as they are",
  quiet: 'print only problems',
};
const USAGE = `Installs what is missing or damaged: Node packages, Python environment, TensorFlow's native library, kernel, data.

  npm run setup [-- options]
`;

async function main() {
  const given = readSwitches(process.argv.slice(2), SWITCHES, USAGE);
  const options = {
    synthetic: given.has('synthetic'),
    native: !given.has('no-native'),
    retry: given.has('retry'),
    tslab: given.has('tslab'),
    quiet: given.has('quiet'),
  };
  const ctx = createContext({ root: path.resolve(__dirname, '..'), options });
  stopOnSignals(() => ctx.report.stop('\nStopped. Run the same command again to resume.'));
  const { ok } = await runSetup(ctx);
  process.exit(ok ? 0 : 1);
}

endWhenUnread();
main();
