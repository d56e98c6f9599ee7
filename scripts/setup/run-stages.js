/**
 * @typedef {import('./test-stages').Counts & { title: string, time: number, output?: string }} StageResult output: what
 *   a live stage says at the end of all
 */

/**
 * Runs the lanes side by side, and the stages of a lane one after another. A failure doesn't stop the rest. Stages that
 * aren't live begin during setup, as soon as the Node packages are there; what they print comes after it.
 * @param {import('./test-stages').Context} ctx
 * @param {import('./test-stages').Stage[]} stages
 * @param {string[]} files
 * @param {object} ready resolve to false if the Node packages can't be installed: then no stage runs
 * @param {Promise<boolean>} ready.packages once the Node packages are there
 * @param {Promise<boolean>} ready.setup once setup is done with all its steps
 * @returns {Promise<StageResult[]>} in the order of the stages
 */
async function runStages(ctx, stages, files, ready) {
  /** @type {Map<string, StageResult>} */
  const results = new Map();
  const lanes = new Set(stages.map(({ lane }) => lane));
  await Promise.all(
    Array.from(lanes, async (wanted) => {
      for (const { name, title, live, run } of stages.filter(({ lane }) => lane === wanted)) {
        if (!(await (live ? ready.setup : ready.packages))) return;
        if (live) console.log(`\n── ${title}`);
        const since = Date.now();
        const { output = '', ...counts } = await run(ctx, files);
        results.set(name, { title, ...counts, time: Date.now() - since, ...(live && { output }) });
        if (!live) ready.setup.then(() => console.log(`\n── ${title}\n${output.trimEnd()}`));
      }
    }),
  );
  await ready.setup;
  return stages.flatMap(({ name }) => results.get(name) || []);
}

module.exports = { runStages };
