const os = require('node:os');
const path = require('node:path');
const { Reporter } = require('./reporter');

/** The folder that is kept outside the clones, so that a second clone needs no download. */
function cacheFolder(env) {
  const xdg = env.XDG_CACHE_HOME;
  // The XDG specification tells us to ignore a relative path.
  const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), '.cache');
  return path.join(base, 'recommender-lab');
}

/** The interpreter inside a virtual environment. */
function venvPython(venv, platform) {
  return platform === 'win32' ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python');
}

/**
 * What every step works with. Tests hand in their own folders, environment and sources.
 * @param {object} given
 * @param {string} given.root the project's folder
 * @param {NodeJS.ProcessEnv} [given.env]
 * @param {{synthetic?: boolean, native?: boolean, retry?: boolean, quiet?: boolean}} [given.options]
 * @param {NodeJS.WritableStream} [given.out]
 * @param {object} [given.sources] replaces single download sources, see the files that use them
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
    options: { synthetic: false, native: true, retry: false, quiet: false, ...options },
    cache: cacheFolder(env),
    modules: path.join(root, 'node_modules'),
    venv,
    python: venvPython(venv, platform),
    report: new Reporter(out, { quiet: options.quiet }),
    sources: given.sources ?? {},
  };
}

module.exports = { createContext, cacheFolder, venvPython };
