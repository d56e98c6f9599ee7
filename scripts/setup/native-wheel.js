// The second way to the native part, for networks where only the package registries can be reached: the PyPI wheel
// `tensorflow-cpu` contains TensorFlow's library with its C interface and headers, and tfjs-node's addon is compiled
// against it. Of the versions tried, 2.18.1 is the last one that the addon of tfjs-node 4.22 compiles with.

const fs = require('node:fs');
const path = require('node:path');
const { packageFolder } = require('./native-package');
const { cacheWritable } = require('./native-cache');
const { findProgram } = require('./find-program');
const { runCommand, lastLines } = require('./run-command');
const { withTempFolder, remove } = require('./atomic');
const { pipDownload, expectChecksum } = require('./pip-download');
const { extract } = require('./extract');
const { reasonOf } = require('./setup-error');

/** @typedef {import('./context').Context} Context */

const VERSION = '2.18.1';

/** @type {import('./pip-download').Wheel} */
const WHEEL = {
  requirement: `tensorflow-cpu==${VERSION}`,
  file: `tensorflow_cpu-${VERSION}-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
  sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
  // The library in it doesn't depend on the version of Python.
  flags: ['--python-version', '3.11', '--implementation', 'cp', '--platform', 'manylinux2014_x86_64'],
};

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];

/** Bytes for the wheel, the unpacked library and the compiler. */
const ROOM = 1.2e9;

/**
 * The C++ compiler of this machine: $CXX, g++, clang++, c++.
 * @param {Context} ctx
 */
function findCompiler(ctx) {
  for (const name of [ctx.env.CXX, 'g++', 'clang++', 'c++']) {
    const found = name && findProgram(name, ctx.env);
    if (found) return found;
  }
  return undefined;
}

/** Whether the C library is musl (Alpine Linux), for which the wheel isn't made. */
function onMusl() {
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  const report = process.report?.getReport() ?? {};
  return report.header?.glibcVersionRuntime === undefined;
}

/**
 * Builds the native part from the wheel.
 * @type {import('./native').Way} with a temporary folder that has room for 900 MB
 */
async function fromWheel(ctx, temp) {
  if (ctx.platform !== 'linux' || ctx.arch !== 'x64' || onMusl()) {
    return { why: `there is no prebuilt library for ${ctx.platform} ${ctx.arch}` };
  }
  const compiler = findCompiler(ctx);
  if (!compiler) {
    return {
      why: 'no C++ compiler was found',
      mend: 'Install one (Debian, Ubuntu: sudo apt install g++), then run: npm run setup',
    };
  }
  if (!fs.existsSync(ctx.python)) return { why: 'it is fetched with pip', waits: 'Python environment' };
  const { bavail, bsize } = fs.statfsSync(temp);
  if (bavail * bsize < ROOM) {
    return {
      why: `not enough disk space in ${path.dirname(temp)}`,
      mend: 'Free 1.2 GB, then run: npm run setup -- --retry',
    };
  }
  try {
    const wheel = await getWheel(ctx, temp);
    const unpacked = path.join(temp, 'unpacked');
    await extract(ctx, wheel, unpacked, [
      ...LIBRARIES.map((name) => `tensorflow/${name}`),
      ...HEADERS.map((prefix) => `tensorflow/include/${prefix}`),
    ]);
    const tree = path.join(temp, 'tree');
    await compile(ctx, compiler, { tensorflow: path.join(unpacked, 'tensorflow'), tree });
    return { tree, version: VERSION, from: `the wheel ${WHEEL.requirement}, compiled here`, wheel };
  } catch (error) {
    return { why: reasonOf(error), mend: 'Try again with: npm run setup -- --retry' };
  }
}

/**
 * The wheel from the cache if it is complete there, else downloaded into the cache, until the build is done.
 * @param {Context} ctx
 * @param {string} temp
 */
async function getWheel(ctx, temp) {
  const wheel = ctx.sources.tensorflowWheel ?? WHEEL;
  const cached = path.join(ctx.cache, 'wheels', wheel.file);
  if (fs.existsSync(cached)) {
    try {
      await expectChecksum(ctx, cached, wheel.sha256);
      return cached;
    } catch {
      ctx.report.note('The cached wheel is damaged and will be downloaded again.');
      removeQuietly(cached);
    }
  }
  if (!cacheWritable(ctx)) return pipDownload(ctx, wheel, temp);
  return withTempFolder(path.join(ctx.cache, 'wheels'), async (folder) => {
    const file = await pipDownload(ctx, wheel, folder);
    fs.renameSync(file, cached);
    return cached;
  });
}

/** @param {string} file */
function removeQuietly(file) {
  try {
    remove(file);
  } catch {
    // The cache can't be written: the wheel goes elsewhere.
  }
}

/** @param {Context} ctx */
function headersOfNode(ctx) {
  const packaged = path.join(ctx.modules, 'node-api-headers', 'include');
  if (fs.existsSync(packaged)) return packaged;
  return path.join(path.dirname(ctx.node), '..', 'include', 'node');
}

/**
 * @param {Context} ctx
 * @param {string} compiler
 * @param {{ tensorflow: string, tree: string }} folders of the unpacked library, and of what is made
 */
async function compile(ctx, compiler, { tensorflow, tree }) {
  const libraries = path.join(tree, 'deps', 'lib');
  fs.mkdirSync(libraries, { recursive: true });
  for (const name of LIBRARIES) fs.renameSync(path.join(tensorflow, name), path.join(libraries, name));
  const binding = path.join(tree, 'lib', 'napi-v8', 'tfjs_binding.node');
  fs.mkdirSync(path.dirname(binding), { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((n) =>
    path.join(packageFolder(ctx), 'binding', n),
  );
  const flags = ['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
  const includes = ['-I', headersOfNode(ctx), '-I', path.join(tensorflow, 'include')];
  const links = [
    '-L',
    libraries,
    ...LIBRARIES.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  ctx.report.progress('compiling the addon');
  const args = [...flags, ...includes, ...sources, '-o', binding, ...links];
  const result = await runCommand(compiler, args, { env: ctx.env, timeout: 5 * 60_000 });
  if (result.code !== 0) throw new Error(`the compiler failed: ${lastLines(result.output, 2)}`);
}

module.exports = { fromWheel, findCompiler };
