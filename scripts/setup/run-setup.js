const { bundle, readBundle } = require('./bundle');
const { nodePackages } = require('./node-packages');
const { pythonEnvironment } = require('./python-environment');
const { nativePart } = require('./native');
const { kernelspec } = require('./kernelspec');
const { dataset } = require('./dataset');
const { withProjectLock } = require('./project-lock');
const { SetupError } = require('./setup-error');

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} StepResult
 * @property {import('./reporter').Mark} [mark] default ✓
 * @property {string} detail a few words
 *
 * @typedef {object} Step if it fails, the others continue
 * @property {string} name
 * @property {(ctx: Context) => Promise<StepResult>} run throws a SetupError
 * @property {string[]} [needs] names of steps that must be done first
 */

/**
 * In their order.
 * @type {Step[]}
 */
const STEPS = [
  { name: 'Node packages', run: nodePackages },
  { name: 'Python environment', run: pythonEnvironment },
  { name: 'TensorFlow', run: nativePart, needs: ['Node packages'] },
  { name: 'Kernel', run: kernelspec, needs: ['Python environment'] },
  { name: 'MovieLens 100K', run: dataset },
];

/**
 * In a clone that comes from a bundle, the bundle is checked first.
 * @param {Context} ctx
 * @returns {Step[]}
 */
function stepsFor(ctx) {
  return readBundle(ctx) ? [{ name: 'Bundle', run: bundle }, ...STEPS] : STEPS;
}

/**
 * Runs setup and reports a line for each step.
 * @param {Context} ctx
 * @param {Step[]} [steps]
 * @param {(name: string, ok: boolean) => void} [onEnd] called after each step that ran
 * @returns {Promise<{ok: boolean, failed: string[]}>} the names of the steps that failed
 */
async function runSetup(ctx, steps = stepsFor(ctx), onEnd = () => {}) {
  /** @type {string[]} */
  const failed = [];
  const work = async () => {
    for (const step of steps) {
      ctx.report.begin(step.name);
      const lacking = step.needs?.find((name) => failed.includes(name));
      if (lacking) {
        failed.push(step.name);
        ctx.report.end('✗', `skipped; it needs: ${lacking}`);
        continue;
      }
      try {
        const { mark = '✓', detail } = await step.run(ctx);
        ctx.report.end(mark, detail);
      } catch (error) {
        failed.push(step.name);
        ctx.report.end('✗');
        ctx.report.warn(wordsFor(error));
      }
      onEnd(step.name, !failed.includes(step.name));
    }
  };
  try {
    await withProjectLock(ctx, work);
  } catch (error) {
    ctx.report.warn(wordsFor(error));
    return { ok: false, failed: steps.map(({ name }) => name) };
  }
  return { ok: failed.length === 0, failed };
}

/**
 * What went wrong, for the user. A bug shows its stack.
 * @param {unknown} error
 */
function wordsFor(error) {
  if (error instanceof SetupError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (!('syscall' in error)) return error.stack ?? error.message;
  return `${error.message}\nCheck the permissions and the free disk space, then run the same command again.`;
}

module.exports = { runSetup, stepsFor, STEPS };
