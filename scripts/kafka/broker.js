const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { readJson, remove, writeFile, writeJson } = require('../setup/atomic');
const { killTree, onStop } = require('../setup/cleanup');
const { isAlive } = require('../../lib/core/is-alive.cjs');
const { SetupError } = require('../setup/setup-error');
const { classArchive } = require('./class-archive');
const { isAnswering } = require('./is-answering');

/** On a busy machine, a broker has taken a minute to start. */
const PATIENCE = 180_000;
/** Megabytes; it uses about 200 in all. */
const HEAP = 256;

// In the folder of the data. The broker runs there, so that it needs no path: in its settings, it takes letters beyond
// Latin for others, and a comma for the end of a folder.
const SETTINGS = 'server.properties';
const LOGS = 'log';
const RUNNING = 'running.json';

// A listener is named after its protocol.
const CONTROLLER = 'CONTROLLER:PLAINTEXT';
const PROTOCOLS = ['PLAINTEXT', 'SASL_PLAINTEXT', 'SSL', 'SASL_SSL'].map((name) => `${name}:${name}`);

/**
 * @typedef {object} Broker a running one
 * @property {string} address `kafka://127.0.0.1:9092`
 * @property {number} port
 * @property {number[]} ports those of the listeners beside it
 * @property {number} pid
 * @property {Promise<number>} ended resolves with its exit code: 0 after `stop`
 * @property {() => Promise<void>} stop ends it cleanly
 * @property {() => Promise<void>} kill as a power failure would, but that the system's caches survive
 */

/**
 * @typedef {object} Listener a port beside the plain one, for clients that say who they are, or that encrypt
 * @property {'SASL_PLAINTEXT' | 'SSL' | 'SASL_SSL'} protocol
 * @property {Record<string, string>} settings of this listener, such as `ssl.keystore.type`
 */

/**
 * Starts a Kafka broker for this machine alone, one process without ZooKeeper (KRaft), and waits until it answers.
 * @param {object} given
 * @param {string} given.java
 * @param {string} given.jars the folder of its jars
 * @param {string} given.data the folder of its data, which is created if needed
 * @param {number} [given.port] default: a free one
 * @param {boolean} [given.fresh] whether to remove what is in `data`
 * @param {Listener[]} [given.listeners] beside the plain one; each on a free port
 * @returns {Promise<Broker>}
 * @throws {SetupError} if the port or the data are in use, or if it ends before it answers, with its last words
 */
