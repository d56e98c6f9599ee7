// Checks every part of the lab and changes nothing. Works in a bare clone, too.

const fs = require('node:fs');
const path = require('node:path');
const { runCommand, lastLines } = require('./run-command');
const { nodeVersionProblem } = require('./node-version');
const { nodePackagesReady, missingPackages, npmCommand } = require('./node-packages');
const { pythonReady, damagedPackages } = require('./python-environment');
const { nativeStamp, fallbackAsked } = require('./native');
const { bindingFile } = require('./native-package');
const { KERNEL, kernelFolder, kernelspecReady } = require('./kernelspec');
const { datasetFolder, datasetSource, datasetDamage } = require('./dataset');
const { countLines } = require('./dataset-count');
const { findProgram } = require('./find-program');
const { jupyterLog } = require('./jupyter-log');
const { readJson } = require('./atomic');
const { FILES_100K } = require('../../lib/data/movielens/layout-100k.cjs');

const SETUP = 'npm run setup';
const PROBE_TIME = 90_000;

const PYTHON_PROBE = `
import json, platform
import jupyterlab, nbclient, nbconvert, nbformat
from importlib.metadata import version
names = ["jupyterlab", "jupyterlab-widgets", "plotly", "nbclient", "nbformat", "jupyter-kernel-test"]
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in names}}))
`;

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} Problem
 * @property {string} what
 * @property {string} mend the command to run, or what to do
 * @property {boolean} fatal whether the lab can't run
 *
 * @typedef {(what: string, mend?: string, fatal?: boolean) => void} Report `mend` is `npm run setup` by default, and
 * `fatal` true
 *
 * @typedef {object} Health what `npm run doctor -- --json` prints
 * @property {boolean} ok whether the lab can run
 * @property {string | null} backend `tensorflow` or `wasm`
 * @property {string | null} kernel
 * @property {string | null} python the interpreter, relative to the project
 * @property {string} node
 * @property {DatasetHealth} dataset
 * @property {Record<string, string | null>} versions
 * @property {{ backend: string | null, cache: string | null }} from where the backend comes from; the cache folder
 * @property {string | null} log what JupyterLab has printed, relative to the project
 * @property {Problem[]} problems
 *
 * @typedef {object} DatasetHealth
 * @property {import('./dataset').SourceName | null} source
 * @property {string | null} from
 * @property {boolean | null} genuine of the user's own files: whether the ratings are the published ones
 * @property {number} ratings
 * @property {number} users
 * @property {number} films
 */

/**
 * The line of a child's output that is a JSON object.
 * @template T
 * @param {string} output
 * @returns {T | undefined}
 */
function jsonLine(output) {
  return JSON.parse(/^{.*}$/m.exec(output)?.[0] ?? 'null') ?? undefined;
}

/**
 * @param {Context} ctx
 * @returns {Promise<Health>}
 */
async function examine(ctx) {
  /** @type {Problem[]} */
  const problems = [];
  /** @type {Report} */
  const problem = (what, mend = SETUP, fatal = true) => problems.push({ what, mend, fatal });
  const tooOld = nodeVersionProblem(process.versions.node);
  if (tooOld) problem(tooOld, 'Install Node 22 or 24');
  const packages = examinePackages(ctx, problem);
  const [npm, python, backend] = await Promise.all([
    examineNpm(ctx, problem),
    examinePython(ctx, problem),
    packages.installed ? examineBackend(ctx, problem) : undefined,
    packages.installed ? examineLoading(ctx, problem) : undefined,
  ]);
  const kernel = examineKernel(ctx, problem);
  const dataset = examineDataset(ctx, problem);
  const log = jupyterLog(ctx);
  return {
    ok: !problems.some(({ fatal }) => fatal),
    backend: backend?.name ?? null,
    kernel,
    python: python.path,
    node: process.versions.node,
    dataset,
    versions: { npm, ...packages.versions, ...python.versions, tensorflow: backend?.version ?? null },
    from: { backend: backend?.from ?? null, cache: fs.existsSync(ctx.cache) ? ctx.cache : null },
    log: fs.existsSync(log) ? path.relative(ctx.root, log) : null,
    problems,
  };
}

