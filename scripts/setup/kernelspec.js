const fs = require('node:fs');
const path = require('node:path');
const {
  KERNELS,
  TSLAB_KERNELS,
  kernelCommand,
  kernelspecOf,
  writeKernelspec,
} = require('../../lib/kernel/kernelspec.cjs');
const { writeJson, readJson } = require('./atomic');
const { SetupError } = require('./setup-error');

/** @typedef {import('./context').Context} Context */
/** @typedef {import('../../lib/kernel/kernelspec.cjs').Strictness} Strictness */

/** The kernel of the project's notebooks. */
const KERNEL = 'recommender-lab';

/**
 * @param {Context} ctx
 * @param {string} [kernel]
 */
function kernelFolder(ctx, kernel = KERNEL) {
  return path.join(ctx.venv, 'share', 'jupyter', 'kernels', kernel);
}

/**
 * The command that starts the kernel.
 * @param {{ node: string, root: string, strictness?: Strictness }} of
 */
function kernelArgv({ node, root, strictness }) {
  return kernelCommand({ node, script: path.join(root, 'scripts', 'kernel.js'), strictness });
}

/**
 * The kernels to register. The paths are absolute, as JupyterLab starts a kernel from any folder.
 * @param {Context} ctx
 */
function kernelspecsOf(ctx) {
  const asked = Object.entries({ ...KERNELS, ...(ctx.options.tslab ? TSLAB_KERNELS : {}) });
  const registered = Object.entries(TSLAB_KERNELS).filter(([id]) => isOurs(ctx, id));
  const all = Object.fromEntries([...asked, ...registered]);
  const script = path.join(ctx.root, 'scripts', 'kernel.js');
  return Object.entries(all).map(([id, of]) => {
    return { folder: kernelFolder(ctx, id), spec: kernelspecOf({ node: ctx.node, script, ...of }) };
  });
}

/**
 * Whether setup registered this kernel, not tslab itself.
 * @param {Context} ctx
 * @param {string} id
 */
function isOurs(ctx, id) {
  /** @type {{ argv?: string[] } | undefined} */
  const spec = readJson(path.join(kernelFolder(ctx, id), 'kernel.json'));
  return spec?.argv?.some((argument) => path.basename(argument) === 'kernel.js') ?? false;
}

/**
 * JupyterLab's defaults in this environment; the user's own settings win. Without the first, JupyterLab covers the
 * first notebook with a question about fetching news. With the second, saved notebooks show their controls without a
 * kernel. With the third, code wraps on small screens, and no line runs off the side.
 */
const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyter-widgets/jupyterlab-manager:plugin': { saveState: true },
  '@jupyterlab/notebook-extension:tracker': { codeCellConfig: { lineNumbers: false, lineWrap: true } },
};

/** @param {Context} ctx */
function settingsFile(ctx) {
  return path.join(ctx.venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
}

/**
 * @param {unknown} a
 * @param {unknown} b
 */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Whether the registered kernels are those of this project and this Node.
 * @param {Context} ctx
 */
function kernelspecReady(ctx) {
  return kernelspecsOf(ctx).every(({ folder, spec }) =>
    same(readJson(path.join(folder, 'kernel.json')), spec),
  );
}

/**
 * Registers the kernels in `.venv`, and only there; again if Node or the project has moved.
 * @param {Context} ctx
 * @returns {Promise<import('./run-setup').StepResult>}
 */
async function kernelspec(ctx) {
  if (kernelspecReady(ctx) && same(readJson(settingsFile(ctx)), SETTINGS)) return { detail: 'there' };
  if (!fs.existsSync(ctx.python)) {
    throw new SetupError('The kernel is registered in .venv, which does not exist.', 'npm run setup');
  }
  writeJson(settingsFile(ctx), SETTINGS);
  const all = kernelspecsOf(ctx);
  for (const { folder, spec } of all) writeKernelspec(folder, spec);
  return { detail: all.map(({ folder }) => path.basename(folder)).join(', ') };
}

module.exports = { KERNEL, kernelArgv, kernelspec, kernelspecReady, kernelFolder };
