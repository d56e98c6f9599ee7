const { spawn } = require('node:child_process');
const { isStopping, trackChild, killTree } = require('./cleanup');

/**
 * @typedef {object} Result how a command ended
 * @property {number} code
 * @property {string} output stdout and stderr
 * @property {'timeout' | 'stall'} [ended] why it was ended
 */

/**
 * Runs a command to its end. Never throws: for a command that can't be started, `code` is 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] the whole environment
 * @param {number} [options.timeout] milliseconds after which it is ended
 * @param {number} [options.stall] milliseconds after which it is ended if `alive()` hasn't changed
 * @param {() => unknown} [options.alive] a value that changes while there is progress; default: the output's length
 * @param {(line: string) => void} [options.onLine] called with each line of output
 * @returns {Promise<Result>}
 */
function runCommand(command, args, options = {}) {
  const { cwd, env, timeout, stall, onLine } = options;
  return new Promise((resolve) => {
    // After Ctrl-C, no command is started and none returns: the process is about to exit.
    if (isStopping()) return;
    let output = '';
    let rest = '';
    /** @type {Result['ended']} */
    let ended;
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a process group of its own, so that what it starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const alive = options.alive ?? (() => output.length);
    /** @param {NonNullable<Result['ended']>} why */
    const end = (why) => {
      ended ??= why;
      killTree(child, 'SIGKILL');
    };
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    if (timeout) timers.push(setTimeout(() => end('timeout'), timeout));
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
    /** @param {string} chunk */
    const read = (chunk) => {
      output += chunk;
      if (!onLine) return;
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    /** @param {number} code */
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

/**
 * The last lines of a command's output that say something, for an error message.
 * @param {string} output
 */
function lastLines(output, count = 4) {
  const lines = output.split(/\r?\n/).filter((line) => !CHATTER.test(line));
  return lines.slice(-count).join('\n');
}

module.exports = { runCommand, lastLines };