async function startBroker({ java, jars, data, port: asked, fresh = false, listeners = [] }) {
  await refuseRunning(data);
  const port = asked ?? (await freePort());
  if (asked !== undefined && !(await isFree(asked))) {
    const what = (await isAnswering(asked)) ? 'another Kafka broker' : 'another program';
    throw new SetupError(
      `Port ${asked} is used by ${what}.`,
      'Choose another one: npm run kafka -- --port 9192',
    );
  }
  if (fresh) remove(data);
  prepare(path.join(data, LOGS));
  /** @type {number[]} */
  const ports = [];
  for (const _ of listeners) ports.push(await freePort());
  const more = listeners.map((listener, n) => ({ ...listener, port: ports[n] }));
  writeFile(path.join(data, SETTINGS), settings({ port, controllerPort: await freePort(), more }));
  const logFile = path.join(data, 'broker.log');
  const log = fs.openSync(logFile, 'w');
  const archive = classArchive(java, jars);
  const flags = [
    ...archive.flags,
    `-Xmx${HEAP}m`,
    '-XX:TieredStopAtLevel=1', // starts in two thirds of the time
    // In a heap this small, a request is a huge object for the default, G1: storing an event took 8 µs instead of 2.
    '-XX:+UseSerialGC',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Djava.net.preferIPv4Stack=true',
  ];
  const child = spawn(java, [...flags, '-cp', path.join(path.resolve(jars), '*'), 'kafka.Kafka', SETTINGS], {
    cwd: data,
    stdio: ['ignore', log, log],
    // In a process group of its own: Ctrl-C in a terminal would reach it before `stop`.
    detached: process.platform !== 'win32',
  });
  fs.closeSync(log);
  if (child.pid !== undefined) writeJson(path.join(data, RUNNING), { pid: child.pid, port });
  const forget = onStop(() => killTree(child, 'SIGKILL'));
  let hasEnded = false;
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    // 143 is SIGTERM, which is how a broker is meant to be stopped.
    child.once('close', (code, signal) =>
      resolve(code === 143 ? 0 : (code ?? (signal === 'SIGTERM' ? 0 : 1))),
    );
  });
  void ended.then((code) => {
    hasEnded = true;
    archive.keep(code === 0);
    forget();
  });
  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    if (!hasEnded) killTree(child, signal);
    await ended;
  };
  for (const since = Date.now(); !(await isAnswering(port)); ) {
    const isLate = Date.now() - since > PATIENCE;
    if (isLate) await end('SIGKILL');
    if (hasEnded) {
      const why = isLate ? `didn't answer within ${PATIENCE / 60_000} minutes` : 'ended before it answered';
      throw new SetupError(
        `The Kafka broker ${why}. The last lines of ${logFile}:\n${lastWords(logFile)}`,
        remedy(logFile),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    address: `kafka://127.0.0.1:${port}`,
    port,
    ports,
    pid: child.pid ?? 0,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/**
 * Two brokers must not share data, and nobody may remove those of a running one.
 * @param {string} data
 * @throws {SetupError} if a broker with these data is running
 */
async function refuseRunning(data) {
  /** @type {{ pid: number, port: number } | undefined} */
  const last = readJson(path.join(data, RUNNING));
  if (last === undefined || !isAlive(last.pid) || !(await isAnswering(last.port))) return;
  throw new SetupError(
    `A broker with the data in ${data} is running at kafka://127.0.0.1:${last.port}.`,
    `Use that one, or end it first: process ${last.pid}.`,
  );
}

/**
 * Marks a new folder as a broker's, which is otherwise the task of a tool that takes as long as a broker to start.
 * @param {string} logs
 */
function prepare(logs) {
  const file = path.join(logs, 'meta.properties');
  if (fs.existsSync(file)) return;
  const id = () => randomBytes(16).toString('base64url');
  writeFile(file, `version=1\ncluster.id=${id()}\nnode.id=1\ndirectory.id=${id()}\n`);
}

/** @param {{ port: number, controllerPort: number, more: (Listener & { port: number })[] }} given */
function settings({ port, controllerPort, more }) {
  const addresses = [{ protocol: 'PLAINTEXT', port }, ...more].map(
    (listener) => `${listener.protocol}://127.0.0.1:${listener.port}`,
  );
  /** @type {Record<string, string | number | boolean>} */
  const lines = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: [...addresses, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
    'advertised.listeners': addresses.join(','),
    'listener.security.protocol.map': [CONTROLLER, ...PROTOCOLS].join(','),
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'log.dirs': LOGS,
    // One broker holds one copy of everything.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A misspelled topic is an error, not a new topic.
    'auto.create.topics.enable': false,
    'log.segment.bytes': 64 << 20,
  };
  for (const { protocol, settings: own } of more) {
    for (const [name, value] of Object.entries(own)) {
      lines[`listener.name.${protocol.toLowerCase()}.${name}`] = value;
    }
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** @param {string} logFile */
function lastWords(logFile) {
  return fs.readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

/** @param {string} logFile */
function remedy(logFile) {
  const log = fs.readFileSync(logFile, 'utf8');
  if (/Failed to acquire lock/.test(log)) return 'Another broker uses the same data. Stop it first.';
  return 'To start over without its data: npm run kafka -- --fresh';
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

module.exports = { startBroker };
