const fs = require('node:fs');
const path = require('node:path');
const { filesBelow, linkTree } = require('./native-package');
const { readJson, writeJson, remove, withTempFolder } = require('./atomic');
const { checksum } = require('./checksum');

const MANIFEST = 'manifest.json';

/** Whether something can be written into the cache; makes the folder where it can. */
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

/** The folders of finished builds for this platform, e.g. `tensorflow-2.18.1-linux-x64`. */
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

/** Writes the list of what a build consists of, with checksums, into its folder. */
async function writeManifest(ctx, tree, facts) {
  const files = {};
  for (const file of filesBelow(tree)) {
    const full = path.join(tree, file);
    if (fs.lstatSync(full).isSymbolicLink()) files[file] = { link: fs.readlinkSync(full) };
    else files[file] = { size: fs.statSync(full).size, sha256: await checksumShown(ctx, full) };
  }
  const manifest = { ...facts, files };
  writeJson(path.join(tree, MANIFEST), manifest);
  return manifest;
}

function checksumShown(ctx, file) {
  const total = fs.statSync(file).size;
  return checksum(file, 'sha256', (bytes) => ctx.report.bytes('checking', bytes, total));
}

/**
 * The manifest of a cached build when every file of it is what it was; else undefined.
 * Reads everything: 680 MB, about a second.
 */
async function verifyBuild(ctx, folder) {
  const manifest = readJson(path.join(folder, MANIFEST));
  if (!manifest?.files) return undefined;
  try {
    for (const [file, expected] of Object.entries(manifest.files)) {
      const full = path.join(folder, file);
      if (expected.link !== undefined) {
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

/** Puts a finished build into the cache under `name`, by hard links. Another set-up that was faster wins. */
async function keepBuild(ctx, tree, name) {
  return withTempFolder(ctx.cache, (temp) => {
    const whole = path.join(temp, name);
    linkTree(tree, whole);
    const target = path.join(ctx.cache, name);
    if (!fs.existsSync(target)) fs.renameSync(whole, target);
    return target;
  });
}

/** Throws a damaged build away; where that is not allowed it is only passed over. */
function discardBuild(folder) {
  try {
    remove(folder);
  } catch {
    // A cache that can't be written.
  }
}

module.exports = {
  cacheWritable,
  cachedBuilds,
  writeManifest,
  verifyBuild,
  keepBuild,
  discardBuild,
  MANIFEST,
};
