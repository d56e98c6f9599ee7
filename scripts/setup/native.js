const fs = require('node:fs');
const path = require('node:path');
const native = require('./native-package');
const cache = require('./native-cache');
const { fromInstaller } = require('./native-installer');
const { fromWheel, findCompiler } = require('./native-wheel');
const { checksum } = require('./checksum');
const { readJson, writeJson, remove, withTempFolder } = require('./atomic');

/**
 * @typedef {import('./context').Context} Context
 * @typedef {import('./run-setup').StepResult} StepResult
 *
 * @typedef {object} Built a native part that was made
 * @property {string} tree a folder with `deps` and `lib`
 * @property {string} version TensorFlow's
 * @property {string} from where it comes from, in words
 * @property {string} [wheel] the file that it was made from
 *
 * @typedef {object} Obstacle
 * @property {string} why why there is no native part
 * @property {string} [mend] what to do about it
 * @property {string} [waits] the step that must come first
 *
 * @typedef {(ctx: Context, temp: string) => Promise<Built | Obstacle>} Way makes a native part in a temporary folder
 *
 * @typedef {object} Stamp what the last setup found
 * @property {'native' | 'fallback'} state
 * @property {string} node the version of Node
 * @property {string} from of the native part: where it comes from, in words
 * @property {string} version of the native part: TensorFlow's version
 * @property {string[]} files of the native part: its fingerprint
 * @property {string} why of the fallback
 * @property {string} mend of the fallback
 * @property {string | null} compiler of the fallback: the C++ compiler that there was
 */

/** @param {Context} ctx */
function stampFile(ctx) {
  return path.join(ctx.modules, '.lab', 'native.json');
}

/**
 * What the last setup found.
 * @param {Context} ctx
 * @returns {Partial<Stamp> | undefined}
 */
function nativeStamp(ctx) {
  return readJson(stampFile(ctx));
}

/**
 * @param {Context} ctx
 * @param {Partial<Stamp>} facts
 */
function stamp(ctx, facts) {
  writeJson(stampFile(ctx), { ...facts, node: process.versions.node });
}

/**
 * Whether the environment asks for the fallback. `lib/core/tfjs-prelude.cjs` reads the same variable.
 * @param {NodeJS.ProcessEnv} env
 */
function fallbackAsked(env) {
  return env.RECOMMENDER_LAB_BACKEND === 'fallback';
}

/**
 * The native part of tfjs-node: the one that is there, else the cached one, else from the package's own installer, else
 * built from a wheel. If none works, the lab runs on WebAssembly, which is reported once.
 * @param {Context} ctx
 * @returns {Promise<StepResult>}
 */
async function nativePart(ctx) {
  if (fallbackAsked(ctx.env)) return { mark: '–', detail: 'not used: RECOMMENDER_LAB_BACKEND=fallback' };
  if (!ctx.options.native) return decline(ctx);
  const known = nativeStamp(ctx);
  if (fs.existsSync(native.bindingFile(ctx))) {
    if (known?.state === 'native' && known.node === process.versions.node && unchanged(ctx, known)) {
      return { detail: `there (TensorFlow ${known.version})` };
    }
    const proof = await prove(ctx, known?.from ?? (await originOf(ctx)));
    if (proof.ok) return proof.done;
    ctx.report.note("TensorFlow's native library is there but does not load; it will be installed again.");
    native.removeNative(ctx);
  } else if (knownToFail(ctx, known)) {
    return { mark: '–', detail: `fallback backend: ${known.why}` };
  }
  return obtain(ctx);
}

/**
 * A failure is remembered until a retry is asked for, or something has changed that could make a difference.
 * @param {Context} ctx
 * @param {Partial<Stamp> | undefined} known
 * @returns {known is Partial<Stamp>}
 */
function knownToFail(ctx, known) {
  if (known?.state !== 'fallback' || ctx.options.retry) return false;
  return known.node === process.versions.node && known.compiler === compilerOf(ctx);
}

/** @param {Context} ctx */
function compilerOf(ctx) {
  return findCompiler(ctx) ?? null;
}

/**
 * @param {Context} ctx
 * @param {Partial<Stamp>} known
 */
function unchanged(ctx, known) {
  return JSON.stringify(known.files) === JSON.stringify(native.fingerprint(ctx));
}

/**
 * @param {Context} ctx
 * @returns {StepResult}
 */
function decline(ctx) {
  native.removeNative(ctx);
  stamp(ctx, { state: 'fallback', why: 'asked for with --no-native', compiler: compilerOf(ctx) });
  return {
    mark: '–',
    detail: 'fallback backend, as requested (npm run setup -- --retry installs the native one)',
  };
}

/**
 * Loads what is in node_modules, and remembers it if it works.
 * @param {Context} ctx
 * @param {string} from
 * @returns {Promise<{ ok: true, done: StepResult } | { ok: false, why: string }>}
 */
