const { spawn } = require('node:child_process');
const { isStopping, trackChild, killTree } = require('./cleanup');

/**
 * Runs a command to its end. Never throws: a command that can't be started has `code` 127.
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] the whole environment
 * @param {number} [options.timeout] milliseconds until it is ended
 * @param {number} [options.stall] milliseconds without `alive()` changing until it is ended
 * @param {() => unknown} [options.alive] a value that changes while there is progress (default: output length)
 * @param {(line: string) => void} [options.onLine] each line of output, whole
 * @returns {Promise<{code: number, output: string, ended?: 'timeout' | 'stall'}>} output is stdout and stderr
 */
function runCommand(command, args, options = {}) {
  const { cwd, env, timeout, stall, onLine } = options;
  return new Promise((resolve) => {
    // After Ctrl-C nobody hears from a command again: the process is about to exit.
    if (isStopping()) return;
    let output = '';
    let rest = '';
    let ended;
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group, so that what it starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const alive = options.alive ?? (() => output.length);
    const end = (why) => {
      ended ??= why;
      killTree(child, 'SIGKILL');
    };
    const timers = [];
    if (timeout) timers.push(setTimeout(end, timeout, 'timeout'));
    if (stall) {
      let last = alive();
      let since = Date.now();
      const watch = () => {
        const now = alive();
        if (now !== last) {
          last = now;
          since = Date.now();
        } else if (Date.now() - since > stall) end('stall');
      };
      timers.push(setInterval(watch, Math.min(1000, stall)));
    }
    const read = (chunk) => {
      output += chunk;
      if (!onLine) return;
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop();
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    const finish = (code) => {
      for (const timer of timers) clearTimeout(timer);
      if (!isStopping()) resolve({ code, output, ended });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(127);
    });
    if (child.pid === undefined) return;
    trackChild(child);
    child.once('close', (code) => finish(code ?? 1));
  });
}

const CHATTER = /^\s*$|^Progress \d|^WARNING: Retrying/;

/** The last lines of a command's output that say something, for an error message. */
function lastLines(output, count = 4) {
  const lines = output.split(/\r?\n/).filter((line) => !CHATTER.test(line));
  return lines.slice(-count).join('\n');
}

module.exports = { runCommand, lastLines };
