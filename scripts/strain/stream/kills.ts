/**
 * Kills the producer, the consumer and the broker of an event log, and a service with a live model, at random moments,
 * damages what a power failure would damage, fills the disk, and checks that no acknowledged event is lost, none counts
 * twice, and the states are those of clean runs.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { RandomState } from '../../../lib/math/random/random-state';
import { applyEvents } from '../../../lib/streaming/apply-events';
import { brokers, openLog, withScratch } from '../../bench/stream/logs';
import { TYPESCRIPT } from '../../cli/node-arguments';
import type { Broker } from '../../kafka/broker';
import { CountedEvents } from './counted-events';
import { end, pause, startProcess } from './processes';
import { type ServiceCheck, StrainedService } from './strained-service';

export interface KillsResult {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly twice: number;
}

/** Milliseconds between two kills, at most. */
const LONGEST = 1500;
/** Blocks of 512 bytes that a file may have when the disk is full. */
const FULL = 400;

interface Options {
  readonly kafka: boolean;
  readonly rounds: number;
  readonly seed: number;
  readonly note: (line: string) => void;
}

/** @throws {Error} if the state differs from that of a clean run though nothing is lost or twice */
export function strainStream(options: Options): Promise<KillsResult> {
  return withScratch('strain-stream', (dir) => new Strain(dir, options).run());
}

class Strain {
  readonly #random: RandomState;
  readonly #checkpoints: string;
  readonly #log: string;
  #address = '';
  #broker: Broker | undefined;
  #startBroker: ((port?: number) => Promise<Broker>) | undefined;
  #producer: ChildProcess | undefined;
  #consumer: ChildProcess | undefined;
  /** It has an embedded log of its own, as one process writes to it, or a topic of the same broker. */
  #service: StrainedService | undefined;
  /** All events below this number are acknowledged. */
  #acknowledged = 0;
  #refused = 0;
  #bag: string[] = [];
  /** Whether the consumer that runs now has applied anything. */
  #hasApplied = false;

  constructor(
    private readonly dir: string,
    private readonly options: Options,
  ) {
    this.#random = new RandomState(options.seed);
    this.#checkpoints = path.join(dir, 'state');
    this.#log = path.join(dir, 'log');
  }

