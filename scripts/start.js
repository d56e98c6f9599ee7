require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { endWhenUnread } = require('./cli/closed-pipe');
const { stopOnSignals } = require('./setup/cleanup');
const { runSetup } = require('./setup/run-setup');
const { runJupyter, hasDesktop } = require('./setup/jupyter');
const { jupyterLog } = require('./setup/jupyter-log');
const { readStartOptions, USAGE } = require('./setup/start-options');

/** `npm start`: sets everything up, then starts JupyterLab. */
async function main() {
  const root = path.resolve(__dirname, '..');
  const given = readStartOptions(process.argv.slice(2), {
    root,
    typedIn: process.env.INIT_CWD || process.cwd(), // npm runs commands in the project's folder
  });
  if ('help' in given) {
    process.stdout.write(USAGE);
    return;
  }
  if ('problem' in given) {
    process.stderr.write(`${given.problem}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const ctx = createContext({ root });
  const stopListening = stopOnSignals(() =>
    ctx.report.stop('\nStopped. Run the same command again to resume.'),
  );
  const { failed } = await runSetup(ctx);
  stopListening();
  // JupyterLab is useful without the data set: the notebooks say what is missing.
  if (failed.some((name) => name !== 'MovieLens 100K')) {
    console.error('\nThe lab is incomplete, so JupyterLab was not started. See above for what to do.');
    process.exit(1);
  }
  const browser = hasDesktop(ctx.env, ctx.platform) && !given.extra.includes('--no-browser');
  let mentioned = false;
  const code = await runJupyter(ctx, given.extra, {
    notebook: given.notebook,
    onReady: (address) => {
      const what = browser
        ? 'JupyterLab is opening in your browser, at'
        : 'JupyterLab is running. Open this address in a browser:';
      console.log(`\n${what}\n\n  ${address}\n\nCtrl-C stops it.`);
    },
    onMessage: (text) => {
      console.error(text);
      if (!mentioned && !text.startsWith('  '))
        console.error(`  (more in ${path.relative(root, jupyterLog(ctx))})`);
      mentioned = true;
    },
    onStopping: () => console.log('\nStopping JupyterLab …'),
  });
  process.exit(code);
}

endWhenUnread();
main();
