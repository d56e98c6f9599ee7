/** A real Kafka broker for the tests of a file; they are skipped where there is no Java. */
import * as path from 'node:path';
import { type Broker, startBroker } from '../../scripts/kafka/broker';
import { kafkaJars } from '../../scripts/kafka/jars';
import { findJava } from '../../scripts/kafka/java';
import { createContext } from '../../scripts/setup/context';

/** What starts a broker with these data, again with the same ones; a text says why there is none. */
export async function testBroker(data: string): Promise<((port?: number) => Promise<Broker>) | string> {
  const ctx = createContext({ root: path.resolve(__dirname, '../..'), options: { quiet: true } });
  const java = await findJava(ctx).catch((error: Error) => error);
  if (java instanceof Error) return java.message;
  const jars = await kafkaJars(ctx, java);
  return (port) => startBroker({ java, jars, data, port });
}