/**
 * @param {Context} ctx
 * @param {Report} problem
 */
function examinePackages(ctx, problem) {
  /** @param {string} name */
  const version = (name) => {
    /** @type {{ version?: string } | undefined} */
    const description = readJson(path.join(ctx.modules, name, 'package.json'));
    return description?.version ?? null;
  };
  const versions = {
    tfjs: version('@tensorflow/tfjs'),
    'tfjs-node': version('@tensorflow/tfjs-node'),
    danfojs: version('danfojs-node'),
    tslab: version('tslab'),
    typescript: version('typescript'),
  };
  if (!fs.existsSync(path.join(ctx.root, 'package-lock.json'))) {
    problem('package-lock.json is missing.', 'git checkout -- package-lock.json');
    return { versions, installed: false };
  }
  const missing = missingPackages(ctx);
  const installed = missing.length === 0;
  if (!installed) problem(`The Node packages are not installed (${few(missing)} missing).`);
  else if (!nodePackagesReady(ctx)) problem("The Node packages don't match package-lock.json.", SETUP, false);
  return { versions, installed };
}

/**
 * Some of the names, if there are many.
 * @param {string[]} names
 */
function few(names, most = 5) {
  const more = names.length - most;
  return [...names.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/**
 * Loads the packages in a child process: only that finds a missing file.
 * @param {Context} ctx
 * @param {Report} problem
 */
async function examineLoading(ctx, problem) {
  const script = path.join(__dirname, 'prove-packages.js');
  const options = { cwd: ctx.root, env: ctx.env, timeout: PROBE_TIME };
  const { code, output } = await runCommand(ctx.node, [script, ctx.root], options);
  const last =
    output
      .match(/^loading \S+$/gm)
      ?.at(-1)
      ?.slice('loading '.length) ?? 'packages';
  /** @type {{ failed: { name: string, why: string }[] } | undefined} */
  const loaded = jsonLine(output);
  // If the process has crashed, the last package that was named did it.
  for (const { name, why } of loaded?.failed ?? [{ name: last, why: `it crashed Node (${code})` }]) {
    problem(`The Node package ${name} does not load: ${why}`, `rm -r node_modules && ${SETUP}`);
  }
}

/**
 * @param {Context} ctx
 * @param {Report} problem
 */
async function examineNpm(ctx, problem) {
  try {
    const [command, ...args] = npmCommand(ctx);
    const { code, output } = await runCommand(command, [...args, '--version'], {
      env: ctx.env,
      timeout: 30_000,
    });
    const version = /^\d+\.\d+\.\d+$/m.exec(output)?.[0];
    if (code === 0 && version) return version;
  } catch {
    // Reported below.
  }
  problem('npm was not found.', 'Install Node together with npm (nodejs.org)');
  return null;
}

/**
 * @param {Context} ctx
 * @param {Report} problem
 * @returns {Promise<{ path: string | null, versions: Record<string, string> }>}
 */
async function examinePython(ctx, problem) {
  const relative = path.relative(ctx.root, ctx.python).split(path.sep).join('/');
  const nothing = { path: null, versions: {} };
  if (!fs.existsSync(ctx.python)) {
    problem('There is no Python environment (.venv).');
    return nothing;
  }
  const damaged = pythonReady(ctx) ? damagedPackages(ctx) : [];
  if (damaged.length > 0) {
    problem(`Python packages are damaged: ${few(damaged)}.`);
    return nothing;
  }
  const options = { env: ctx.env, timeout: PROBE_TIME };
  const { code, output } = await runCommand(ctx.python, ['-I', '-c', PYTHON_PROBE], options);
  if (code !== 0) {
    problem(`The Python environment is broken: ${lastLines(output, 1)}`, `rm -r .venv && ${SETUP}`);
    return nothing;
  }
  if (!pythonReady(ctx)) {
    problem(
      "The Python environment is incomplete, was moved, or doesn't match the current requirements.",
      SETUP,
      false,
    );
  }
  return { path: relative, versions: jsonLine(output) ?? {} };
}

/**
 * Loads the backend that the lab would use, in a child process.
 * @param {Context} ctx
 * @param {Report} problem
 * @returns {Promise<{ name: string, version: string | null, from: string } | undefined>}
 */
async function examineBackend(ctx, problem) {
  const stamp = nativeStamp(ctx);
  /**
   * @param {'native' | 'wasm'} kind
   * @returns {Promise<{ backend?: string, version?: string, why?: string }>}
   */
  const load = async (kind) => {
    const script = path.join(__dirname, 'prove-backend.js');
    const options = { cwd: ctx.root, env: ctx.env, timeout: PROBE_TIME };
    const { code, output } = await runCommand(ctx.node, [script, ctx.root, kind], options);
    return (code === 0 ? jsonLine(output) : undefined) ?? { why: lastLines(output, 1) };
  };
  if (!fallbackAsked(ctx.env)) {
    if (fs.existsSync(bindingFile(ctx))) {
      const native = await load('native');
      if (native.backend) {
        return {
          name: native.backend,
          version: native.version ?? null,
          from: stamp?.from ?? 'found in node_modules',
        };
      }
      problem(`TensorFlow's native library does not load: ${native.why}`, `${SETUP} -- --retry`);
    } else if (stamp?.state !== 'fallback') {
      problem(
        "TensorFlow's native library is not installed; the lab uses the slower fallback backend.",
        SETUP,
        false,
      );
    } else if (!/--no-native/.test(stamp.why ?? '')) {
      const what = `TensorFlow's native library could not be installed (${stamp.why}); the lab uses the slower fallback backend.`;
      const noCompiler = /compiler was found/.test(stamp.why ?? '') && findProgram('apt', ctx.env);
      const mend = noCompiler ? `sudo apt install g++ && ${SETUP}` : `${SETUP} -- --retry`;
      problem(what, mend, false);
    }
  }
  const fallback = await load('wasm');
  if (fallback.backend)
    return { name: fallback.backend, version: null, from: 'the package @tensorflow/tfjs-backend-wasm' };
  problem(`No backend loads: ${fallback.why}`);
  return undefined;
}

/**
 * @param {Context} ctx
 * @param {Report} problem
 */
function examineKernel(ctx, problem) {
  /** @type {{ argv?: string[] } | undefined} */
  const spec = readJson(path.join(kernelFolder(ctx), 'kernel.json'));
  if (!spec) {
    problem('The kernel is not registered.');
    return null;
  }
  if (!fs.existsSync(path.join(ctx.root, 'scripts', 'kernel.js'))) {
    problem('scripts/kernel.js is missing.', 'git checkout -- scripts/kernel.js');
  } else if (!fs.existsSync(spec.argv?.[0] ?? ''))
    problem('The kernel is registered with a Node that no longer exists.');
  else if (!kernelspecReady(ctx))
    problem('The kernel is registered for another Node or folder.', SETUP, false);
  return KERNEL;
}

/**
 * @param {Context} ctx
 * @param {Report} problem
 * @returns {DatasetHealth}
 */
function examineDataset(ctx, problem) {
  const folder = datasetFolder(ctx);
  const missing = FILES_100K.filter((name) => !fs.existsSync(path.join(folder, name)));
  if (missing.length > 0) {
    problem(`The data set is missing (no ${missing.join(', ')} in data/ml-100k).`);
    return { source: null, from: null, genuine: null, ratings: 0, users: 0, films: 0 };
  }
  const [ratings, films, users] = FILES_100K.map((name) => countLines(path.join(folder, name)));
  const known = datasetSource(ctx);
  const { damage, ours } = known ? { damage: [], ours: true } : datasetDamage(ctx);
  if (damage.length > 0) {
    const mend = ours
      ? SETUP
      : `Replace them with complete files, or move data/ml-100k away and run: ${SETUP}`;
    problem(`The data set is damaged: ${damage.join('; ')}.`, mend);
  } else if (!known) {
    problem('The files in data/ml-100k have changed since the last setup.', SETUP, false);
  }
  const genuine = known?.genuine ?? null;
  return { source: known?.source ?? 'yours', from: known?.from ?? null, genuine, ratings, users, films };
}

module.exports = { examine };
