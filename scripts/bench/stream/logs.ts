/** The logs that are measured and strained: in a folder, or in a topic of a broker of our own. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import * as path from 'node:path';
import { EmbeddedLog } from '../../../lib/streaming/embedded/embedded-log';
import type { EventLog } from '../../../lib/streaming/event-log';
import { KafkaLog } from '../../../lib/streaming/kafka/kafka-log';
import { type Broker, startBroker } from '../../kafka/broker';
import { kafkaJars } from '../../kafka/jars';
import { remove } from '../../setup/atomic';
import { onStop } from '../../setup/cleanup';
import { createContext } from '../../setup/context';
import { findJava } from '../../setup/java';

const ROOT = path.resolve(__dirname, '../../..');

/** How to open a log: a folder, or `kafka://127.0.0.1:9092/topic`. */
export function openLog(
  address: string,
  readOnly: boolean,
  onNote?: (note: string) => void,
): Promise<EventLog> {
  const [, broker, topic] = /^(kafka:\/\/[^/]+)\/(.+)$/.exec(address) ?? [];
  if (broker) return KafkaLog.open(broker, { topic, retainMegabytes: null }, { onNote });
  return EmbeddedLog.open(address, { readOnly, retainMegabytes: null }, { onNote });
}

/** A folder on the disk of the project, as the temporary one is in memory on some machines. Removed at the end. */
export async function withScratch<Result>(
  name: string,
  work: (dir: string) => Promise<Result>,
): Promise<Result> {
  mkdirSync(path.join(ROOT, '.lab'), { recursive: true });
  const dir = mkdtempSync(path.join(ROOT, '.lab', `${name}-`));
  const tidy = () => remove(dir);
  const forget = onStop(tidy);
  try {
    return await work(dir);
  } finally {
    forget();
    tidy();
  }
}

/** What starts a broker whose data are in the folder. */
export async function brokers(data: string): Promise<(port?: number) => Promise<Broker>> {
  const ctx = createContext({ root: ROOT, out: process.stderr });
  ctx.report.begin('Kafka');
  const java = await findJava(ctx);
  const jars = await kafkaJars(ctx, java);
  ctx.report.end('✓');
  return (port) => startBroker({ java, jars, data, port });
}
