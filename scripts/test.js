require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { stopOnSignals } = require('./setup/cleanup');
const { runSetup } = require('./setup/run-setup');
const { chooseStages, STAGES } = require('./setup/test-stages');
const { timeText } = require('./setup/reporter');
const { reasonOf } = require('./setup/setup-error');

/** @typedef {import('./setup/test-stages').Counts & { title: string, time: number }} StageResult */

/**
 * A line for each stage, and the totals.
 * @param {StageResult[]} results
 */
function summary(results) {
  /** @param {'passed' | 'failed' | 'skipped'} key */
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const lines = results.map(({ title, passed, failed, skipped, time }) => {
    const counts = `${passed} passed${failed ? `, ${failed} failed` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
    return `${failed ? '✗' : '✓'} ${title.padEnd(30)} ${timeText(time).padStart(7)}  ${counts}`;
  });
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : '';
  return [...lines, '', `${sum('passed')} passed, ${sum('failed')} failed${skipped}`].join('\n');
}

const USAGE = `Runs setup, then the tests.

  npm test                all that a contributor must pass
  npm test -- NAME …      only these stages or test files

  ${STAGES.map(({ name, title }) => `${name.padEnd(12)} ${title}`).join('\n  ')}
  other names  unit tests with this in their path below test/`;

/** `npm test [-- name…]`: setup, then everything a contributor must pass. A failure doesn't stop the rest. */
async function main() {
  const ctx = createContext({ root: path.resolve(__dirname, '..') });
  const names = process.argv.slice(2);
  if (names.includes('--help') || names.includes('-h')) {
    console.log(USAGE);
    return;
  }
  stopOnSignals(() => ctx.report.stop('\nStopped.'));
  let chosen;
  try {
    const option = names.find((name) => name.startsWith('-'));
    if (option) throw new Error(`Unknown option: ${option}`);
    chosen = chooseStages(ctx.root, names);
  } catch (error) {
    console.error(`${reasonOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
  /** @type {StageResult[]} */
  const results = [];
  /**
   * @param {string} title
   * @param {() => Promise<import('./setup/test-stages').Counts>} work
   */
  const run = async (title, work) => {
    console.log(`\n── ${title}`);
    const since = Date.now();
    const counts = await work();
    results.push({ title, ...counts, time: Date.now() - since });
  };
  const setup = await runSetup(ctx);
  if (!setup.ok)
    results.push({ title: 'Setup', passed: 0, failed: setup.failed.length, skipped: 0, time: 0 });
  const ready = !setup.failed.includes('Node packages');
  for (const stage of ready ? chosen.stages : []) {
    await run(stage.title, () => stage.run(ctx, chosen.files));
  }
  console.log(`\n${summary(results)}`);
  process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
}

main();
