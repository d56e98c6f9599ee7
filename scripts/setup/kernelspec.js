const fs = require('node:fs');
const path = require('node:path');
const { writeFile, writeJson, readJson } = require('./atomic');
const { SetupError } = require('./setup-error');

const KERNEL = 'recommender-lab';

/** A small picture of our own for JupyterLab's launcher: letters on a rounded square. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="10" fill="#3178c6"/>
  <text x="32" y="43" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="30" fill="#fff">TS</text>
</svg>
`;

function kernelFolder(ctx) {
  return path.join(ctx.venv, 'share', 'jupyter', 'kernels', KERNEL);
}

/**
 * The command that starts the kernel. Code that the stop button ends leaves contexts on a stack of Node's. Node 24 has no
 * call to forget them, as `lib/kernel/stop/end-javascript.ts` does elsewhere, and would abort when it finds them: the flag
 * tells it not to look.
 */
function kernelArgv({ node, root }) {
  return [
    node,
    '--no-force-async-hooks-checks',
    path.join(root, 'scripts', 'kernel.js'),
    '{connection_file}',
  ];
}

/** What JupyterLab is told about the kernel. Holds absolute paths: JupyterLab starts it from anywhere. */
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
 * Defaults of the environment; a user's own settings win. JupyterLab asks on its first start whether it may
 * fetch news, over the notebook: no. Saved notebooks keep what their controls show, for the time without a kernel.
 */
const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyter-widgets/jupyterlab-manager:plugin': { saveState: true },
};

function settingsFile(ctx) {
  return path.join(ctx.venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Whether the registered kernel is the one of this project and this Node. */
function kernelspecReady(ctx) {
  return same(readJson(path.join(kernelFolder(ctx), 'kernel.json')), kernelspecOf(ctx));
}

/** Registers the kernel in `.venv`, and only there. Anew when Node or the project has moved. */
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
