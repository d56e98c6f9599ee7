const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { onStopSignal } = require('../cli/stop-signals');
const { killTree } = require('./cleanup');
const { readJson } = require('./atomic');
const { KERNEL } = require('./kernelspec');
const { jupyterLog, openLog } = require('./jupyter-log');

const START = 'lab/tree/notebooks';
const TOUR = '00-tour.ipynb';

/** @typedef {import('./context').Context} Context */

/**
 * Whether a browser can be opened here: macOS, Windows, or a Linux desktop.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function hasDesktop(env, platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * The page to open: the notebook that was asked for, else the tour if there is one, else the folder.
 * @param {string} root
 * @param {string} [notebook]
 */
function firstPage(root, notebook) {
  if (notebook)
    return `lab/tree/${path.relative(root, notebook).split(path.sep).map(encodeURIComponent).join('/')}`;
  return fs.existsSync(path.join(root, 'notebooks', TOUR)) ? `${START}/${TOUR}` : START;
}

/**
 * JupyterLab's options. It takes one value of a setting, so the user's own replace ours, whatever class they name.
 * @param {Context} ctx
 * @param {string[]} extra
 * @param {string} [notebook] the one to open
 */
function jupyterArguments(ctx, extra, notebook) {
  const root = process.getuid?.() === 0;
  const ours = [
    '--ip=127.0.0.1',
    `--ServerApp.root_dir=${ctx.root}`,
    `--LabApp.default_url=/${firstPage(ctx.root, notebook)}`,
    // The kernel of new notebooks, and the launcher's first tile. The user's other kernels follow it, and so does
    // "Python 3" of .venv, for comparison.
    `--MultiKernelManager.default_kernel_name=${KERNEL}`,
    // So that the tabs of other projects don't open here.
    `--LabApp.workspaces_dir=${path.join(ctx.root, '.lab', 'jupyter', 'workspaces')}`,
    '--LabApp.custom_css=True', // scripts/jupyter/custom.css
    ...(hasDesktop(ctx.env, ctx.platform) ? [] : ['--no-browser']),
    ...(root ? ['--allow-root'] : []),
  ];
  const given = extra.map(settingOf);
  return [
    path.join(ctx.root, 'scripts', 'jupyter', 'lab.py'),
    ...ours.filter((option) => !given.includes(settingOf(option))),
    ...extra,
  ];
}

/**
 * `ip` for `--ip=…` and for `--ServerApp.ip=…`.
 * @param {string} option
 */
function settingOf(option) {
  return option.replace(/^--|=.*$/gs, '').replace(/^.*\./, '');
}

/**
 * The address of a running server with its token, such as `http://127.0.0.1:8888/lab/tree/notebooks?token=…`.
 * @param {Server} server
 * @param {string} page
 */
function addressOf({ url, hostname, token }, page) {
  const address = new URL(page, url);
  // Jupyter writes the machine's name where it listens everywhere. That of a container is known only inside it.
  if (['', 'localhost', '0.0.0.0', '::'].includes(hostname)) address.hostname = '127.0.0.1';
  if (token) address.searchParams.set('token', token);
  return address.href;
}

/**
 * @typedef {object} Server a running Jupyter server, as it describes itself in a file
 * @property {string} url
 * @property {string} hostname what it listens on
 * @property {string} token
 */

/**
 * Starts JupyterLab and waits until it ends. What it prints goes to a log file.
 * @param {Context} ctx
 * @param {string[]} extra more options for JupyterLab
 * @param {object} given
 * @param {string} [given.notebook] the one to open
 * @param {(address: string) => void} given.onReady
 * @param {(text: string) => void} given.onMessage called with what the user should see
 * @param {() => void} given.onStopping
 * @returns {Promise<number>} the exit code; 0 after Ctrl-C, which is how JupyterLab is meant to be stopped
 */
function runJupyter(ctx, extra, { notebook, onReady, onMessage, onStopping }) {
  const runtime = path.join(ctx.root, '.lab', 'jupyter', 'runtime');
  fs.mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const env = { ...ctx.env, JUPYTER_RUNTIME_DIR: runtime, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' };
  // In a process group of its own, without a terminal: on Ctrl-C, JupyterLab would ask "Shut down (y/[n])?".
  const child = spawn(ctx.python, jupyterArguments(ctx, extra, notebook), {
    cwd: ctx.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ctx.platform !== 'win32',
  });
  const log = openLog(jupyterLog(ctx), onMessage);
  for (const stream of [child.stdout, child.stderr]) log.read(stream);
  let ready = false;
  const stopWaiting = whenReady(runtime, child.pid, (server) => {
    ready = true;
    onReady(addressOf(server, firstPage(ctx.root, notebook)));
  });

  let stopping = false;
  const stopListening = onStopSignal(() => {
    stopping = true;
    onStopping();
    // Ends the kernels, then itself, without asking.
    child.kill('SIGTERM');
    setTimeout(() => killTree(child, 'SIGKILL'), 15_000).unref();
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      onMessage(`JupyterLab can't be started: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code, signal) => {
      stopWaiting();
      stopListening();
      if (code === 0 && !stopping) onMessage('JupyterLab was shut down.');
      else if (!stopping && child.pid !== undefined) {
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        onMessage(`JupyterLab ${how}${ready ? '' : ' before it was ready'}. Its last output:`);
        for (const line of log.lastLines()) onMessage(`  ${line}`);
        if (!ready) onMessage('Run `npm run doctor` to find the problem.');
      }
      log.close();
      resolve(stopping ? 0 : (code ?? 1));
    });
  });
}

/**
 * Calls back once the server listens: then it writes a file.
 * @param {string} runtime the folder of that file
 * @param {number | undefined} pid the server's
 * @param {(server: Server) => void} ready
 * @returns {() => void} stops waiting
 */
function whenReady(runtime, pid, ready) {
  const file = path.join(runtime, `jpserver-${pid}.json`);
  const timer = setInterval(() => {
    /** @type {Server | undefined} */
    const server = readJson(file);
    if (!server) return;
    clearInterval(timer);
    ready(server);
  }, 100);
  return () => clearInterval(timer);
}

module.exports = { runJupyter, jupyterArguments, hasDesktop, firstPage, addressOf };
