const fs = require('node:fs');
const path = require('node:path');
const { runCommand, lastLines } = require('./run-command');
const { findProgram } = require('./find-program');
const { readJson, writeJson } = require('./atomic');
const { checksumOf } = require('./checksum');
const { SetupError } = require('./setup-error');

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} Entry of a lock file: a package by its place, such as `node_modules/x`
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 *
 * @typedef {{ packages?: Record<string, Entry> }} Lock
 */

const NPM_TIME = 20 * 60_000;

/**
 * The command line of npm, even if this was started by `node` and not by npm.
 * @param {Context} ctx
 * @returns {[command: string, ...args: string[]]}
 */
function npmCommand(ctx) {
  const bin = path.dirname(ctx.node);
  const candidates = [
    /npm-cli\.js$/.test(ctx.env.npm_execpath ?? '') ? ctx.env.npm_execpath : undefined,
    path.join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  for (const script of candidates) if (script && fs.existsSync(script)) return [ctx.node, script];
  const found = findProgram('npm', ctx.env);
  if (!found) {
    throw new SetupError(
      'npm was not found.',
      'Install Node together with npm (nodejs.org), then try again.',
    );
  }
  const real = fs.realpathSync(found);
  return real.endsWith('.js') ? [ctx.node, real] : [found];
}

/** @param {Lock | undefined} lock */
function packagePaths(lock) {
  return Object.entries(lock?.packages ?? {}).filter(([place]) => place !== '');
}

/**
 * Whether a package of the lock file is installed on this machine: binaries for other platforms aren't.
 * @param {Context} ctx
 * @param {Entry} entry
 */
function comes(ctx, { os, cpu }) {
  return (!os || os.includes(ctx.platform)) && (!cpu || cpu.includes(ctx.arch));
}

/**
 * Names of the packages of the lock file that are missing. Checks some hundred paths.
 * @param {Context} ctx
 * @param {{ dev?: boolean }} [options] dev: contributors' tools too; default true
 */
function missingPackages(ctx, { dev = true } = {}) {
  return packagePaths(JSON.parse(readLock(ctx)))
    .filter(([, entry]) => !entry.optional && (dev || !entry.dev) && comes(ctx, entry))
    .filter(([place]) => !fs.existsSync(path.join(ctx.root, place, 'package.json')))
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
}

/**
 * npm's own list of what is installed.
 * @param {Context} ctx
 * @returns {Lock | undefined}
 */
function readInstalled(ctx) {
  return readJson(path.join(ctx.modules, '.package-lock.json'));
}

/**
 * Whether packages that are already there (after an `npm install` by hand) are exactly those of the lock file.
 * @param {Context} ctx
 * @param {Lock} lock
 */
function installedMatches(ctx, lock) {
  const installed = readInstalled(ctx);
  if (!installed) return false;
  const wanted = new Map(packagePaths(lock));
  for (const [place, entry] of packagePaths(installed)) {
    if (wanted.get(place)?.version !== entry.version) return false;
    wanted.delete(place);
    if (!fs.existsSync(path.join(ctx.root, place, 'package.json'))) return false;
  }
  return [...wanted.values()].every((entry) => entry.optional);
}

/** @param {Context} ctx */
function stampFile(ctx) {
  return path.join(ctx.modules, '.lab', 'packages.json');
}

/**
 * What an installation depends on.
 * @param {Context} ctx
 * @param {string} lockText
 */
function madeFrom(ctx, lockText) {
  return { lock: checksumOf(lockText), platform: ctx.platform, arch: ctx.arch };
}

/** @param {Context} ctx */
function readLock(ctx) {
  try {
    return fs.readFileSync(path.join(ctx.root, 'package-lock.json'), 'utf8');
  } catch {
    throw new SetupError('package-lock.json is missing.', 'git checkout -- package-lock.json');
  }
}

/**
 * Whether setup has installed the packages of the lock file and none is missing.
 * @param {Context} ctx
 */
function nodePackagesReady(ctx) {
  const wanted = madeFrom(ctx, readLock(ctx));
  /** @type {Record<string, string> | undefined} */
  const stamp = readJson(stampFile(ctx));
  const same = Object.entries(wanted).every(([key, value]) => stamp?.[key] === value);
  return same && missingPackages(ctx).length === 0;
}

/**
 * The Node packages in the exact versions of the lock file. No package's install script runs: the native part of
 * tfjs-node is a step of its own, and none of the others needs one.
 * @param {Context} ctx
 * @returns {Promise<import('./run-setup').StepResult>}
 */
async function nodePackages(ctx) {
  const lockText = readLock(ctx);
  if (nodePackagesReady(ctx)) return { detail: 'there' };
  /** @type {Lock} */
  const lock = JSON.parse(lockText);
  if (!installedMatches(ctx, lock)) await install(ctx, lock);
  writeJson(stampFile(ctx), madeFrom(ctx, lockText));
  return { detail: `${packagePaths(readInstalled(ctx)).length} packages` };
}

/**
 * @param {Context} ctx
 * @param {Lock} lock
 */
async function install(ctx, lock) {
  const places = packagePaths(lock)
    .filter(([, entry]) => comes(ctx, entry))
    .map(([place]) => path.join(ctx.root, place, 'package.json'));
  const countPlaces = () => places.filter((file) => fs.existsSync(file)).length;
  const timer = setInterval(() => ctx.report.progress(`${countPlaces()} of ${places.length} packages`), 500);
  const [command, ...args] = npmCommand(ctx);
  const flags = [
    ...['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    // The versions are exact, so what npm has in its cache needs no check. Without a network, npm's default of ten
    // seconds between tries would take minutes.
    ...['--prefer-offline', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
  ];
  const options = { cwd: ctx.root, env: ctx.env, timeout: NPM_TIME };
  const result = await runCommand(command, [...args, ...flags], options).finally(() => clearInterval(timer));
  if (result.code === 0) return;
  throw new SetupError(
    `npm could not install the packages:\n${lastLines(result.output)}`,
    'With a network connection, run: npm run setup',
  );
}

module.exports = { nodePackages, nodePackagesReady, missingPackages, npmCommand };
