// What an unpacked bundle brings along in `.lab/bundle`; `npm run workshop -- bundle` makes it.

const fs = require('node:fs');
const path = require('node:path');
const { setImmediate } = require('node:timers/promises');
const { readJson, writeJson } = require('./atomic');
const { checksum } = require('./checksum');
const { SetupError } = require('./setup-error');

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} Bundle what bundle.json says
 * @property {NodeJS.Platform} platform
 * @property {string} arch
 * @property {string} node the version that it was tried with
 * @property {string[]} pythons the versions that it has wheels for, such as `3.11`
 * @property {string | null} native TensorFlow's version; null: WebAssembly only
 * @property {string} made the date
 * @property {string[]} files the tracked files of the clone
 */

const SUMS = 'SHA256SUMS';
/** What setup checks. The rest is text, which may have been edited. */
const CHECKED = /^(node_modules|\.lab\/bundle\/wheels)\//;

/** @param {Pick<Context, 'root'>} ctx */
function bundleFolder(ctx) {
  return path.join(ctx.root, '.lab', 'bundle');
}

/**
 * Undefined in a clone that doesn't come from a bundle.
 * @param {Pick<Context, 'root'>} ctx
 * @returns {Bundle | undefined}
 */
function readBundle(ctx) {
  /** @type {Bundle | undefined} */
  const bundle = readJson(path.join(bundleFolder(ctx), 'bundle.json'));
  return bundle?.platform ? bundle : undefined;
}

/**
 * Checks that the bundle is for this machine and, the first time, that it was unpacked whole.
 * @param {Context} ctx
 * @returns {Promise<import('./run-setup').StepResult>}
 */
async function bundle(ctx) {
  const found = readBundle(ctx);
  if (!found) throw new SetupError('.lab/bundle/bundle.json is damaged.', 'Unpack the archive again.');
  const [made, here] = [found, ctx].map(({ platform, arch }) => `${platform} ${arch}`);
  if (made !== here) {
    ctx.report.warn(
      `This bundle was made for ${made}, and this machine is ${here}: it needs a network connection, or a bundle made on a machine like this one.`,
    );
    return { mark: '–', detail: 'for another platform' };
  }
  const stamp = path.join(bundleFolder(ctx), 'checked.json');
  if (readJson(stamp)) return { detail: 'there' };
  const count = await checkFiles(ctx);
  writeJson(stamp, { files: count });
  return { detail: `${count} files are complete` };
}

/**
 * @param {Context} ctx
 * @returns {Promise<number>} how many files were checked
 */
async function checkFiles(ctx) {
  const lines = readSums(ctx).filter(({ file }) => CHECKED.test(file));
  /** @type {string[]} */
  const damaged = [];
  for (const [done, { file, sum }] of lines.entries()) {
    if (done % 100 === 0) {
      ctx.report.progress(`checking ${done} of ${lines.length} files`);
      await setImmediate(); // so that it is shown, and Ctrl-C heard
    }
    const found = await checksum(path.join(ctx.root, file)).catch(() => undefined);
    if (found !== sum) damaged.push(file);
  }
  if (damaged.length === 0) return lines.length;
  const more = damaged.length > 3 ? ` and ${damaged.length - 3} more` : '';
  throw new SetupError(
    `Missing or damaged in the unpacked bundle: ${damaged.slice(0, 3).join(', ')}${more}.`,
    'Check the free disk space, then unpack the archive again over this folder.',
  );
}

/** @param {Context} ctx */
function readSums(ctx) {
  const text = fs.readFileSync(path.join(ctx.root, SUMS), 'utf8');
  return [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, file]) => ({ sum, file }));
}

module.exports = { bundle, bundleFolder, readBundle, SUMS };
