'use strict';
/**
 * Makes `@tensorflow/tfjs-node` safe to require. Require this file first, before tfjs-node or danfojs-node:
 * `node --require ./lib/core/tfjs-prelude.cjs …`. It is plain JavaScript, loads nothing heavy, and may be
 * required any number of times. It is the one exception to "importing a module does nothing", because each of
 * its tasks must be done before the first import of TensorFlow:
 *
 * 1. It silences TensorFlow's startup messages (`TF_CPP_MIN_LOG_LEVEL=2`, unless the variable is set), and on
 *   a machine with up to two cores limits it to one thread per operation (`TF_NUM_INTRAOP_THREADS=1`, unless
 *   set): most operations here take less than a tenth of a millisecond, and waking a second thread costs more
 *   than it gains. Measured on two cores: SVD++ takes 0.7 times as long, the others the same; only EASE on
 *   5,400 items takes 1.4 times as long (on 1,682 items, the same).
 * 2. It restores `util.isNullOrUndefined`, which Node 23 removed and tfjs-node 4.22 calls in every operation,
 *   and suppresses the deprecation warning for it and for `util.isArray` on Node 22 to 24. Likewise, the
 *   deprecated `punycode` is taken from npm's package instead of Node's own.
 * 3. It chooses between the native addon and the portable fallback. With the fallback, requiring
 *   `@tensorflow/tfjs-node` (from danfojs-node or a notebook cell) returns `@tensorflow/tfjs`: the same
 *   version, and so the same API and core. The choice is made when it is first needed (the addon takes 0.2 s
 *   to load), and then holds for the process.
 *
 * `RECOMMENDER_LAB_BACKEND` can be `native` (fail if the addon doesn't load) or `fallback` (don't try it).
 *
 * @typedef {object} TfjsPrelude
 * @property {'tensorflow' | 'wasm'} backend what tensors run on; the first read may load the addon
 * @property {string} why the reason for this backend, in one line
 */
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const util = require('node:util');

const NATIVE = '@tensorflow/tfjs-node';
const PORTABLE = '@tensorflow/tfjs';
const VARIABLE = 'RECOMMENDER_LAB_BACKEND';
// Kept on `Module`, of which there is one per thread, so that a second copy of this file changes nothing.
const KEY = Symbol.for('recommender-lab.tfjs-prelude');

/**
 * The loader of CommonJS: what `require` calls, which has no types of its own.
 * @typedef {(this: unknown, request: string, ...rest: unknown[]) => unknown} Load
 */
const loader = /** @type {{ _load: Load, [KEY]?: TfjsPrelude }} */ (/** @type {unknown} */ (Module));

/**
 * Throws an error with a `code` as in lib/core/errors.ts, for an invalid option or a missing component.
 * @param {'OPTION' | 'BACKEND'} code
 * @param {string} message
 * @param {unknown} [cause]
 * @returns {never}
 */
function fail(code, message, cause) {
  throw Object.assign(new Error(message, { cause }), { code });
}

/** The compiled addon's path, or undefined; tfjs-node keeps it in `lib/napi-v<N>/`. */
function findAddon() {
  let folder;
  try {
    folder = path.join(path.dirname(require.resolve(`${NATIVE}/package.json`)), 'lib');
  } catch {
    return undefined; // the package isn't installed
  }
  const versions = fs.existsSync(folder)
    ? fs.readdirSync(folder).filter((name) => /^napi-v\d+$/.test(name))
    : [];
  return versions
    .map((name) => path.join(folder, name, 'tfjs_binding.node'))
    .find((file) => fs.existsSync(file));
}

/**
 * Makes the choice; loads the addon if it exists, because only that shows whether it works on this machine.
 * @returns {TfjsPrelude}
 */
function decide() {
  const wish = process.env[VARIABLE];
  if (wish !== undefined && wish !== '' && wish !== 'native' && wish !== 'fallback') {
    fail('OPTION', `${VARIABLE} must be 'native' or 'fallback' or not set, got '${wish}'`);
  }
  if (wish === 'fallback') return { backend: 'wasm', why: `${VARIABLE} is 'fallback'` };
  const addon = findAddon();
  const isPackage = !fs.existsSync(path.join(__dirname, '..', '..', 'scripts', 'setup.js'));
  let why = `tfjs-node's native addon is missing${isPackage ? '' : '; `npm run setup` installs it'}`;
  let cause;
  if (addon !== undefined) {
    try {
      require(addon);
      return { backend: 'tensorflow', why: "tfjs-node's native addon is installed and loads" };
    } catch (error) {
      cause = error;
      const reason = String(error instanceof Error ? error.message : error).split('\n')[0];
      why = `tfjs-node's native addon doesn't load (${reason})${isPackage ? '' : '; `npm run doctor` says what to do'}`;
    }
  }
  if (wish === 'native') fail('BACKEND', `${VARIABLE} is 'native', but ${why}`, cause);
  return { backend: 'wasm', why };
}

/**
 * On its first write, the CPU backend shows Node users an advertisement for tfjs-node.
 * @param {typeof import('@tensorflow/tfjs')} tf
 */
function silenceCpu(tf) {
  const cpu = tf.findBackend('cpu');
  // On the prototype as well, because tfjs may make another instance, and each sets the field on
  // construction.
  if (cpu) {
    Reflect.deleteProperty(cpu, 'firstUse');
    Object.defineProperty(Object.getPrototypeOf(cpu), 'firstUse', {
      get: () => false,
      set: () => {},
      configurable: true,
    });
  }
}

/** npm's punycode package: Node's own, which danfojs-node's node-fetch requires, prints a warning. */
function userPunycode() {
  try {
    return require.resolve('punycode/');
  } catch {
    return undefined;
  }
}

function install() {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (os.availableParallelism() <= 2) process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  util.isNullOrUndefined = (value) => value === null || value === undefined;
  util.isArray = Array.isArray;

  /** @type {TfjsPrelude | undefined} */
  let decision;
  const settle = () => {
    decision ??= decide();
    return decision;
  };

  const load = loader._load;
  loader._load = function loadTensorFlow(request, ...rest) {
    if (request === 'punycode') return load.call(this, userPunycode() ?? request, ...rest);
    if (request !== NATIVE || settle().backend === 'tensorflow') return load.call(this, request, ...rest);
    // Resolved from here rather than from the caller, so that all callers get the same copy.
    const tf = require(PORTABLE);
    silenceCpu(tf);
    return tf;
  };

  return Object.freeze({
    get backend() {
      return settle().backend;
    },
    get why() {
      return settle().why;
    },
  });
}

loader[KEY] ??= install();
module.exports = loader[KEY];
