// The native part inside node_modules/@tensorflow/tfjs-node: `deps/lib` (the TensorFlow library) and
// `lib/napi-v8/tfjs_binding.node` (the addon, which finds the library by a path relative to itself).

const fs = require('node:fs');
const path = require('node:path');
const { remove, withTempFolder, replaceFolder } = require('./atomic');
const { runCommand, lastLines } = require('./run-command');

/** @typedef {import('./context').Context} Context */

const PARTS = ['deps', 'lib'];

/** @param {Context} ctx */
function packageFolder(ctx) {
  return path.join(ctx.modules, '@tensorflow', 'tfjs-node');
}

/** @param {Context} ctx */
function bindingFile(ctx) {
  return path.join(packageFolder(ctx), 'lib', 'napi-v8', 'tfjs_binding.node');
}

/**
 * The paths of all files and links below a folder, relative to it, in a fixed order.
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder, below = '') {
  const entries = fs.readdirSync(path.join(folder, below), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = path.join(below, entry.name);
      return entry.isDirectory() ? filesBelow(folder, place) : [place];
    });
}

/**
 * Names, sizes and times of the files of the installed native part, to notice when one is replaced.
 * @param {Context} ctx
 */
function fingerprint(ctx) {
  const folder = packageFolder(ctx);
  const libraries = path.join(folder, 'deps', 'lib');
  const files = [bindingFile(ctx)];
  if (fs.existsSync(libraries))
    files.push(...filesBelow(libraries).map((file) => path.join(libraries, file)));
  return files.map((file) => {
    const { size, mtimeMs } = fs.statSync(file);
    return `${path.relative(folder, file)} ${size} ${Math.floor(mtimeMs)}`;
  });
}

/**
 * Removes the native part, so that the lab sees that there is none.
 * @param {Context} ctx
 */
function removeNative(ctx) {
  // The addon is added last and removed first: its presence says that the rest is there.
  remove(bindingFile(ctx));
  for (const part of PARTS) remove(path.join(packageFolder(ctx), part));
}

/**
 * @param {string} from
 * @param {string} to
 */
function linkOrCopy(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const link = fs.lstatSync(from).isSymbolicLink();
  if (link && process.platform !== 'win32') return fs.symlinkSync(fs.readlinkSync(from), to);
  try {
    fs.linkSync(from, to); // so that 630 MB are not on the disk twice
  } catch {
    fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
  }
}

/**
 * Copies a tree, by hard links where the file system has them.
 * @param {string} from
 * @param {string} to
 * @param {(file: string) => boolean} [wanted]
 */
function linkTree(from, to, wanted = () => true) {
  for (const file of filesBelow(from).filter(wanted)) linkOrCopy(path.join(from, file), path.join(to, file));
}

/**
 * Puts a native part into the package.
 * @param {Context} ctx
 * @param {string} tree a folder with `deps` and `lib`
 */
async function placeNative(ctx, tree) {
  removeNative(ctx);
  await withTempFolder(path.join(ctx.modules, '.lab'), (temp) => {
    for (const part of PARTS) {
      linkTree(path.join(tree, part), path.join(temp, part));
      replaceFolder(path.join(temp, part), path.join(packageFolder(ctx), part));
    }
  });
}

/**
 * Loads tfjs-node in a child process and multiplies two matrices.
 * @param {Context} ctx
 * @returns {Promise<{ok: true, version: string} | {ok: false, why: string}>} version: TensorFlow's
 */
async function proveNative(ctx) {
  const script = path.join(__dirname, 'prove-backend.js');
  const options = { cwd: ctx.root, env: ctx.env, timeout: 90_000 };
  const { code, output } = await runCommand(ctx.node, [script, ctx.root, 'native'], options);
  const answer = /^{.*}$/m.exec(output)?.[0];
  if (code !== 0 || !answer) return { ok: false, why: lastLines(output, 2) || `it ended with code ${code}` };
  return { ok: true, ...JSON.parse(answer) };
}

module.exports = {
  packageFolder,
  bindingFile,
  filesBelow,
  fingerprint,
  removeNative,
  linkTree,
  placeNative,
  proveNative,
};
