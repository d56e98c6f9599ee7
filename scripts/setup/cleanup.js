// What must not outlive setup: child processes, temporary folders, the lock. Ctrl-C leaves things as a normal end
// does: what was half-written is gone, what was finished stays.

const { onStopSignal } = require('../cli/stop-signals');

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {Set<ChildProcess>} */
const children = new Set();
/** @type {Set<() => void>} */
const tidiers = new Set();
let stopping = false;

/** Whether Ctrl-C was pressed: then nothing may be started, and a command that ends has not failed. */
function isStopping() {
  return stopping;
}

/**
 * Remembers a child process until it ends.
 * @param {ChildProcess} child
 */
function trackChild(child) {
  children.add(child);
  child.once('close', () => children.delete(child));
}

/**
 * Registers what to do, synchronously, when the process is stopped.
 * @param {() => void} tidy
 * @returns {() => void} takes it back
 */
function onStop(tidy) {
  tidiers.add(tidy);
  return () => tidiers.delete(tidy);
}

/**
 * Ends a child and what it started. Except on Windows, each child leads a process group of its own.
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killTree(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

async function stopChildren() {
  const running = [...children];
  const ended = Promise.all(running.map((child) => new Promise((resolve) => child.once('close', resolve))));
  for (const child of running) killTree(child, 'SIGTERM');
  const patience = new Promise((resolve) => setTimeout(resolve, 1000, 'late'));
  if (running.length > 0 && (await Promise.race([ended, patience])) === 'late') {
    for (const child of running) killTree(child, 'SIGKILL');
  }
}

function tidyAll() {
  for (const tidy of tidiers) {
    try {
      tidy();
    } catch {
      // The next setup removes what could not be removed now.
    }
  }
  tidiers.clear();
}

/**
 * On Ctrl-C, SIGTERM or a closed terminal: ends the children, removes what is half-written, and exits.
 * @param {() => void} say called first
 * @returns {() => void} stops listening
 */
function stopOnSignals(say) {
  return onStopSignal(async (_signal, exitCode) => {
    stopping = true;
    say();
    await stopChildren();
    tidyAll();
    process.exit(exitCode);
  });
}

module.exports = { isStopping, trackChild, onStop, killTree, stopOnSignals };
