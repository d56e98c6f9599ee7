// Python packages as files. pip's own cache is of no use without a network, because pip asks the index about each package
// first. So the wheels of the lab are kept, and pip installs from their folder without asking anyone.

const fs = require('node:fs');
const path = require('node:path');
const { runPip } = require('./pip');
const { withTempFolder } = require('./atomic');
const { bundleFolder } = require('./bundle');
const { cacheWritable } = require('./native-cache');

/**
 * @typedef {import('./context').Context} Context
 * @typedef {import('./run-command').Result} Result
 * @typedef {NonNullable<Parameters<typeof runPip>[2]>} Reading
 */

/**
 * Where setup keeps wheels for later clones.
 * @param {Context} ctx
 */
function wheelCache(ctx) {
  return path.join(ctx.cache, 'python-wheels');
}

/**
 * The pins of a requirements file, such as `arrow==1.4.0`. Those with a condition are for old versions of Python.
 * @param {string} requirements
 * @returns {{ all: string[], always: string[] }} always: those without a condition
 */
function pinsOf(requirements) {
  return {
    all: requirements.match(/^[\w.-]+==[^\s;]+/gm) ?? [],
    always: requirements.match(/^[\w.-]+==[^\s;]+(?=\s*$)/gm) ?? [],
  };
}

/**
 * @param {string} file a wheel's name
 * @param {string} pin
 */
function isWheelOf(file, pin) {
  const [name, version] = file.split('-');
  return `${plain(name)}==${version}` === pin.replace(/^[^=]*/, plain);
}

/** @param {string} name of a package */
function plain(name) {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * Whether the folder has a wheel of each package, for whichever Python.
 * @param {string} folder
 * @param {string[]} pins
 */
function hasWheels(folder, pins) {
  if (!fs.existsSync(folder)) return false;
  const files = fs.readdirSync(folder);
  return pins.every((pin) => files.some((file) => isWheelOf(file, pin)));
}

/**
 * Installs packages: from the bundle or the cache if their wheels are there, else from the index; then the wheels stay
 * in the cache.
 * @param {Context} ctx
 * @param {string[]} pins what must be there to do without the index
 * @param {string[]} args the packages or `--requirement FILE`, and other flags of `pip install`
 * @param {Reading} [reading]
 * @returns {Promise<Result>}
 */
async function pipInstall(ctx, pins, args, reading) {
  for (const folder of [path.join(bundleFolder(ctx), 'wheels'), wheelCache(ctx)]) {
    if (!hasWheels(folder, pins)) continue;
    const result = await fromFolder(ctx, folder, args, reading);
    // Else they are for another version of Python, or damaged.
    if (result.code === 0) return result;
  }
  if (!cacheWritable(ctx)) return runPip(ctx, ['install', ...args], reading);
  return withTempFolder(wheelCache(ctx), async (temp) => {
    const packages = args.filter((arg) => arg !== '--ignore-installed' && arg !== '--quiet');
    const downloaded = await runPip(ctx, ['download', '--dest', temp, ...packages], reading);
    if (downloaded.code !== 0) return downloaded;
    const result = await fromFolder(ctx, temp, args, reading);
    // A package without a wheel for this machine is built, which needs the index again.
    if (result.code !== 0) return runPip(ctx, ['install', ...args], reading);
    for (const file of fs.readdirSync(temp))
      fs.renameSync(path.join(temp, file), path.join(wheelCache(ctx), file));
    return result;
  });
}

/**
 * @param {Context} ctx
 * @param {string} folder
 * @param {string[]} args
 * @param {Reading} [reading]
 */
function fromFolder(ctx, folder, args, reading) {
  return runPip(ctx, ['install', '--no-index', '--find-links', folder, ...args], reading);
}

module.exports = { pipInstall, pinsOf, isWheelOf, hasWheels, wheelCache };
