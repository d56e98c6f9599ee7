/**
 * The control channel of a kernel and its heartbeat, in a thread of their own: a stop button works, and the kernel
 * is known to live, also while a cell computes.
 *
 * Every message is handed to the kernel's thread, which answers. For an interrupt (or a shutdown) the kernel's
 * thread has `GRACE` milliseconds to do so, enough for a training loop to end between two batches. When it doesn't
 * find the time, whatever JavaScript it runs is ended through V8's inspector. When the process that started the
 * kernel is gone and the kernel's thread is too busy to notice, the process is ended from here.
 */
const { createHmac, timingSafeEqual } = require('node:crypto');
const { Session } = require('node:inspector');
const { parentPort, workerData } = require('node:worker_threads');
const zmq = require('zeromq');

const GRACE = 250;
const AGAIN = 20;
/** Milliseconds that a kernel whose parent is gone has to end by itself. */
const ORPHANED = 1500;
const { address, heartbeatAddress, key, heard, stop } = workerData;

const socket = new zmq.Router({ sendHighWaterMark: 0, sendTimeout: 0, linger: 500 });
const heartbeat = new zmq.Reply({ linger: 0 });
/** How many urgent messages came; the kernel writes into `heard` how many it has dealt with. */
let urgent = 0;

/** Only a stop that is signed with the connection's key ends anything. */
function isUrgent(frames) {
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

/** Ends the kernel thread's JavaScript, again and again until it has heard of the message. */
function insist(number) {
  const session = new Session();
  session.connectToMainThread();
  const end = () => {
    if (Atomics.load(heard, 0) >= number) session.disconnect();
    else session.post('Runtime.evaluate', { expression: stop }, () => setTimeout(end, AGAIN));
  };
  end();
}

/** An endless loop in a cell doesn't outlive a Jupyter that was killed. */
function endWithParent() {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHANED).unref();
  }, 1000).unref();
}

async function receive() {
  for await (const frames of socket) {
    const number = isUrgent(frames) ? ++urgent : undefined;
    parentPort.postMessage({ frames, number });
    if (number !== undefined) setTimeout(insist, GRACE, number);
  }
}

/** Whatever comes goes back. */
async function beat() {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

parentPort.on('message', (frames) => {
  if (frames) {
    socket.send(frames).catch(() => {}); // a front end that is gone
    return;
  }
  socket.close();
  heartbeat.close();
  parentPort.close();
  Atomics.store(heard, 1, 1);
  Atomics.notify(heard, 1);
});
Promise.allSettled([socket.bind(address), heartbeat.bind(heartbeatAddress)]).then((opened) => {
  const failed = opened.find(({ status }) => status === 'rejected');
  if (failed) {
    parentPort.postMessage({ failed: failed.reason.message });
    return;
  }
  parentPort.postMessage({ bound: true });
  endWithParent();
  void receive();
  void beat();
});
