const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { killTree } = require('./cleanup');
const { readJson } = require('./atomic');
const { KERNEL } = require('./kernelspec');
const { jupyterLog, openLog } = require('./jupyter-log');

const START = 'lab/tree/notebooks';
const TOUR = '00-tour.ipynb';

/** Whether a browser can be opened here: macOS, Windows, or a Linux desktop. */
function hasDesktop(env, platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The page to begin with: the notebook that was asked for, else the tour, or the folder while there is none. */
function firstPage(root, notebook) {
  if (notebook)
    return `lab/tree/${path.relative(root, notebook).split(path.sep).map(encodeURIComponent).join('/')}`;
  return fs.existsSync(path.join(root, 'notebooks', TOUR)) ? `${START}/${TOUR}` : START;
}

/**
 * JupyterLab's options. What the user gives comes last, where it wins.
 * @param {object} ctx see context.js
 * @param {string[]} extra
 * @param {string} [notebook] the one to open
 */
function jupyterArguments(ctx, extra, notebook) {
  const root = process.getuid?.() === 0;
  return [
    ...[path.join(ctx.root, 'scripts', 'jupyter', 'lab.py'), '--ip=127.0.0.1'],
    `--ServerApp.root_dir=${ctx.root}`,
    `--LabApp.default_url=/${firstPage(ctx.root, notebook)}`,
    // The kernel of new notebooks, and the launcher's first tile. Others that the user has stay, behind it: "Python 3"
    // of .venv too, as somebody may want to compare.
    `--MultiKernelManager.default_kernel_name=${KERNEL}`,
    // The tabs of other projects stay with them.
    `--LabApp.workspaces_dir=${path.join(ctx.root, '.lab', 'jupyter', 'workspaces')}`,
    ...(hasDesktop(ctx.env, ctx.platform) ? [] : ['--no-browser']),
    ...(root ? ['--allow-root'] : []),
    ...extra,
  ];
}

/** The address of a running server with its token, e.g. `http://127.0.0.1:8888/lab/tree/notebooks?token=…`. */
function addressOf({ url, token }, page) {
  const address = new URL(page, url.replace('//localhost', '//127.0.0.1'));
  if (token) address.searchParams.set('token', token);
  return address.href;
}

/**
 * Starts JupyterLab and stays with it until it ends. What it says goes to a log file; `onMessage` gets what a person
 * should see.
 * @param {object} ctx
 * @param {string[]} extra further options for JupyterLab
 * @param {{
 *   notebook?: string,
 *   onReady: (address: string) => void,
 *   onMessage: (text: string) => void,
 *   onStopping: () => void,
 * }} given
 * @returns {Promise<number>} exit code; 0 after Ctrl-C
 */
function runJupyter(ctx, extra, { notebook, onReady, onMessage, onStopping }) {
  const runtime = path.join(ctx.root, '.lab', 'jupyter', 'runtime');
  fs.mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const env = { ...ctx.env, JUPYTER_RUNTIME_DIR: runtime, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' };
  // A process group of its own and no terminal: on Ctrl-C JupyterLab would ask "Shut down (y/[n])?".
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
  const stop = () => {
    if (stopping) return; // npm passes Ctrl-C on, so that it arrives twice
    stopping = true;
    onStopping();
    // Ends the kernels, then itself, without asking.
    child.kill('SIGTERM');
    setTimeout(() => killTree(child, 'SIGKILL'), 15_000).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      onMessage(`JupyterLab can't be started: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code, signal) => {
      stopWaiting();
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

/** Calls back with the file that the server writes as soon as it listens: its port and token. */
function whenReady(runtime, pid, ready) {
  const file = path.join(runtime, `jpserver-${pid}.json`);
  const timer = setInterval(() => {
    const server = readJson(file);
    if (!server) return;
    clearInterval(timer);
    ready(server);
  }, 100);
  return () => clearInterval(timer);
}

module.exports = { runJupyter, jupyterArguments, hasDesktop, firstPage, addressOf };