  async run(): Promise<KillsResult> {
    const { kafka, rounds, note } = this.options;
    if (kafka) {
      this.#startBroker = await brokers(path.join(this.dir, 'kafka'));
      this.#broker = await this.#startBroker();
      this.#address = `${this.#broker.address}/strain`;
    } else {
      this.#address = this.#log;
    }
    try {
      this.#startProducer();
      await this.#until(() => this.#acknowledged > 0, 'the first acknowledgment');
      this.#startConsumer();
      const stream = this.#broker?.address ?? 'embedded';
      this.#service = await StrainedService.start(path.join(this.dir, 'service'), stream, this.options.seed);
      const kills: Record<string, number> = {};
      for (let round = 0; round < rounds; round++) {
        // Both have started since the last kill, and do something.
        const before = this.#acknowledged;
        const beforeService = this.#service.acknowledged;
        await this.#until(
          () =>
            this.#acknowledged > before && this.#hasApplied && this.#service!.acknowledged > beforeService,
          'an event that each acknowledges and one that is applied',
        );
        await pause(this.#random.interval(LONGEST));
        const what = this.#victim();
        kills[what] = (kills[what] ?? 0) + 1;
        if (what === 'producer') await this.#killProducer();
        else if (what === 'consumer') await this.#killConsumer();
        else if (what === 'broker') await this.#killBroker();
        else if (what === 'service') await this.#service.kill();
        else await this.#fillDisk();
        if ((round + 1) % 10 === 0) {
          const [log, service] = [this.#acknowledged, this.#service.acknowledged];
          note(`${round + 1} rounds, ${log} acknowledged by the log, ${service} by the service`);
        }
      }
      note(
        `killed or filled: ${Object.entries(kills)
          .map(([what, count]) => `${what} ${count}`)
          .join(', ')}; refused appends: ${this.#refused}`,
      );
      const ofLog = await this.#check(rounds);
      const ofService = await this.#checkService();
      return {
        rounds,
        acknowledged: ofLog.acknowledged + ofService.acknowledged,
        lost: ofLog.lost + ofService.lost,
        twice: ofLog.twice + ofService.twice,
      };
    } finally {
      await this.#service?.close();
      await end(this.#producer);
      await end(this.#consumer);
      await this.#broker?.stop();
    }
  }

  /** Each in turn, in another order each time. */
  #victim(): string {
    const last = this.options.kafka ? 'broker' : 'disk';
    if (this.#bag.length === 0) this.#bag = ['producer', 'consumer', 'service', last];
    return this.#bag.splice(this.#random.interval(this.#bag.length - 1), 1)[0];
  }

  async #killProducer(): Promise<void> {
    await end(this.#producer);
    // What a write that was cut off leaves behind; it was never acknowledged.
    if (!this.options.kafka && this.#random.interval(2) === 0) {
      const last = readdirSync(this.#log)
        .filter((name) => name.startsWith('segment-'))
        .sort()
        .at(-1);
      const torn = Buffer.from('RLe1').subarray(0, 1 + this.#random.interval(3));
      const rest = Buffer.alloc(this.#random.interval(300), this.#random.interval(255));
      if (last) appendFileSync(path.join(this.#log, last), Buffer.concat([torn, rest]));
    }
    this.#startProducer();
  }

  async #killConsumer(): Promise<void> {
    await end(this.#consumer);
    if (this.#random.interval(2) === 0 && existsSync(this.#checkpoints)) {
      const files = readdirSync(this.#checkpoints)
        .filter((name) => name.endsWith('.bin'))
        .sort();
      const newest = path.join(this.#checkpoints, files.at(-1) ?? '');
      // Only if there is one before: damage to both is not a single fault.
      if (files.length > 1) {
        const bytes = readFileSync(newest);
        bytes[this.#random.interval(bytes.length - 1)] ^= 1 << this.#random.interval(7);
        writeFileSync(newest, bytes);
      }
    }
    this.#startConsumer();
  }

  async #killBroker(): Promise<void> {
    const { port } = this.#broker!;
    await this.#broker!.kill();
    this.#broker = await this.#startBroker!(port);
  }

  /** A producer that can't write beyond a limit for a while. */
  async #fillDisk(): Promise<void> {
    await end(this.#producer);
    const before = this.#refused;
    this.#startProducer(FULL);
    await this.#until(() => this.#refused > before, 'an append that is refused');
    await end(this.#producer);
    this.#startProducer();
  }

  #startProducer(blocks?: number): void {
    const child = start('producer.ts', [this.#address, `${this.#acknowledged}`], blocks);
    this.#producer = child;
    let rest = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith('refused')) this.#refused++;
        else this.#acknowledged = Math.max(this.#acknowledged, Number(line) + 1);
      }
    });
  }

  #startConsumer(): void {
    const child = start('consumer.ts', [this.#address, this.#checkpoints]);
    this.#consumer = child;
    this.#hasApplied = false;
    child.stdout!.on('data', () => {
      if (this.#consumer === child) this.#hasApplied = true;
    });
  }

  /** Brings the consumer's state up to date, and compares it with what was acknowledged and with a clean run. */
  async #check(rounds: number): Promise<KillsResult> {
    await end(this.#producer);
    await end(this.#consumer);
    const log = await openLog(this.#address, false);
    const [strained, clean] = [new CountedEvents(), new CountedEvents()];
    await applyEvents(log, strained, { name: 'strain', dir: this.#checkpoints, follow: false });
    await applyEvents(log, clean, { name: 'clean', follow: false });
    await log.close();
    const counts = strained.trimmed();
    let lost = 0;
    for (let n = 0; n < this.#acknowledged; n++) if (!counts[n]) lost++;
    const twice = counts.filter((count) => count > 1).length;
    const isSame = counts.equals(clean.trimmed()) && String(strained.chains) === String(clean.chains);
    if (lost === 0 && twice === 0 && !isSame) throw new Error('the state differs from that of a clean run');
    return { rounds, acknowledged: this.#acknowledged, lost, twice };
  }

  async #checkService(): Promise<ServiceCheck> {
    const service = this.#service!;
    const found = await service.check(() =>
      this.options.kafka
        ? openLog(`${this.#broker!.address}/recommender-lab-events`, false)
        : openLog(service.logDir, true),
    );
    const { lost, twice, wrongLists } = found;
    if (lost + twice === 0 && wrongLists.length > 0) {
      throw new Error(`the service's lists differ from those of a clean run: ${wrongLists.join(', ')}`);
    }
    return found;
  }

  async #until(isDone: () => boolean, what: string): Promise<void> {
    for (const since = performance.now(); !isDone(); await pause(10)) {
      if (performance.now() - since > 120_000) throw new Error(`waited two minutes for ${what}`);
    }
  }
}

/** @param blocks the largest file that it may write */
function start(script: string, args: readonly string[], blocks?: number): ChildProcess {
  const node = [process.execPath, ...TYPESCRIPT, path.join(__dirname, script), ...args];
  // With the signal ignored, a write beyond the limit fails, as on a full disk.
  const limit = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const [program, ...rest] = blocks === undefined ? node : ['sh', '-c', limit, 'sh', ...node];
  return startProcess(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
}
