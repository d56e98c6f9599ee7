require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { endWhenUnread } = require('./closed-pipe');
const { handleSignals } = require('./setup/cleanup');
const { runSetup } = require('./setup/run-setup');
const { runJupyter, hasDesktop } = require('./setup/jupyter');

/** `npm start [-- JupyterLab's options]`: everything set up, then JupyterLab on the notebooks. */
async function main() {
  const ctx = createContext({ root: path.resolve(__dirname, '..') });
  const ignoreSignals = handleSignals(() =>
    ctx.report.stop('\nStopped. The same command goes on where it was.'),
  );
  const { failed } = await runSetup(ctx);
  ignoreSignals();
  // Without the data set JupyterLab is still of use: its notebooks say what is missing.
  if (failed.some((name) => name !== 'MovieLens 100K')) {
    console.error('\nThe lab is not complete, so JupyterLab is not started. What to do stands above.');
    process.exit(1);
  }
  const browser = hasDesktop(ctx.env, ctx.platform);
  const code = await runJupyter(ctx, process.argv.slice(2), {
    onReady: (address) => {
      const what = browser ? 'JupyterLab opens in your browser; its address is' : 'JupyterLab runs. Open';
      console.log(`\n${what}\n\n  ${address}\n\nCtrl-C stops it.`);
    },
    onStopping: () => console.log('\nStopping JupyterLab …'),
  });
  process.exit(code);
}

endWhenUnread();
main();
