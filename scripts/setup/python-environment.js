const fs = require('node:fs');
const path = require('node:path');
const { runCommand, lastLines } = require('./run-command');
const { pipFailure } = require('./pip');
const { pipInstall, pinsOf } = require('./python-wheels');
const { findProgram } = require('./find-program');
const { damagedPythonPackages } = require('./python-files');
const { readJson, writeJson, remove } = require('./atomic');
const { checksumOf } = require('./checksum');
const { SetupError } = require('./setup-error');

/**
 * @typedef {import('./context').Context} Context
 * @typedef {{ version: number[], path: string }} Python version: such as [3, 11, 7]
 */

/** JupyterLab 4.6 needs it. */
const OLDEST_PYTHON = [3, 10];
const PIP = '26.3';
const PROBE =
  'import sys, json; print(json.dumps({"version": list(sys.version_info[:3]), "path": sys.executable}))';

const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/**
 * The first Python on the search path that is new enough.
 * @param {Context} ctx
 * @returns {Promise<Python>}
 */
async function findPython(ctx) {
  /** @type {string[]} */
  const seen = [];
  const windows = ctx.platform === 'win32' ? ['python', 'py'] : [];
  for (const name of [...windows, ...NAMES]) {
    const program = findProgram(name, ctx.env);
    if (!program) continue;
    const { code, output } = await runCommand(program, ['-c', PROBE], { env: ctx.env, timeout: 20_000 });
    if (code !== 0) continue;
    /** @type {Python} */
    const found = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    const [major, minor] = found.version;
    if (major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1])) return found;
    seen.push(found.version.join('.'));
  }
  const wanted = `Python ${OLDEST_PYTHON.join('.')} or later`;
  throw new SetupError(
    seen.length > 0
      ? `JupyterLab needs ${wanted}; only ${[...new Set(seen)].join(', ')} was found.`
      : `JupyterLab needs ${wanted}; no Python was found on the search path.`,
    ctx.platform === 'linux'
      ? `Install it (Debian, Ubuntu: sudo apt install python3 python3-venv), then run: npm run setup`
      : `Install it (python.org), then run: npm run setup`,
  );
}

/**
 * @param {Context} ctx
 * @param {Python} python
 * @throws {SetupError} if it can't make virtual environments
 */
async function checkVenvModules(ctx, python) {
  const probe = ['-c', 'import venv, ensurepip'];
  const { code } = await runCommand(python.path, probe, { env: ctx.env, timeout: 20_000 });
  if (code === 0) return;
  const [major, minor] = python.version;
  throw new SetupError(
    `Python ${python.version.join('.')} (${python.path}) can't make virtual environments: its venv module is missing.`,
    ctx.platform === 'linux'
      ? `On Debian and Ubuntu: sudo apt install python3-venv (or python${major}.${minor}-venv), then run: npm run setup`
      : 'Install a complete Python (python.org), then run: npm run setup',
  );
}

/** @param {Context} ctx */
function requirementsFile(ctx) {
  return path.join(ctx.root, 'scripts', 'requirements.txt');
}

/** @param {Context} ctx */
function stampFile(ctx) {
  return path.join(ctx.venv, '.lab', 'python.json');
}

/**
 * The stamp of the last complete installation.
 * @param {Context} ctx
 * @returns {Record<string, string> | undefined}
 */
function readStamp(ctx) {
  return readJson(stampFile(ctx));
}

/**
 * What the environment depends on.
 * @param {Context} ctx
 */
function madeFrom(ctx) {
  const requirements = checksumOf(fs.readFileSync(requirementsFile(ctx)));
  // Programs in a virtual environment contain its absolute path: a project that was moved needs a new one.
  return { requirements, pip: PIP, venv: ctx.venv };
}

/**
 * Whether setup has completed `.venv` with the current requirements.
 * @param {Context} ctx
 */
function pythonReady(ctx) {
  const wanted = madeFrom(ctx);
  const stamp = readStamp(ctx);
  const same = Object.entries(wanted).every(([key, value]) => stamp?.[key] === value);
  // existsSync follows the link: false if the Python that it was made with is gone.
  return same && fs.existsSync(ctx.python);
}

/**
 * The virtual environment `.venv` with JupyterLab. It contains its own path, so it can't be built elsewhere and moved.
 * Instead, it is marked as unfinished first and stamped last; without the stamp, it is made again.
 * @param {Context} ctx
 * @returns {Promise<import('./run-setup').StepResult>}
 */
