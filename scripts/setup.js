require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { endWhenUnread } = require('./closed-pipe');
const { handleSignals } = require('./setup/cleanup');
const { readSwitches } = require('./setup/options');
const { runSetup } = require('./setup/run-setup');

const SWITCHES = {
  synthetic: 'use synthetic ratings of the same shape instead of MovieLens 100K',
  'no-native': "skip TensorFlow's native part (use the fallback backend until --retry)",
  retry: "retry what failed before (TensorFlow's native part)",
  quiet: 'print only problems',
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
  handleSignals(() => ctx.report.stop('\nStopped. Run the same command again to resume.'));
  const { ok } = await runSetup(ctx);
  process.exit(ok ? 0 : 1);
}

endWhenUnread();
main();
