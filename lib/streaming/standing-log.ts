/**
 * A log that is opened when it is first needed, and again after it was replaced: the broker of a Kafka topic may be away
 * when a process starts, and a topic can be deleted and made again.
 */
import type { EventLog } from './event-log';

export class StandingLog {
  #opening: Promise<EventLog> | undefined;
  #log: EventLog | undefined;
  #isClosed = false;
  #partitions = 1;

  constructor(private readonly open: () => Promise<EventLog>) {}

  /** Whether the last request, or the last try to open it, didn't reach it. */
  get isAway(): boolean {
    return this.#log?.isAway ?? true;
  }

  /** The number of its partitions; 1 before it was opened for the first time. */
  get partitions(): number {
    return this.#partitions;
  }

  /** The log, which is opened if it isn't. @throws whatever opening it throws; the next call tries again */
  get(): Promise<EventLog> {
    this.#opening ??= this.open().then(
      async (log) => {
        if (this.#isClosed) await log.close();
        this.#log = log;
        this.#partitions = log.partitions;
        return log;
      },
      (error) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  /** Closes it. The next call of `get` opens it again. */
  async renew(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    this.#opening = undefined;
    await log?.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    await this.#log?.close();
  }
}
