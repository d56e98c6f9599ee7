// @ts-check
/**
 * Runs the processes that a cell waits for without awaiting, see `children-now.ts`: while the kernel's thread waits,
 * this one reads what they print.
 *
 * @typedef {'print' | 'collect' | undefined} Use what is done with a pipe
 * @typedef {{ id: number, file: string, args: string[], options: import('node:child_process').SpawnOptions, uses: Use[], input: any, timeout: number, maxBuffer: number, killSignal: NodeJS.Signals }} Start
 */
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { workerData } = require('node:worker_threads');
const { readRest } = require('./read-rest.cjs');

/** @type {{ port: import('node:worker_threads').MessagePort, sent: Int32Array }} */
const { port, sent } = workerData;

/** Milliseconds that a process has after it was asked to end. */
const PATIENCE = 1000;

/** @type {Map<number, (signal: NodeJS.Signals) => void>} */
const running = new Map();

/** @param {object} message */
function send(message) {
  port.postMessage(message);
  Atomics.add(sent, 0, 1);
  Atomics.notify(sent, 0);
}

/** @param {Start} start */
function run({ id, file, args, options, uses, input, timeout, maxBuffer, killSignal }) {
  const child = spawn(file, args, options);
  /** @type {{ code: string, errno?: number } | undefined} */
  let error;
  /** @type {Buffer[][]} */
  const collected = [[], [], []];
  const lengths = [0, 0, 0];
  const timer = timeout > 0 ? setTimeout(() => kill('ETIMEDOUT'), timeout) : undefined;

  /** @param {'ETIMEDOUT' | 'ENOBUFS'} why */
  function kill(why) {
    error ??= { code: why, errno: -constants.errno[why] };
    child.kill(killSignal);
  }

  /** @param {number} i @param {Buffer} bytes */
  function take(i, bytes) {
    if (bytes.length === 0) return;
    if (uses[i] === 'print') return send({ id, name: i === 1 ? 'stdout' : 'stderr', bytes });
    lengths[i] = (lengths[i] ?? 0) + bytes.length;
    const excess = (lengths[i] ?? 0) - maxBuffer;
    collected[i]?.push(excess > 0 ? bytes.subarray(0, Math.max(0, bytes.length - excess)) : bytes);
    if (excess > 0) kill('ENOBUFS');
  }

  const pipes = [1, 2].map((i) => child.stdio[i]);
  /** @type {Promise<unknown>[]} */
  const ends = [];
  for (const i of [1, 2]) {
    const stream = child.stdio[i];
    if (!stream || !uses[i]) continue;
    stream.on('data', (bytes) => take(i, bytes));
    if (uses[i] === 'collect') ends.push(new Promise((resolve) => stream.once('close', resolve)));
  }
  const exited = new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      // A process in the background may keep the pipe open; what it prints later is shown later.
      for (const i of [1, 2]) if (uses[i] === 'print') take(i, readRest(/** @type {any} */ (pipes[i - 1])));
      resolve({ status, signal });
    });
    child.once('error', (/** @type {any} */ { code, errno }) => {
      error = { code, errno };
      resolve(undefined);
    });
  });
  child.stdin?.on('error', () => {}); // the process doesn't read it
  if (input !== undefined) child.stdin?.end(input);
  running.set(id, (signal) => {
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
    void exited.then(() => finish(undefined)); // whoever holds its pipes
  });

  let isFinished = false;
  /** @param {{ status: number | null, signal: string | null } | undefined} end */
  function finish(end) {
    if (isFinished) return;
    isFinished = true;
    clearTimeout(timer);
    running.delete(id);
    const output = uses.map((use, i) => (use === 'collect' ? Buffer.concat(collected[i] ?? []) : null));
    send({ id, done: { pid: child.pid ?? 0, output, error, status: null, signal: null, ...end } });
  }
  void exited.then((end) =>
    end ? Promise.all(ends).then(() => finish(/** @type {any} */ (end))) : finish(undefined),
  );
}

port.on('message', (/** @type {Start | { id: number, kill: NodeJS.Signals }} */ message) => {
  if ('kill' in message) {
    running.get(message.id)?.(message.kill);
    return;
  }
  try {
    run(message);
  } catch (error) {
    send({ id: message.id, thrown: error, code: /** @type {NodeJS.ErrnoException} */ (error).code });
  }
});
