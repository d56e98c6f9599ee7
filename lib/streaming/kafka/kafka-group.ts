/** A member of a Kafka consumer group. The broker divides the partitions; events are fetched as everywhere else. */
import type { Batch, EventLog, GroupMember, JoinOptions, Offsets } from '../event-log';
import { readShares, type Shares } from '../read-shares';
import { type Consumer, closeClient, type KafkaClient } from './kafka-client';
import { isFinal, kafkaReason, refusalIn } from './kafka-errors';
import { tryFor } from './try-for';

/** Milliseconds between two tries to join. */
const RETRY = 500;

export class KafkaGroup implements GroupMember, Shares {
  readonly next: number[] = [];
  #consumer: Consumer | undefined;
  /** What it reads, which may lag behind what the broker has given it. */
  #held: readonly number[] = [];
  #reading = new AbortController();
  #left = false;

  private constructor(
    private readonly log: EventLog,
    private readonly client: KafkaClient,
    private readonly topic: string,
    private readonly group: string,
    private readonly joining: JoinOptions,
  ) {}

  static async join(
    log: EventLog,
    client: KafkaClient,
    topic: string,
    group: string,
    joining: JoinOptions,
    patience: number,
  ): Promise<KafkaGroup> {
    const member = new KafkaGroup(log, client, topic, group, joining);
    // A broker that has just started has no coordinator for a moment.
    await tryFor(
      patience,
      () => member.#rejoin(),
      (error) => refusalIn(error) !== undefined || isFinal(error),
    );
    return member;
  }

  get partitions(): readonly number[] {
    const given = this.#given();
    return this.#held.filter((partition) => given.includes(partition));
  }

  get changed(): AbortSignal {
    return this.#reading.signal;
  }

  get hasLeft(): boolean {
    return this.#left;
  }

  read(options: Parameters<GroupMember['read']>[0] = {}): AsyncIterable<Batch> {
    return readShares(this.log, this, options);
  }

  async settle(): Promise<readonly number[]> {
    let given: readonly number[] = this.#given();
    let gained: readonly number[] = [];
    let committed: readonly (number | undefined)[] = [];
    for (let isDone = false; !isDone && !this.#left; ) {
      this.#reading = new AbortController();
      try {
        if (!this.#consumer) await this.#rejoin();
        given = this.#given();
        gained = given.filter((partition) => !this.#held.includes(partition));
        committed = gained.length > 0 ? await this.#committed(gained) : [];
        isDone = true;
      } catch (error) {
        if (this.#left) break;
        this.joining.onNote?.(`joining ${this.group} failed, which will be retried: ${kafkaReason(error)}`);
        await this.#drop(); // it would ask the same coordinator again
        await new Promise((done) => setTimeout(done, RETRY));
      }
    }
    const lost = this.#held.filter((partition) => !given.includes(partition));
    if (gained.length > 0 || lost.length > 0) {
      const offsets = await this.joining.onPartitions?.(gained, lost);
      const starts = await this.log.starts();
      for (const partition of gained) {
        this.next[partition] = offsets?.get(partition) ?? committed[partition] ?? starts[partition];
      }
      for (const [partition, start] of starts.entries()) this.next[partition] ??= start;
      this.#held = given;
    }
    return this.#held;
  }

  async commit(next: Offsets): Promise<void> {
    const { partitions } = this;
    if (partitions.length === 0) return;
    await this.#consumer?.commit({
      offsets: partitions.map((partition) => ({
        topic: this.topic,
        partition,
        offset: BigInt(next[partition]),
        leaderEpoch: -1,
      })),
    });
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#reading.abort();
    const { partitions } = this;
    if (partitions.length > 0) await this.joining.onPartitions?.([], partitions);
    await this.#drop();
    this.#held = [];
  }

  /** The partitions that the broker has given to this member. */
  #given(): number[] {
    const mine = this.#consumer?.assignments?.find(({ topic }) => topic === this.topic);
    return [...(mine?.partitions ?? [])].sort((a, b) => a - b);
  }

  async #rejoin(): Promise<void> {
    // The client takes no white space in a name.
    const consumer = this.client.consumer(this.topic, this.group.replace(/[\s%]/gu, encodeURIComponent));
    const renew = () => {
      if (this.#consumer === consumer) this.#reading.abort();
    };
    consumer.on('consumer:group:join', renew);
    // After a failed heartbeat, or a failed rejoining, this client stays silent: another one joins in its place.
    const giveUp = () => {
      if (this.#consumer !== consumer) return;
      void this.#drop();
      this.#reading.abort();
    };
    consumer.on('consumer:heartbeat:error', giveUp);
    (consumer as import('node:events').EventEmitter).on('error', giveUp);
    try {
      await consumer.joinGroup({});
      if (this.#left) throw new Error('the group was left');
      this.#consumer = consumer;
    } catch (error) {
      void closeClient(consumer);
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await closeClient(consumer);
  }

  /** By partition; undefined where there is none. */
  async #committed(partitions: readonly number[]): Promise<(number | undefined)[]> {
    const topics = [{ topic: this.topic, partitions: [...partitions] }];
    if (!this.#consumer) throw new Error('the group was left');
    const found = (await this.#consumer.listCommittedOffsets({ topics })).get(this.topic) ?? [];
    return found.map((offset) => (offset >= 0n ? Number(offset) : undefined));
  }
}
