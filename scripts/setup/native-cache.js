const fs = require('node:fs');
const path = require('node:path');
const { filesBelow, linkTree } = require('./native-package');
const { readJson, writeJson, remove, withTempFolder } = require('./atomic');
const { checksum } = require('./checksum');

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} Manifest what a finished build is made of
 * @property {string} version TensorFlow's
 * @property {string} from where it comes from, in words
 * @property {string | undefined} tfjs the version of tfjs-node that it is for
 * @property {Record<string, { link: string } | { size: number, sha256: string }>} files by their paths
 */

const MANIFEST = 'manifest.json';

/**
 * Whether the cache can be written. Makes its folder if possible.
 * @param {Context} ctx
 */
function cacheWritable(ctx) {
  try {
    fs.mkdirSync(ctx.cache, { recursive: true });
    const probe = path.join(ctx.cache, `.tmp-${process.pid}-probe`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
    return true;
  } catch {
    return false;
  }
}

/**
 * The folders of finished builds for this platform, such as `tensorflow-2.18.1-linux-x64`.
 * @param {Context} ctx
 */
function cachedBuilds(ctx) {
  const ending = `-${ctx.platform}-${ctx.arch}`;
  try {
    return fs
      .readdirSync(ctx.cache)
      .filter((name) => name.startsWith('tensorflow-') && name.endsWith(ending))
      .sort()
      .reverse()
      .map((name) => path.join(ctx.cache, name));
  } catch {
    return [];
  }
}

/**
 * Writes the list of the files of a build, with checksums, into its folder.
 * @param {Context} ctx
 * @param {string} tree
 * @param {Omit<Manifest, 'files'>} facts
 */
async function writeManifest(ctx, tree, facts) {
  /** @type {Manifest['files']} */
  const files = {};
  for (const file of filesBelow(tree)) {
    const full = path.join(tree, file);
    if (fs.lstatSync(full).isSymbolicLink()) files[file] = { link: fs.readlinkSync(full) };
    else files[file] = { size: fs.statSync(full).size, sha256: await checksumShown(ctx, full) };
  }
  writeJson(path.join(tree, MANIFEST), { ...facts, files });
}

/**
 * @param {Context} ctx
 * @param {string} file
 */
function checksumShown(ctx, file) {
  const total = fs.statSync(file).size;
  return checksum(file, 'sha256', (bytes) => ctx.report.bytes('checking', bytes, total));
}

/**
 * The manifest of a build in the cache.
 * @param {string} folder
 * @returns {Manifest | undefined}
 */
function readManifest(folder) {
  /** @type {Manifest | undefined} */
  const manifest = readJson(path.join(folder, MANIFEST));
  return manifest?.files ? manifest : undefined;
}

/**
 * The manifest of a build in the cache if none of its files has changed; else undefined. Reads everything: 680 MB,
 * about a second.
 * @param {Context} ctx
 * @param {string} folder
 */
async function verifyBuild(ctx, folder) {
  const manifest = readManifest(folder);
  if (!manifest) return undefined;
  try {
    for (const [file, expected] of Object.entries(manifest.files)) {
      const full = path.join(folder, file);
      if ('link' in expected) {
        if (fs.readlinkSync(full) !== expected.link) return undefined;
      } else {
        if (fs.statSync(full).size !== expected.size) return undefined;
        if ((await checksumShown(ctx, full)) !== expected.sha256) return undefined;
      }
    }
  } catch {
    return undefined;
  }
  return manifest;
}

/**
 * Puts a finished build into the cache, by hard links, unless another setup was faster. Returns its folder.
 * @param {Context} ctx
 * @param {string} tree
 * @param {string} name
 */
async function keepBuild(ctx, tree, name) {
  return withTempFolder(ctx.cache, (temp) => {
    const whole = path.join(temp, name);
    linkTree(tree, whole);
    const target = path.join(ctx.cache, name);
    if (!fs.existsSync(target)) fs.renameSync(whole, target);
    return target;
  });
}

/**
 * Removes a damaged build, if that is allowed.
 * @param {string} folder
 */
function discardBuild(folder) {
  try {
    remove(folder);
  } catch {
    // The cache can't be written: the build is only skipped.
  }
}

module.exports = {
  cacheWritable,
  cachedBuilds,
  readManifest,
  writeManifest,
  verifyBuild,
  keepBuild,
  discardBuild,
};
