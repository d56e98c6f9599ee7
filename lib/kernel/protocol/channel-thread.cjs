// @ts-check
/**
 * Runs the kernel's shell, control, stdin and heartbeat channels in their own thread, so that the stop button works and
 * the kernel is known to be alive even while a cell computes or waits for input. And no message is lost when a cell's
 * code is ended: messages to a thread's port survive that, see `end-javascript.ts`.
 *
 * Every message is passed to the kernel's thread, which answers it, those on stdin through a port of their own, which
 * that thread can read while a cell waits; `stops.cjs` sees to stops. If the process that started the kernel is gone
 * and the kernel's thread is too busy to notice, the process is killed from here.
 *
 * @typedef {import('./thread-messages').Requests} Requests
 * @typedef {import('./thread-messages').Passed} Passed
 * @typedef {import('./thread-messages').FromThread} FromThread
 */
const { createHmac, timingSafeEqual } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');
const zmq = require('zeromq');
const { Stops } = require('../stop/stops.cjs');
const { isParentGone } = require('./parent-gone.cjs');

/** Milliseconds that a kernel whose parent is gone has to exit by itself. */
const ORPHANED = 1500;
/** Each may take long, so they are passed on one at a time: a stop must not wait behind fifty of them. */
const PACED = new Set(['complete_request', 'inspect_request']);
const STOPS = new Set(['interrupt_request', 'shutdown_request']);

if (!parentPort) throw new Error('channel-thread.cjs runs in a thread of its own');
const kernel = parentPort;
/** @type {import('./thread-messages').ThreadData} */
const { addresses, key, closed, stop, receivedStops, sending, inputs, received } = workerData;

const sockets = {
  shell: new zmq.Router(sending),
  control: new zmq.Router(sending),
  stdin: new zmq.Router({ ...sending, linger: 0 }),
};
const heartbeat = new zmq.Reply({ linger: 0 });
/** @param {FromThread} message */
const tell = (message) => kernel.postMessage(message);
const stops = new Stops(stop, receivedStops, tell);
/** @type {Passed[]} */
const paced = [];
let isAnswering = false;

/**
 * The frames from the signature on.
 * @param {Buffer[]} frames
 */
function signedFrames(frames) {
  return frames.slice(frames.findIndex((frame) => frame.toString('latin1') === '<IDS|MSG>') + 1);
}

/**
 * The message's type, not yet verified.
 * @param {Buffer[]} frames
 */
function typeOf(frames) {
  const [, header] = signedFrames(frames);
  try {
    return String(JSON.parse(String(header)).msg_type);
  } catch {
    return undefined; // the kernel's thread complains about it
  }
}

/**
 * Only a stop signed with the connection's key ends anything.
 * @param {Buffer[]} frames
 */
function isSigned(frames) {
  const [signature, ...rest] = signedFrames(frames);
  const parts = rest.slice(0, 4); // buffers aren't signed
  if (parts.length < 4) return false;
  if (key === '') return true;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const expected = Buffer.from(hmac.digest('hex'));
  return expected.length === signature.length && timingSafeEqual(expected, signature);
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
    const type = typeOf(frames);
    if (type !== undefined && PACED.has(type)) {
      paced.push({ channel, frames, isPaced: true });
      if (!isAnswering) passNext();
      continue;
    }
    tell({ channel, frames });
    if (type !== undefined && STOPS.has(type) && isSigned(frames)) stops.begin();
  }
}

function passNext() {
  const next = paced.shift();
  isAnswering = next !== undefined;
  if (next) tell(next);
}

/** The kernel's thread may be waiting for an answer: it is woken up. */
async function receiveInput() {
  for await (const frames of sockets.stdin) {
    inputs.postMessage(frames);
    Atomics.add(received, 0, 1);
    Atomics.notify(received, 0);
  }
}

/** Echoes every heartbeat. */
async function beat() {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

function close() {
  for (const socket of [...Object.values(sockets), heartbeat]) socket.close();
  stops.close();
  kernel.close();
  Atomics.store(closed, 0, 1);
  Atomics.notify(closed, 0);
}

kernel.on('message', (/** @type {import('./thread-messages').FromKernel} */ message) => {
  if (message === null) close();
  else if ('stop' in message) stops.heard(message);
  else if ('isAnswered' in message) passNext();
  else sockets[message.channel].send(message.frames).catch(() => {}); // the front end is gone
});
Promise.allSettled([
  sockets.shell.bind(addresses.shell),
  sockets.control.bind(addresses.control),
  sockets.stdin.bind(addresses.stdin),
  heartbeat.bind(addresses.heartbeat),
]).then((opened) => {
  for (const result of opened) {
    if (result.status === 'rejected') return tell({ failed: result.reason.message });
  }
  tell({ bound: true });
  endWithParent();
  void receive('shell');
  void receive('control');
  void receiveInput();
  void beat();
});
