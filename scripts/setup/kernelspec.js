const fs = require('node:fs');
const path = require('node:path');
const { writeFile, writeJson, readJson } = require('./atomic');
const { SetupError } = require('./setup-error');

/** @typedef {import('./context').Context} Context */

const KERNEL = 'recommender-lab';

/** The picture in JupyterLab's launcher: letters on a rounded square. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="10" fill="#3178c6"/>
  <text x="32" y="43" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="30" fill="#fff">TS</text>
</svg>
`;

/** @param {Context} ctx */
function kernelFolder(ctx) {
  return path.join(ctx.venv, 'share', 'jupyter', 'kernels', KERNEL);
}

/**
 * The command that starts the kernel. Code that the stop button ends leaves contexts on an internal stack of Node. On
 * other versions, `lib/kernel/stop/end-javascript.ts` clears it; Node 24 has no call for that, and would abort when it
 * finds them. The flag keeps it from checking.
 * @param {{ node: string, root: string }} where
 * @returns {string[]}
 */
function kernelArgv({ node, root }) {
  return [
    node,
    '--no-force-async-hooks-checks',
    path.join(root, 'scripts', 'kernel.js'),
    '{connection_file}',
  ];
}

/**
 * What JupyterLab reads about the kernel. The paths are absolute, as JupyterLab starts it from any folder.
 * @param {Context} ctx
 */
function kernelspecOf(ctx) {
  return {
    argv: kernelArgv(ctx),
    display_name: 'TypeScript (Recommender Lab)',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: false },
  };
}

/**
 * JupyterLab's defaults in this environment; the user's own settings win. Without the first, JupyterLab covers the
 * first notebook with a question about fetching news. With the second, saved notebooks show their controls without a
 * kernel.
 */
const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyter-widgets/jupyterlab-manager:plugin': { saveState: true },
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
 * Whether the registered kernel is the one of this project and this Node.
 * @param {Context} ctx
 */
function kernelspecReady(ctx) {
  return same(readJson(path.join(kernelFolder(ctx), 'kernel.json')), kernelspecOf(ctx));
}

/**
 * Registers the kernel in `.venv`, and only there; again if Node or the project has moved.
 * @param {Context} ctx
 * @returns {Promise<import('./run-setup').StepResult>}
 */
async function kernelspec(ctx) {
  if (kernelspecReady(ctx) && same(readJson(settingsFile(ctx)), SETTINGS)) return { detail: 'there' };
  if (!fs.existsSync(ctx.python)) {
    throw new SetupError('The kernel is registered in .venv, which does not exist.', 'npm run setup');
  }
  writeFile(path.join(kernelFolder(ctx), 'logo-svg.svg'), LOGO);
  writeJson(settingsFile(ctx), SETTINGS);
  writeJson(path.join(kernelFolder(ctx), 'kernel.json'), kernelspecOf(ctx));
  return { detail: KERNEL };
}

module.exports = { KERNEL, kernelArgv, kernelspec, kernelspecReady, kernelspecOf, kernelFolder };
