const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { killTree } = require('./cleanup');
const { readJson } = require('./atomic');

const START = 'lab/tree/notebooks';
const TOUR = '00-tour.ipynb';

/** Whether a browser can be opened here: macOS, Windows, or a Linux desktop. */
function hasDesktop(env, platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The page to begin with: the tour, or the folder of notebooks while there is none. */
function firstPage(root) {
  return fs.existsSync(path.join(root, 'notebooks', TOUR)) ? `${START}/${TOUR}` : START;
}

/**
 * JupyterLab's options. What the user gives comes last, where it wins.
 * @param {object} ctx see context.js
 * @param {string[]} extra
 */
function jupyterArguments(ctx, extra) {
  const root = process.getuid?.() === 0;
  return [
    ...['-m', 'jupyterlab', '--ip=127.0.0.1', '--log-level=WARN'],
    `--ServerApp.root_dir=${ctx.root}`,
    `--LabApp.default_url=/${firstPage(ctx.root)}`,
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
 * Starts JupyterLab and stays with it until it ends.
 * @param {object} ctx
 * @param {string[]} extra further options for JupyterLab
 * @param {{onReady: (address: string) => void, onStopping: () => void}} events
 * @returns {Promise<number>} exit code; 0 after Ctrl-C
 */
function runJupyter(ctx, extra, { onReady, onStopping }) {
  const runtime = path.join(ctx.root, '.lab', 'jupyter', 'runtime');
  fs.mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const env = { ...ctx.env, JUPYTER_RUNTIME_DIR: runtime, PYTHONUNBUFFERED: '1' };
  // A process group of its own and no terminal: on Ctrl-C JupyterLab would ask "Shut down (y/[n])?".
  const child = spawn(ctx.python, jupyterArguments(ctx, extra), {
    cwd: ctx.root,
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
    detached: ctx.platform !== 'win32',
  });
  showErrors(child.stderr);
  const stopWaiting = whenReady(runtime, child.pid, (server) =>
    onReady(addressOf(server, firstPage(ctx.root))),
  );

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
    child.once('error', () => resolve(1));
    child.once('close', (code) => {
      stopWaiting();
      resolve(stopping ? 0 : (code ?? 1));
    });
  });
}

/** Passes JupyterLab's messages on, without the address that it tells in its own way (we tell it once). */
function showErrors(stream) {
  let rest = '';
  let inAddress = false;
  stream.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (/^\[[CEWI] /.test(line)) inAddress = /ServerApp\]\s*$/.test(line);
      if (/To access the server, open this file/.test(line)) inAddress = true;
      // Chatter that --log-level=WARN doesn't keep from some extensions.
      const chatter = /^\[I /.test(line);
      if (!inAddress && !chatter) process.stderr.write(`${line}\n`);
    }
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
