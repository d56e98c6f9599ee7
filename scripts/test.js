require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { stopOnSignals } = require('./setup/cleanup');
const { runSetup, stepsFor } = require('./setup/run-setup');
const { runStages } = require('./setup/run-stages');
const { chooseStages, STAGES } = require('./setup/test-stages');
const { timeText } = require('./setup/reporter');
const { reasonOf } = require('./setup/setup-error');

/** @typedef {import('./setup/run-stages').StageResult} StageResult */

/** What all of it may take on two cores, in milliseconds; CI gives no more. */
const LIMIT = 15 * 60_000;

/**
 * What stages say at the end, such as the slowest files; a line for each stage, and the totals. The stages' times overlap.
 * @param {StageResult[]} results
 * @param {number} time of all
 */
function summary(results, time) {
  /** @param {'passed' | 'failed' | 'skipped'} key */
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const lines = results.map(({ title, passed, failed, skipped, time }) => {
    const counts = `${passed} passed${failed ? `, ${failed} failed` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
    return `${failed ? '✗' : '✓'} ${title.padEnd(32)} ${timeText(time).padStart(12)}  ${counts}`;
  });
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : '';
  const late = time > LIMIT ? `: over the limit of ${timeText(LIMIT)}` : '';
  const all = `${sum('passed')} passed, ${sum('failed')} failed${skipped}`;
  const outputs = results.flatMap(({ output }) => (output ? [output, ''] : []));
  return [...outputs, ...lines, '', `${all} in ${timeText(time)}${late}`].join('\n');
}

const USAGE = `Runs setup, then the tests.

  npm test                everything a contributor must pass
  npm test -- NAME …      only these stages or test files

  ${STAGES.map(({ name, title }) => `${name.padEnd(12)} ${title}`).join('\n  ')}
  long         measurements that take long, which npm test alone leaves out
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
  const since = Date.now();
  /** @type {(there: boolean) => void} */
  let packagesEnd = () => {};
  /** @type {Promise<boolean>} */
  const packages = new Promise((resolve) => {
    packagesEnd = resolve;
  });
  const setup = runSetup(ctx, stepsFor(ctx), (step, ok) => {
    if (step === 'Node packages') packagesEnd(ok);
  });
  const complete = setup.then(({ failed }) => {
    const there = !failed.includes('Node packages');
    packagesEnd(there);
    return there;
  });
  const results = await runStages(ctx, chosen.stages, chosen.files, { packages, setup: complete });
  const { ok, failed } = await setup;
  if (!ok) results.unshift({ title: 'Setup', passed: 0, failed: failed.length, skipped: 0, time: 0 });
  console.log(`\n${summary(results, Date.now() - since)}`);
  process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
}

main();
