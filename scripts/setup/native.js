const fs = require('node:fs');
const path = require('node:path');
const native = require('./native-package');
const cache = require('./native-cache');
const { fromInstaller } = require('./native-installer');
const { fromWheel, findCompiler } = require('./native-wheel');
const { checksum } = require('./checksum');
const { readJson, writeJson, remove, withTempFolder } = require('./atomic');

function stampFile(ctx) {
  return path.join(ctx.modules, '.lab', 'native.json');
}

/** What the last set-up found out: `{ state: 'native' | 'fallback', from, version, why, mend, … }`. */
function nativeStamp(ctx) {
  return readJson(stampFile(ctx));
}

function stamp(ctx, facts) {
  writeJson(stampFile(ctx), { ...facts, node: process.versions.node });
  return facts;
}

/** Whether the environment asks for the fallback; the library's tensor module honors the same variable. */
function fallbackAsked(env) {
  return env.RECOMMENDER_LAB_BACKEND === 'fallback';
}

/**
 * The native part of tfjs-node: the one that is there, else the cached one, else the package's own
 * installer, else built from a wheel. Where none works the lab runs on WebAssembly, which is said once.
 */
async function nativePart(ctx) {
  if (fallbackAsked(ctx.env)) return { mark: '–', detail: 'not used: RECOMMENDER_LAB_BACKEND=fallback' };
  if (!ctx.options.native) return decline(ctx);
  const known = nativeStamp(ctx);
  if (fs.existsSync(native.bindingFile(ctx))) {
    if (known?.state === 'native' && known.node === process.versions.node && unchanged(ctx, known)) {
      return { detail: `there (TensorFlow ${known.version})` };
    }
    if ((await prove(ctx, known?.from ?? (await originOf(ctx)))).ok) return done(ctx);
    ctx.report.note('The existing native part does not load and will be rebuilt.');
    native.removeNative(ctx);
  } else if (knownToFail(ctx, known)) {
    return { mark: '–', detail: `fallback backend: ${known.why}` };
  }
  return obtain(ctx);
}

/** A failure is remembered until something has changed that could make a difference, or a retry is asked for. */
function knownToFail(ctx, known) {
  if (known?.state !== 'fallback' || ctx.options.retry) return false;
  return known.node === process.versions.node && known.compiler === compilerOf(ctx);
}

const compilerOf = (ctx) => findCompiler(ctx) ?? null;

function unchanged(ctx, known) {
  return JSON.stringify(known.files) === JSON.stringify(native.fingerprint(ctx));
}

function decline(ctx) {
  native.removeNative(ctx);
  stamp(ctx, { state: 'fallback', why: 'asked for with --no-native', compiler: compilerOf(ctx) });
  return {
    mark: '–',
    detail: 'fallback backend, as requested (npm run setup -- --retry installs the native one)',
  };
}

/** Loads what lies in node_modules and stamps it when it works. */
async function prove(ctx, from) {
  ctx.report.progress('loading it');
  const proof = await native.proveNative(ctx);
  if (proof.ok) {
    stamp(ctx, { state: 'native', from, version: proof.version, files: native.fingerprint(ctx) });
  }
  return proof;
}

function done(ctx) {
  const { from, version } = nativeStamp(ctx);
  return { detail: `TensorFlow ${version} (${from})` };
}

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
    if ((await prove(ctx, `the cache; made from ${manifest.from}`)).ok) return done(ctx);
    native.removeNative(ctx);
  }
  const first = await attempt(ctx, fromInstaller, path.join(ctx.modules, '.lab'));
  if (first.ok) return done(ctx);
  ctx.report.note(`tfjs-node: ${first.why}; trying the TensorFlow wheel.`);
  const writable = cache.cacheWritable(ctx);
  if (!writable) ctx.report.note(`The cache ${ctx.cache} can't be written; building without it.`);
  const second = await attempt(ctx, fromWheel, writable ? ctx.cache : path.join(ctx.modules, '.lab'));
  if (second.ok) return done(ctx);
  // Not a failure to remember: the next set-up, with the environment there, must try again.
  if (second.waits) return { mark: '–', detail: `waits for: ${second.waits}` };
  return goWithout(ctx, second);
}

/**
 * One way to the native part: built in a temporary folder, cached, placed, proven; what doesn't load is
 * taken out of the cache again. Interrupted at any point, the next set-up loses no download.
 */
async function attempt(ctx, way, parent) {
  return withTempFolder(parent, async (temp) => {
    const made = await way(ctx, temp);
    if (!made.tree) return made;
    const kept = cache.cacheWritable(ctx) ? await keep(ctx, made) : undefined;
    await native.placeNative(ctx, made.tree);
    const proof = await prove(ctx, made.from);
    if (!proof.ok) {
      native.removeNative(ctx);
      if (kept) cache.discardBuild(kept);
      return { why: `the build from ${made.from} does not load: ${proof.why}` };
    }
    // 230 MB that nobody needs again: the build in the cache is checked by its own checksums.
    if (kept && made.wheel?.startsWith(ctx.cache)) remove(made.wheel);
    return { ok: true };
  });
}

/** Caches a build; returns its folder. */
async function keep(ctx, made) {
  const facts = { version: made.version, from: made.from, tfjs: packageVersion(ctx) };
  await cache.writeManifest(ctx, made.tree, facts);
  return cache.keepBuild(ctx, made.tree, `tensorflow-${made.version}-${ctx.platform}-${ctx.arch}`);
}

/** Where a native part without a stamp (a set-up was interrupted, somebody put it there) comes from. */
async function originOf(ctx) {
  const addon = await checksum(native.bindingFile(ctx));
  const name = path.relative(native.packageFolder(ctx), native.bindingFile(ctx));
  const builds = cache.cachedBuilds(ctx).map((folder) => readJson(path.join(folder, cache.MANIFEST)));
  const build = builds.find((manifest) => manifest?.files?.[name]?.sha256 === addon);
  return build?.from ?? 'found in node_modules';
}

function packageVersion(ctx) {
  return readJson(path.join(native.packageFolder(ctx), 'package.json'))?.version;
}

/** The lab goes on without; told in full this once, in one line by later set-ups. */
function goWithout(ctx, { why, mend }) {
  native.removeNative(ctx);
  stamp(ctx, { state: 'fallback', why, mend, compiler: compilerOf(ctx) });
  ctx.report.warn(
    [
      `TensorFlow's native part could not be set up: ${why}.`,
      'The lab still works, more slowly, on the fallback backend (tfjs with WebAssembly).',
      ...(mend ? [mend] : []),
    ].join('\n'),
  );
  return { mark: '–', detail: 'fallback backend' };
}

module.exports = { nativePart, nativeStamp, fallbackAsked };
