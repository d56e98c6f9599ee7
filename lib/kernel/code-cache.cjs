// @ts-check
/**
 * What V8 has compiled of the kernel's own files and of TypeScript, kept in the user's cache folder: the next kernel
 * neither translates nor compiles them, which halves the time until its first cell has run.
 *
 * One file holds all of it, and is replaced as a whole. It is used as far as it fits: a source that has changed is read
 * again, and V8 itself refuses code of another version or with other flags. A file that is damaged, missing or can't be
 * written only costs time. `NODE_DISABLE_COMPILE_CACHE=1` turns it off, as it does Node's own.
 *
 * Plain JavaScript, because it loads the TypeScript of the kernel.
 *
 * @typedef {{ stamp: string, length: number, text: string | undefined, data: Buffer }} Kept `text` is that of a source
 *   that was translated, with its source map
 * @typedef {{ path: string, stamp: string, text: string, script: Script }} Compiled
 * @typedef {(exports: unknown, require: unknown, module: unknown, path: string, folder: string) => unknown} Body
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { deserialize, serialize } = require('node:v8');
const { constants, Script } = require('node:vm');
const { crc32 } = require('node:zlib');
const { writeWhole } = require('../core/write-whole.cjs');
const { cacheFolder } = require('../core/cache-folder.cjs');

/** A file that was written this recently may change again within the resolution of its time; milliseconds. */
const FRESH = 2000;
/** A cache that no kernel has used for this long belongs to a version or a copy that is gone; milliseconds. */
const UNUSED = 30 * 24 * 3600 * 1000;
const DAY = 24 * 3600 * 1000;
/** The end of a cache's name. */
const CODE = '.code';
const TRANSLATED = /\.[cm]?tsx?$/;

/** @typedef {{ _compile(this: Module, text: string, path: string): unknown }} Compiles */
const modules = /** @type {Compiles} */ (/** @type {unknown} */ (Module.prototype));
const { _extensions: extensions } =
  /** @type {{ _extensions: Record<string, (module: Module, path: string) => void> }} */ (
    /** @type {unknown} */ (Module)
  );

class CodeCache {
  /** @type {Map<string, Kept>} */
  kept;
  /** @type {Compiled[]} */
  compiled = [];
  isStale = false;

  /** @param {string | undefined} file undefined: nothing is kept */
  constructor(file) {
    this.file = file;
    this.kept = file === undefined ? new Map() : readKept(file);
  }

  /**
   * Compiles a CommonJS file, or takes what was compiled.
   * @param {string} path
   * @param {string} text
   * @returns {Body}
   */
  compile(path, text) {
    const stamp = stampOf(path);
    const kept = this.kept.get(path);
    const fits =
      kept !== undefined &&
      kept.stamp === stamp &&
      kept.length === text.length &&
      (kept.text ?? text) === text;
    const script = new Script(Module.wrap(text), {
      filename: path,
      cachedData: fits ? kept.data : undefined,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (!fits || script.cachedDataRejected) this.isStale = true;
    if (this.file !== undefined && stamp !== undefined) this.compiled.push({ path, stamp, text, script });
    return script.runInThisContext();
  }

  /**
   * The JavaScript of a TypeScript file; undefined if it isn't kept, or is out of date.
   * @param {string} path
   */
  translated(path) {
    const kept = this.kept.get(path);
    return kept?.text !== undefined && kept.stamp === stampOf(path) ? kept.text : undefined;
  }

  /**
   * Modules that are loaded during `work` are compiled by the cache.
   * @template T
   * @param {() => T} work
   * @param {() => void} translator makes Node load TypeScript; only called if a file must be translated
   * @returns {T}
   */
  whileLoading(work, translator) {
    const cache = this;
    const { _compile: compile } = modules;
    modules._compile = function (text, path) {
      const body = cache.compile(path, text);
      return Reflect.apply(body, this.exports, [this.exports, requireOf(this), this, path, dirname(path)]);
    };
    const load = (/** @type {Module} */ module, /** @type {string} */ path) => {
      const text = cache.translated(path);
      if (text !== undefined) return modules._compile.call(module, text, path);
      if (extensions['.ts'] === load) translator();
      return extensions['.ts']?.(module, path);
    };
    if (this.kept.size > 0) extensions['.ts'] = load;
    else translator();
    try {
      return work();
    } finally {
      modules._compile = compile;
      if (extensions['.ts'] === load) delete extensions['.ts'];
    }
  }

  /** Writes the cache if this process had to compile anything. Takes about a tenth of a second. */
  save() {
    if (!this.isStale || this.file === undefined) return;
    this.isStale = false;
    /** @type {Map<string, Kept>} */
    const all = new Map();
    for (const { path, stamp, text, script } of this.compiled) {
      const data = script.createCachedData();
      all.set(path, { stamp, length: text.length, text: TRANSLATED.test(path) ? text : undefined, data });
    }
    this.compiled = [];
    const content = serialize(all);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(content));
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeWhole(this.file, Buffer.concat([sum, content]));
      removeUnused(dirname(this.file));
    } catch {
      // The next kernel starts as slowly as this one.
    }
  }
}

/**
 * @param {string} file
 * @returns {Map<string, Kept>} empty if there is none, or it is damaged
 */
function readKept(file) {
  try {
    const all = readFileSync(file);
    const content = all.subarray(4);
    touch(file);
    return crc32(content) === all.readUInt32LE() ? deserialize(content) : new Map();
  } catch {
    return new Map();
  }
}

/**
 * Notes that a cache is in use, once a day.
 * @param {string} file
 */
function touch(file) {
  const now = Date.now();
  try {
    if (now - statSync(file).mtimeMs > DAY) utimesSync(file, now / 1000, now / 1000);
  } catch {
    // A cache of somebody else.
  }
}

/**
 * Removes the caches of other versions of Node, and of copies of the kernel, that nobody uses any more.
 * @param {string} folder
 */
function removeUnused(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('kernel-') || !name.endsWith(CODE)) continue;
    const file = join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > UNUSED) rmSync(file, { force: true });
  }
}

/**
 * Changes when the file does; undefined for one that may change unnoticed. With the time when it was put there, as all
 * files that npm unpacks are said to be from 1985.
 * @param {string} path
 */
function stampOf(path) {
  const { ctimeMs, mtimeMs, size } = statSync(path);
  return Math.abs(Date.now() - ctimeMs) < FRESH ? undefined : `${ctimeMs} ${mtimeMs} ${size}`;
}

/**
 * What Node passes to a module as `require`.
 * @param {Module} module
 */
function requireOf(module) {
  const { resolve, main, extensions, cache } = Module.createRequire(module.filename);
  return Object.assign((/** @type {string} */ id) => module.require(id), {
    resolve,
    main,
    extensions,
    cache,
  });
}

let current = new CodeCache(undefined);

/** The cache of this process. */
function codeCache() {
  return current;
}

/** Opens the cache of this copy of the kernel. */
function openCodeCache() {
  const isOff = Boolean(process.env.NODE_DISABLE_COMPILE_CACHE);
  const copy = createHash('sha1').update(__dirname).digest('hex').slice(0, 12);
  const name = `kernel-${process.version}-${process.arch}-${copy}${CODE}`;
  current = new CodeCache(isOff ? undefined : join(cacheFolder(), name));
  return current;
}

module.exports = { CodeCache, codeCache, openCodeCache };
