require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { handleSignals } = require('./setup/cleanup');
const { runSetup } = require('./setup/run-setup');
const { chooseStages, STAGES } = require('./setup/test-stages');
const { timeText } = require('./setup/reporter');

/**
 * The last line of a test run, and its summary above.
 * @param {{title: string, passed: number, failed: number, skipped: number, time: number}[]} results
 */
function summary(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const lines = results.map(({ title, passed, failed, skipped, time }) => {
    const counts = `${passed} passed${failed ? `, ${failed} failed` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
    return `${failed ? '✗' : '✓'} ${title.padEnd(30)} ${timeText(time).padStart(7)}  ${counts}`;
  });
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : '';
  return [...lines, '', `${sum('passed')} passed, ${sum('failed')} failed${skipped}`].join('\n');
}

const USAGE = `npm test [-- names]
  no name      all that a contributor must pass
  ${STAGES.map(({ name, title }) => `${name.padEnd(12)} ${title}`).join('\n  ')}
  other names  unit tests whose file's path below test/ holds one of them`;

/** `npm test [-- name…]`: set-up, then everything a contributor must pass; all of it, also after a failure. */
async function main() {
  const ctx = createContext({ root: path.resolve(__dirname, '..') });
  const names = process.argv.slice(2);
  if (names.includes('--help') || names.includes('-h')) {
    console.log(USAGE);
    return;
  }
  handleSignals(() => ctx.report.stop('\nStopped.'));
  let chosen;
  try {
    chosen = chooseStages(ctx.root, names);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
  const results = [];
  const run = async (title, work) => {
    console.log(`\n── ${title}`);
    const since = Date.now();
    const counts = await work();
    results.push({ title, ...counts, time: Date.now() - since });
  };
  const setup = await runSetup(ctx);
  if (!setup.ok)
    results.push({ title: 'Set-up', passed: 0, failed: setup.failed.length, skipped: 0, time: 0 });
  const ready = !setup.failed.includes('Node packages');
  for (const stage of ready ? chosen.stages : []) {
    await run(stage.title, () => stage.run(ctx, chosen.files));
  }
  console.log(`\n${summary(results)}`);
  process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
}

main();
