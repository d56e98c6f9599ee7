require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { endWhenUnread } = require('./closed-pipe');
const { handleSignals } = require('./setup/cleanup');
const { readSwitches } = require('./setup/options');
const { runSetup } = require('./setup/run-setup');

const SWITCHES = {
  synthetic: 'invented ratings of the same shape instead of MovieLens 100K',
  'no-native': "without TensorFlow's native part (the fallback backend, until --retry)",
  retry: "try again what was given up before (TensorFlow's native part)",
  quiet: 'tell only what goes wrong',
};

async function main() {
  const given = readSwitches(process.argv.slice(2), SWITCHES, 'npm run setup [-- options]');
  const options = {
    synthetic: given.has('synthetic'),
    native: !given.has('no-native'),
    retry: given.has('retry'),
    quiet: given.has('quiet'),
  };
  const ctx = createContext({ root: path.resolve(__dirname, '..'), options });
  handleSignals(() => ctx.report.stop('\nStopped. The same command goes on where it was.'));
  const { ok } = await runSetup(ctx);
  process.exit(ok ? 0 : 1);
}

endWhenUnread();
main();
