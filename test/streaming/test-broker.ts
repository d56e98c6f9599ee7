/** A real Kafka broker for the tests of a file; they are skipped where there is no Java. */
import * as path from 'node:path';
import { after, before } from 'node:test';
import { type Broker, startBroker } from '../../scripts/kafka/broker';
import { kafkaJars } from '../../scripts/kafka/jars';
import { findJava } from '../../scripts/kafka/java';
import { createContext } from '../../scripts/setup/context';

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

  /** Starts it before the tests. @param data its folder */
  startIn(data: string): void {
    before(() => this.prepare(data), { timeout: 300_000 });
  }

  get address(): string {
    return this.broker!.address;
  }

  /** `kill -9` */
  async kill(): Promise<void> {
    await this.broker!.kill();
  }

  /** Starts it again after it was killed, with the same data and on the same port. */
  async startAgain(): Promise<void> {
    this.broker = await this.start!(this.broker!.port);
  }

  private async prepare(data: string): Promise<void> {
    const ctx = createContext({ root: path.resolve(__dirname, '../..'), options: { quiet: true } });
    const java = await findJava(ctx).catch((error: Error) => error);
    if (java instanceof Error) {
      this.noJava = java.message;
      return;
    }
    const jars = await kafkaJars(ctx, java);
    this.start = (port) => startBroker({ java, jars, data, port });
    this.broker = await this.start();
  }
}
