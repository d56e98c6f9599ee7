/** A real Kafka broker for the tests of a file; they are skipped where there is no Java. */
import * as path from 'node:path';
import { after, before } from 'node:test';
import { KafkaClient } from '../../lib/streaming/kafka/kafka-client';
import { type Broker, type Listener, startBroker } from '../../scripts/kafka/broker';
import { kafkaJars } from '../../scripts/kafka/jars';
import { createContext } from '../../scripts/setup/context';
import { findJava } from '../../scripts/setup/java';

/** The broker of a test file: starts before its tests, and stops after them. */
export class TestBroker {
  /** Why there is none. */
  noJava: string | undefined;
  private broker: Broker | undefined;
  private start: ((port?: number) => Promise<Broker>) | undefined;

  /** Made before a temporary folder for its data, so that it stops before the folder is removed. */
  constructor() {
    after(() => this.broker?.stop());
  }

  /** Starts it before the tests. @param data its folder @param listeners beside the plain one */
  startIn(data: string, listeners: readonly Listener[] = []): void {
    before(() => this.prepare(data, [...listeners]), { timeout: 300_000 });
  }

  get address(): string {
    return this.broker!.address;
  }

  get port(): number {
    return this.broker!.port;
  }

  /** Of the listeners beside the plain one; others after a kill. */
  get secureAddresses(): string[] {
    return this.broker!.ports.map((port) => `kafka://127.0.0.1:${port}`);
  }

  /** Deletes a topic, and waits until it is gone: until then, the broker would answer as if it were still there. */
  async deleteTopic(topic: string): Promise<void> {
    const admin = new KafkaClient(this.address).admin(10);
    await admin.deleteTopics({ topics: [topic] });
    while ((await admin.listTopics()).includes(topic)) await new Promise((done) => setTimeout(done, 20));
    await admin.close();
  }

  /** `kill -9` */
  async kill(): Promise<void> {
    await this.broker!.kill();
  }

  /** Starts it again after it was killed, with the same data and on the same port. */
  async startAgain(): Promise<void> {
    this.broker = await this.start!(this.broker!.port);
  }

  private async prepare(data: string, listeners: Listener[]): Promise<void> {
    const ctx = createContext({ root: path.resolve(__dirname, '../..'), options: { quiet: true } });
    const java = await findJava(ctx).catch((error: Error) => error);
    if (java instanceof Error) {
      this.noJava = java.message;
      return;
    }
    const jars = await kafkaJars(ctx, java);
    this.start = (port) => startBroker({ java, jars, data, port, listeners });
    this.broker = await this.start();
  }
}
