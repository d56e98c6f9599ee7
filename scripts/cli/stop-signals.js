/** The conventional exit codes of a process that was stopped: 128 plus the number of the signal. */
const EXIT_CODES = Object.freeze({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });

/** @typedef {keyof typeof EXIT_CODES} StopSignal */

/** Ctrl-C, a request to end, and the closing of the terminal. */
const STOP_SIGNALS = Object.freeze(/** @type {StopSignal[]} */ (Object.keys(EXIT_CODES)));

/**
 * Calls back at the first of these signals, and ignores more of them, so that what the first one has started can finish:
 * npm passes Ctrl-C on, and it arrives twice. While this listens, nothing else ends the process.
 *
 * It has three uses: setup ends its commands and exits (`setup/cleanup.js`); commands that run notebooks abort and clean
 * up (`until-interrupted.ts`); servers, for which Ctrl-C is the normal end, shut down and exit with 0.
 * @param {(signal: StopSignal, exitCode: number) => void} stop
 * @param {readonly StopSignal[]} [signals]
 * @returns {() => void} stops listening
 */
function onStopSignal(stop, signals = STOP_SIGNALS) {
  let isStopping = false;
  /** @param {NodeJS.Signals} name */
  const listener = (name) => {
    if (isStopping) return;
    isStopping = true;
    const signal = /** @type {StopSignal} */ (name);
    stop(signal, EXIT_CODES[signal]);
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

module.exports = { onStopSignal };
