// @ts-check
/**
 * A stop, from the button to its end, as seen by the thread that receives it (see `channel-thread.cjs`). The kernel's
 * thread may be busy with a cell, so the clock of a stop runs here.
 *
 * ```text
 *            interrupt_request or shutdown_request, signed
 *                               │
 *                               ▼
 *   ┌──── waiting: the kernel's thread is sent the request and round 1 ────┐
 *   │                           │ GRACE ms without ROUNDS answers          │ ROUNDS answers: the pending `await` has
 *   │                           ▼                                          │ failed, `finally` blocks have run, and
 *   │     insisting: every few ms, `end` is called in the kernel's thread │ timers have had their turns
 *   │       │ yes: a cell's code is at work and is ended; if something     │
 *   │       │      catches that, it is ended again (`termination.ts`)      │
 *   │       │ no:  the kernel works, shielded; ended on the way back       │
 *   │       │ later: a package loads, a check takes long, or a cell does   │
 *   │       │      what it must at its end; ended after PATIENCE ms        │
 *   │       └──────────────┐    (`end-javascript.ts`, `may-end.ts`)        │
 *   │                      ▼                                               ▼
 *   └─ meanwhile: no other cell begins ──▶ over: a stopped cell that lost its end is given one, the next cell begins
 * ```
 *
 * The kernel's own long work, the check of a cell, looks now and then whether a stop is waiting, and gives up
 * (`waiting-stops.ts`).
 *
 * Each round, the kernel's thread stops the running cell again, which costs nothing, and answers; the next round is
 * sent `AGAIN` ms later. Code that is ended takes the rest of its turn with it, but no message to come.
 */
const { Session } = require('node:inspector');

/** @typedef {import('./round').Round} Round */

/** Enough for a training loop to end between two batches; milliseconds. */
const GRACE = 250;
const AGAIN = 20;
const ROUNDS = 4;
/**
 * Longest pause between two tries to end code: a chain of callbacks spends most of its time in Node's lists, where it
 * can't be ended, so it takes many tries; milliseconds.
 */
const TRY_AGAIN = 5;
/** Longest wait for the kernel's thread to say that it has tried; milliseconds. */
const ANSWER = 500;

function connected() {
  const session = new Session();
  session.connectToMainThread();
  return session;
}

class Stops {
  /** The last stop whose grace has passed; the last one that is over. */
  due = 0;
  over = 0;
  isInsisting = false;
  /** Whether the last try was not even run to its end. */
  isRefused = false;

  /**
   * @param {string} call the expression that ends code in the kernel's thread, without its argument
   * @param {Int32Array} received counts the stops, see `waiting-stops.ts`
   * @param {(round: Round) => void} send to the kernel's thread
   */
  constructor(call, received, send) {
    this.call = call;
    this.received = received;
    this.send = send;
  }

  begin() {
    const stop = Atomics.add(this.received, 0, 1) + 1;
    this.send({ stop, round: 1, isLast: false });
    setTimeout(() => this.insist(stop), GRACE);
  }

  /**
   * The kernel's thread has answered a round.
   * @param {Round} answer
   */
  heard({ stop, round }) {
    if (round === ROUNDS) this.over = Math.max(this.over, stop);
    else setTimeout(() => this.send({ stop, round: round + 1, isLast: round + 1 === ROUNDS }), AGAIN);
  }

  /**
   * Ends the cell code that the kernel's thread runs, repeatedly until the stop is over. For all stops at once: a
   * hundred impatient ones must not keep that thread from its work.
   * @param {number} stop
   */
  insist(stop) {
    this.due = stop;
    if (this.isInsisting || this.over >= stop) return;
    this.isInsisting = true;
    this.end(connected(), 0);
  }

  /**
   * @param {import('node:inspector').Session} session
   * @param {number} wait milliseconds before the last try
   */
  end(session, wait) {
    if (this.over >= this.due) {
      this.isInsisting = false;
      session.disconnect();
      return;
    }
    const pause = Math.min(wait + 1, TRY_AGAIN);
    let isPast = false;
    /** @param {boolean} isLost */
    const again = (isLost) => {
      if (isPast) return;
      isPast = true;
      clearTimeout(timer);
      if (isLost) session.disconnect();
      setTimeout(() => this.end(isLost ? connected() : session, pause), pause);
    };
    // The answer may be lost with the code that is ended.
    const timer = setTimeout(again, ANSWER, true);
    const expression = `${this.call}(${this.due})`;
    session.post('Runtime.evaluate', { expression }, (error) => {
      if (isPast) return;
      // Ended itself, by the time limit of a `node:vm` evaluation that passed just then. It may be that V8 then refuses
      // to run anything but that evaluation, which has lost its limit, until it is ended after all.
      if (error && this.isRefused) session.post('Runtime.terminateExecution', () => {});
      this.isRefused = error !== null;
      again(false);
    });
  }

  /** Ends nothing any more. */
  close() {
    this.over = Number.POSITIVE_INFINITY;
  }
}

module.exports = { Stops };
