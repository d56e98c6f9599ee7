require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { stopOnSignals } = require('./setup/cleanup');
const { runSetup } = require('./setup/run-setup');
const { chooseStages, STAGES } = require('./setup/test-stages');
const { timeText } = require('./setup/reporter');
const { reasonOf } = require('./setup/setup-error');

/** @typedef {import('./setup/test-stages').Counts & { title: string, time: number }} StageResult */

/** What all of it may take on two cores, in milliseconds; CI gives no more. */
const LIMIT = 15 * 60_000;

/**
 * A line for each stage, and the totals. The stages' times overlap.
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
  return [...lines, '', `${all} in ${timeText(time)}${late}`].join('\n');
}

const USAGE = `Runs setup, then the tests.

  npm test                all that a contributor must pass
  npm test -- NAME …      only these stages or test files

  ${STAGES.map(({ name, title }) => `${name.padEnd(12)} ${title}`).join('\n  ')}
  long         measurements that take long, which npm test alone leaves out
  other names  unit tests with this in their path below test/`;

/**
 * Runs the lanes side by side, and the stages of a lane one after another. A failure doesn't stop the rest. The result
 * is in the order of the stages.
 * @param {import('./setup/context').Context} ctx
 * @param {import('./setup/test-stages').Stage[]} stages
 * @param {string[]} files
 */
async function runStages(ctx, stages, files) {
  /** @type {Map<string, StageResult>} */
  const results = new Map();
  const lanes = new Set(stages.map(({ lane }) => lane));
  await Promise.all(
    Array.from(lanes, async (wanted) => {
      for (const { name, title, live, run } of stages.filter(({ lane }) => lane === wanted)) {
        if (live) console.log(`\n── ${title}`);
        const since = Date.now();
        const { output = '', ...counts } = await run(ctx, files);
        results.set(name, { title, ...counts, time: Date.now() - since });
        if (!live) console.log(`\n── ${title}\n${output.trimEnd()}`);
        else if (output) console.log(output);
      }
    }),
  );
  return stages.flatMap(({ name }) => results.get(name) || []);
}

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
  const setup = await runSetup(ctx);
  const ready = !setup.failed.includes('Node packages');
  const results = ready ? await runStages(ctx, chosen.stages, chosen.files) : [];
  if (!setup.ok)
    results.unshift({ title: 'Setup', passed: 0, failed: setup.failed.length, skipped: 0, time: 0 });
  console.log(`\n${summary(results, Date.now() - since)}`);
  process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
}

main();
