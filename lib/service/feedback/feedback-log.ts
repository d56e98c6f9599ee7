/**
 * An append-only log of events, one JSON line each, in numbered files. An append is done when its lines are on disk.
 * The queue and the files are those of the embedded event log.
 */
import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';
import { DurableFile } from '../../streaming/embedded/durable-file';
import { GroupCommit } from '../../streaming/embedded/group-commit';
import { eventIn, type StoredEvent } from './feedback-event';

const NAME = /^events-(\d{8})\.ndjson$/;
const MOST_WAITING = 10_000;

export class FeedbackLog {
  #file: DurableFile;
  #number: number;
  readonly #queue = new GroupCommit<string>({
    write: (lines) => this.#file.write(Buffer.from(lines.join(''))),
    mostWaiting: MOST_WAITING,
    what: 'feedback',
  });

  private constructor(
    readonly dir: string,
    number: number,
    file: DurableFile,
  ) {
    this.#number = number;
    this.#file = file;
  }

  /** Opens a new file after the existing ones. */
  static async open(dir: string): Promise<FeedbackLog> {
    const number = 1 + Math.max(0, ...(await logFiles(dir)).map(numberOf));
    return new FeedbackLog(dir, number, await newFile(dir, number));
  }

  /** Resolves when all of them are on disk. @throws LabError `STORAGE` if they can't be written */
  append(events: readonly StoredEvent[]): Promise<void> {
    return this.#queue.add(events.map((event) => `${JSON.stringify(event)}\n`));
  }

  /** Whether the current file takes no more events, as it couldn't be flushed: `rotate` helps. */
  get isBroken(): boolean {
    return this.#file.isBroken;
  }

  /** Continues in a new file unless the current one is empty and in order. Returns the files that won't change anymore. */
  async rotate(): Promise<string[]> {
    await this.#queue.idle();
    if (this.#file.size > 0 || this.isBroken) {
      const next = await newFile(this.dir, this.#number + 1);
      await this.#queue.idle(); // and nothing awaits before the swap, so no append falls between two files
      const old = this.#file;
      this.#file = next;
      this.#number++;
      await old.close();
    }
    return (await logFiles(this.dir)).filter((file) => numberOf(file) < this.#number);
  }

  /** Writes pending events, then closes. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#file.close();
    if (this.#file.size === 0) await rm(path.join(this.dir, fileName(this.#number)), { force: true });
  }
}

/** The files of the log, oldest first. */
export async function logFiles(dir: string): Promise<string[]> {
  return (await readdir(dir))
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => path.join(dir, name));
}

/** The events of a log file, without damaged lines and a truncated last line. */
export async function readLogFile(file: string): Promise<{ events: StoredEvent[]; damaged: string[] }> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const events: StoredEvent[] = [];
  const damaged: string[] = [];
  for (const line of lines) {
    const event = eventIn(line);
    if (event) events.push(event);
    else damaged.push(line);
  }
  return { events, damaged };
}

/**
 * Moves lines that were cut off when the process was killed (and never acknowledged), and lines without a valid event,
 * to `damaged.txt`. Returns how many there were.
 */
export async function repairLog(dir: string): Promise<number> {
  let count = 0;
  for (const file of await logFiles(dir)) {
    const { damaged } = await readLogFile(file);
    if (damaged.length > 0) count += await repairLogFile(file);
  }
  return count;
}

/** Rewrites a file with only its events; it must not be the current one. */
export async function repairLogFile(file: string): Promise<number> {
  const { events, damaged } = await readLogFile(file);
  const dir = path.dirname(file);
  if (damaged.length > 0) await appendFile(path.join(dir, 'damaged.txt'), `${damaged.join('\n')}\n`);
  const whole = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  await writeDurably(dir, path.basename(file), Buffer.from(whole));
  return damaged.length;
}

async function newFile(dir: string, number: number): Promise<DurableFile> {
  await writeDurably(dir, fileName(number), new Uint8Array(0)); // so that its name persists
  return DurableFile.open(path.join(dir, fileName(number)));
}

function fileName(number: number): string {
  return `events-${String(number).padStart(8, '0')}.ndjson`;
}

function numberOf(file: string): number {
  return Number(NAME.exec(path.basename(file))?.[1] ?? 0);
}
