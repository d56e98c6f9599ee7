/**
 * Runs the kernel's shell, control and heartbeat channels in their own thread, so that the stop button works and the
 * kernel is known to be alive even while a cell computes. And no message is lost when a cell's code is ended:
 * messages to a thread's port survive that, see `end-javascript.ts`.
 *
 * Every message is passed to the kernel's thread, which answers it. On an interrupt (or a shutdown), the kernel's
 * thread has `GRACE` milliseconds to handle it, enough for a training loop to end between two batches. If it doesn't,
 * the cell code that it runs is ended through V8's inspector. That is repeated until the stop is over: the kernel has
 * handled it `ROUNDS` times, `AGAIN` milliseconds apart, so that its timers have had their turns as well (one with an
 * endless loop would hold the answer back). If the process that started the kernel is gone and the kernel's thread is
 * too busy to notice, the process is killed from here.
 */
const { createHmac, timingSafeEqual } = require('node:crypto');
const { Session } = require('node:inspector');
const { parentPort, workerData } = require('node:worker_threads');
const zmq = require('zeromq');
const { isParentGone } = require('./parent-gone.cjs');

const GRACE = 250;
const AGAIN = 20;
const ROUNDS = 4;
/** Milliseconds that a kernel whose parent is gone has to exit by itself. */
const ORPHANED = 1500;
/**
 * @typedef {import('./channel-thread').Requests} Requests
 * @typedef {{ stop: number, round: number, isLast: boolean }} Stop the kernel's thread has handled a stop so often
 * @typedef {{ channel: Requests, frames: Buffer[] }} Message to be sent
 */

/** @type {import('./channel-thread').ThreadOptions & { closed: Int32Array, stop: string }} */
const { addresses, key, closed, stop, sending } = workerData;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort); // this is never the main thread

const sockets = { shell: new zmq.Router(sending), control: new zmq.Router(sending) };
const heartbeat = new zmq.Reply({ linger: 0 });
/** The number of stops received; the last one whose grace has passed; the last one that is over. */
let stops = 0;
let due = 0;
let over = 0;
let isInsisting = false;

/**
 * Only a stop signed with the connection's key ends anything.
 * @param {Buffer[]} frames
 */
function isStop(frames) {
  const at = frames.findIndex((frame) => frame.toString('latin1') === '<IDS|MSG>');
  const [signature, ...parts] = frames.slice(at + 1);
  if (at < 0 || parts.length < 4) return false;
  try {
    const type = JSON.parse(parts[0].toString()).msg_type;
    if (type !== 'interrupt_request' && type !== 'shutdown_request') return false;
  } catch {
    return false;
  }
  if (key === '') return true;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const expected = Buffer.from(hmac.digest('hex'));
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

/**
 * Ends the cell code that the kernel's thread runs, repeatedly until the stop is over. For all stops at once: a
 * hundred impatient ones must not keep that thread from its work.
 * @param {number} number the latest stop's
 */
function insist(number) {
  due = number;
  if (isInsisting || over >= due) return;
  isInsisting = true;
  const session = new Session();
  session.connectToMainThread();
  let wait = 0;
  const end = () => {
    if (over < due) {
      wait = Math.min(wait + 1, AGAIN);
      session.post('Runtime.evaluate', { expression: `${stop}(${due})` }, () => setTimeout(end, wait));
    } else {
      isInsisting = false;
      session.disconnect();
    }
  };
  end();
}

/**
 * Called each time the kernel's thread handles a stop; the stop is over after `ROUNDS` times.
 * @param {Stop} handled
 */
function heard({ stop: number, round }) {
  if (round < ROUNDS) {
    const next = { stop: number, round: round + 1, isLast: round + 1 === ROUNDS };
    setTimeout(() => port.postMessage(next), AGAIN);
  } else over = Math.max(over, number);
}

/** An endless loop in a cell must not outlive a Jupyter that was killed. */
function endWithParent() {
  const look = setInterval(() => {
    if (!isParentGone()) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHANED).unref();
  }, 1000).unref();
}

/** @param {Requests} channel */
async function receive(channel) {
  for await (const frames of sockets[channel]) {
    const number = isStop(frames) ? ++stops : undefined;
    port.postMessage({ channel, frames });
    if (number === undefined) continue;
    port.postMessage({ stop: number, round: 1, isLast: false });
    setTimeout(insist, GRACE, number);
  }
}

/** Echoes every heartbeat. */
async function beat() {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

function close() {
  for (const socket of [...Object.values(sockets), heartbeat]) socket.close();
  over = Number.POSITIVE_INFINITY;
  port.close();
  Atomics.store(closed, 0, 1);
  Atomics.notify(closed, 0);
}

/** @param {Stop | Message | null} message */
function receiveOrder(message) {
  if (message === null) close();
  else if ('stop' in message) heard(message);
  else sockets[message.channel].send(message.frames).catch(() => {}); // the front end is gone
}

port.on('message', receiveOrder);
Promise.allSettled([
  sockets.shell.bind(addresses.shell),
  sockets.control.bind(addresses.control),
  heartbeat.bind(addresses.heartbeat),
]).then((opened) => {
  for (const result of opened) {
    if (result.status === 'rejected') return port.postMessage({ failed: result.reason.message });
  }
  port.postMessage({ bound: true });
  endWithParent();
  void receive('shell');
  void receive('control');
  void beat();
});