async function prove(ctx, from) {
  ctx.report.progress('loading it');
  const proof = await native.proveNative(ctx);
  if (!proof.ok) return proof;
  const { version } = proof;
  stamp(ctx, { state: 'native', from, version, files: native.fingerprint(ctx) });
  return { ok: true, done: { detail: `TensorFlow ${version} (${from})` } };
}

/**
 * @param {Context} ctx
 * @returns {Promise<StepResult>}
 */
async function obtain(ctx) {
  for (const folder of cache.cachedBuilds(ctx)) {
    const manifest = await cache.verifyBuild(ctx, folder);
    if (!manifest) {
      ctx.report.note(`The cached build ${path.basename(folder)} is damaged and will be rebuilt.`);
      cache.discardBuild(folder);
      continue;
    }
    if (manifest.tfjs !== packageVersion(ctx)) continue;
    await native.placeNative(ctx, folder);
    const proof = await prove(ctx, `the cache; made from ${manifest.from}`);
    if (proof.ok) return proof.done;
    native.removeNative(ctx);
  }
  const first = await attempt(ctx, fromInstaller, path.join(ctx.modules, '.lab'));
  if ('done' in first) return first.done;
  ctx.report.note(`tfjs-node: ${first.why}; trying the TensorFlow wheel.`);
  const writable = cache.cacheWritable(ctx);
  if (!writable) ctx.report.note(`The cache ${ctx.cache} can't be written; building without it.`);
  const second = await attempt(ctx, fromWheel, writable ? ctx.cache : path.join(ctx.modules, '.lab'));
  if ('done' in second) return second.done;
  // Not a failure to remember: once there is a Python environment, setup must try again.
  if (second.waits) return { mark: '–', detail: `skipped; it needs: ${second.waits}` };
  return goWithout(ctx, second);
}

/**
 * One way to the native part: it is built in a temporary folder, cached, installed, and loaded. What doesn't load is
 * removed from the cache. An interruption, at any point, loses no download.
 * @param {Context} ctx
 * @param {Way} way
 * @param {string} parent
 * @returns {Promise<{ done: StepResult } | Obstacle>}
 */
async function attempt(ctx, way, parent) {
  return withTempFolder(parent, async (temp) => {
    const made = await way(ctx, temp);
    if (!('tree' in made)) return made;
    const kept = cache.cacheWritable(ctx) ? await keep(ctx, made) : undefined;
    await native.placeNative(ctx, made.tree);
    const proof = await prove(ctx, made.from);
    if (!proof.ok) {
      native.removeNative(ctx);
      if (kept) cache.discardBuild(kept);
      return { why: `the build from ${made.from} does not load: ${proof.why}` };
    }
    // 230 MB that are no longer needed: the build in the cache has checksums of its own.
    if (kept && made.wheel?.startsWith(ctx.cache)) remove(made.wheel);
    return { done: proof.done };
  });
}

/**
 * Caches a build. Returns its folder.
 * @param {Context} ctx
 * @param {Built} made
 */
async function keep(ctx, made) {
  const facts = { version: made.version, from: made.from, tfjs: packageVersion(ctx) };
  await cache.writeManifest(ctx, made.tree, facts);
  return cache.keepBuild(ctx, made.tree, `tensorflow-${made.version}-${ctx.platform}-${ctx.arch}`);
}

/**
 * Where a native part comes from that setup doesn't know (an earlier one was interrupted, or someone put it there).
 * @param {Context} ctx
 */
async function originOf(ctx) {
  const addon = await checksum(native.bindingFile(ctx));
  const name = path.relative(native.packageFolder(ctx), native.bindingFile(ctx));
  const build = cache
    .cachedBuilds(ctx)
    .map(cache.readManifest)
    .find((manifest) => {
      const file = manifest?.files[name];
      return file && 'sha256' in file && file.sha256 === addon;
    });
  return build?.from ?? 'found in node_modules';
}

/** @param {Context} ctx */
function packageVersion(ctx) {
  /** @type {{ version?: string } | undefined} */
  const description = readJson(path.join(native.packageFolder(ctx), 'package.json'));
  return description?.version;
}

/**
 * The lab works without it. The reason is reported in full this once, and in one line by later setups.
 * @param {Context} ctx
 * @param {Obstacle} obstacle
 * @returns {StepResult}
 */
function goWithout(ctx, { why, mend }) {
  native.removeNative(ctx);
  stamp(ctx, { state: 'fallback', why, mend, compiler: compilerOf(ctx) });
  ctx.report.warn(
    [
      `TensorFlow's native library could not be installed: ${why}.`,
      'The lab still works, more slowly, on the fallback backend (WebAssembly).',
      ...(mend ? [mend] : []),
    ].join('\n'),
  );
  return { mark: '–', detail: 'fallback backend' };
}

module.exports = { nativePart, nativeStamp, fallbackAsked };
