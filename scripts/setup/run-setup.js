const { nodePackages } = require('./node-packages');
const { pythonEnvironment } = require('./python-environment');
const { nativePart } = require('./native');
const { kernelspec } = require('./kernelspec');
const { dataset } = require('./dataset');
const { withProjectLock } = require('./project-lock');
const { SetupError } = require('./setup-error');

/**
 * The steps in their order. `needs` names steps without which it can't be done; a step returns
 * `{ detail, mark? }` or throws a SetupError, and the others go on.
 */
const STEPS = [
  { name: 'Node packages', run: nodePackages },
  { name: 'Python environment', run: pythonEnvironment },
  { name: 'TensorFlow', run: nativePart, needs: ['Node packages'] },
  { name: 'Kernel', run: kernelspec, needs: ['Python environment'] },
  { name: 'MovieLens 100K', run: dataset },
];

/**
 * Runs the set-up, telling one line a step.
 * @param {object} ctx see context.js
 * @returns {Promise<{ok: boolean, failed: string[]}>} names of the steps that failed
 */
async function runSetup(ctx, steps = STEPS) {
  const failed = [];
  await withProjectLock(ctx, async () => {
    for (const step of steps) {
      ctx.report.begin(step.name);
      const lacking = step.needs?.find((name) => failed.includes(name));
      if (lacking) {
        failed.push(step.name);
        ctx.report.end('✗', `waits for: ${lacking}`);
        continue;
      }
      try {
        const { mark = '✓', detail } = await step.run(ctx);
        ctx.report.end(mark, detail);
      } catch (error) {
        failed.push(step.name);
        ctx.report.end('✗');
        ctx.report.warn(error instanceof SetupError ? error.message : (error.stack ?? String(error)));
      }
    }
  });
  return { ok: failed.length === 0, failed };
}

module.exports = { runSetup, STEPS };
