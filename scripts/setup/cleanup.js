// What must not outlive the set-up: child processes, temporary folders, the lock. Ctrl-C ends in the same
// state as a clean end: everything half-written is gone, what was finished stays.

const children = new Set();
const tidiers = new Set();
let stopping = false;

/** True from Ctrl-C on: nothing may be started any more, and nothing that ends may be taken for a failure. */
function isStopping() {
  return stopping;
}

/** Remembers a child process until it ends. */
function trackChild(child) {
  children.add(child);
  child.once('close', () => children.delete(child));
}

/**
 * Registers `tidy` (synchronous) to run when the process is stopped.
 * @returns {() => void} forgets it again
 */
function onStop(tidy) {
  tidiers.add(tidy);
  return () => tidiers.delete(tidy);
}

/** Ends a child and what it started. Children lead their own process group, Windows apart. */
function killTree(child, signal) {
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
      // The next set-up sweeps what could not be removed now.
    }
  }
  tidiers.clear();
}

/**
 * On Ctrl-C, SIGTERM or a closed terminal: ends the children, removes what is half-written, exits.
 * @param {(signal: string) => void} tell called first
 * @returns {() => void} takes the handlers away again
 */
function handleSignals(tell) {
  const handlers = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const listeners = Object.entries(handlers).map(([signal, code]) => {
    const listener = async () => {
      if (stopping) return;
      stopping = true;
      tell(signal);
      await stopChildren();
      tidyAll();
      process.exit(code);
    };
    process.on(signal, listener);
    return [signal, listener];
  });
  return () => {
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}

module.exports = { isStopping, trackChild, onStop, killTree, handleSignals };