async function pythonEnvironment(ctx) {
  if (pythonReady(ctx)) {
    const damaged = damagedPackages(ctx);
    if (damaged.length === 0) return { detail: 'there' };
    await reinstall(ctx, damaged);
    return { detail: `damaged, reinstalled: ${damaged.join(', ')}` };
  }
  const stamp = readStamp(ctx);
  const reusable = stamp?.venv === ctx.venv && stamp?.pip === PIP && fs.existsSync(ctx.python);
  if (!reusable) await create(ctx);
  remove(stampFile(ctx));
  await installRequirements(ctx);
  if (reusable) await reinstall(ctx, damagedPackages(ctx));
  /** @type {Record<string, string> | undefined} */
  const unfinished = readJson(unfinishedFile(ctx));
  const version = (unfinished ?? stamp)?.version;
  writeJson(stampFile(ctx), { ...madeFrom(ctx), version });
  remove(unfinishedFile(ctx));
  return { detail: `Python ${version}, JupyterLab ${jupyterVersion(ctx)}` };
}

/** @param {Context} ctx */
function unfinishedFile(ctx) {
  return path.join(ctx.venv, '.lab', 'unfinished.json');
}

/** @param {Context} ctx */
async function create(ctx) {
  const python = await findPython(ctx);
  await checkVenvModules(ctx, python);
  clear(ctx);
  ctx.report.progress('making the environment');
  try {
    writeJson(unfinishedFile(ctx), { version: python.version.join('.') });
    const made = await runCommand(python.path, ['-m', 'venv', ctx.venv], { env: ctx.env, timeout: 120_000 });
    if (made.code !== 0) {
      throw new SetupError(
        `Python could not make the environment .venv:\n${lastLines(made.output)}`,
        'On Debian and Ubuntu: sudo apt install python3-venv, then run: npm run setup',
      );
    }
    const pin = `pip==${PIP}`;
    const pip = await pipInstall(ctx, [pin], ['--quiet', pin], { raw: false });
    if (pip.code !== 0) throw pipError(pip);
  } catch (error) {
    remove(ctx.venv);
    throw error;
  }
}

/**
 * Removes an old `.venv`. One that setup didn't make is kept, in `.lab/`.
 * @param {Context} ctx
 */
function clear(ctx) {
  if (!fs.existsSync(ctx.venv)) return;
  const ours = fs.existsSync(path.join(ctx.venv, '.lab'));
  if (ours) return remove(ctx.venv);
  const kept = path.join(ctx.root, '.lab', `venv-before-${Date.now()}`);
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  fs.renameSync(ctx.venv, kept);
  ctx.report.warn(
    `The .venv that was here wasn't made by setup; it is now in ${path.relative(ctx.root, kept)}.`,
  );
}

/** @param {Context} ctx */
async function installRequirements(ctx) {
  const pins = pinsOf(fs.readFileSync(requirementsFile(ctx), 'utf8'));
  let collected = 0;
  /** @param {string} line */
  const onLine = (line) => {
    if (/^Collecting /.test(line)) ctx.report.progress(`${++collected} of ${pins.all.length} packages`);
    if (/^(Looking in links|Installing collected)/.test(line))
      ctx.report.progress(`installing ${pins.all.length} packages`);
  };
  /**
   * @param {number} done
   * @param {number} total
   */
  const onBytes = (done, total) => {
    if (total > 1e6) ctx.report.bytes(`${collected} of ${pins.all.length} packages,`, done, total);
  };
  const args = ['--requirement', requirementsFile(ctx)];
  const result = await pipInstall(ctx, pins.always, args, {
    onLine,
    onBytes,
  });
  if (result.code !== 0) throw pipError(result);
}

/**
 * Packages of the environment with missing files, as `name==version`.
 * @param {Context} ctx
 */
function damagedPackages(ctx) {
  return damagedPythonPackages(ctx, fs.readFileSync(requirementsFile(ctx), 'utf8'));
}

/**
 * Installs packages over what is left of them.
 * @param {Context} ctx
 * @param {string[]} packages
 */
async function reinstall(ctx, packages) {
  if (packages.length === 0) return;
  ctx.report.progress(`installing ${packages.length} packages again`);
  const result = await pipInstall(ctx, packages, ['--ignore-installed', '--no-deps', ...packages]);
  if (result.code !== 0) throw pipError(result);
}

/** @param {import('./run-command').Result} result */
function pipError(result) {
  return new SetupError(
    `pip could not install the Python packages: ${pipFailure(result)}.`,
    'With a network connection, run: npm run setup',
  );
}

/** @param {Context} ctx */
function jupyterVersion(ctx) {
  return /^jupyterlab==(\S+)/m.exec(fs.readFileSync(requirementsFile(ctx), 'utf8'))?.[1];
}

module.exports = { pythonEnvironment, pythonReady, damagedPackages, findPython, OLDEST_PYTHON, PIP };
