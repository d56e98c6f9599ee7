/**
 * An append-only log of events, one JSON line each, in numbered files. An append is done when its lines are on disk.
 * Appends that arrive while the disk is busy are written and flushed together ("group commit"), so that a flush of a
 * few milliseconds serves all requests that wait for it.
 */
import { appendFile, type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../core/errors';
import { writeDurably } from '../package/package-files';
import { eventIn, type StoredEvent } from './feedback-event';

const NAME = /^events-(\d{8})\.ndjson$/;
/** Events that may wait for the disk; more are rejected, so that a slow disk doesn't fill the memory. */
const MOST_WAITING = 10_000;

interface Waiting {
  readonly lines: string;
  readonly count: number;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

export class FeedbackLog {
  #handle: FileHandle;
  #number: number;
  #size = 0;
  #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #writing: Promise<void> | undefined;
  #broken: Error | undefined;

  private constructor(
    readonly dir: string,
    number: number,
    handle: FileHandle,
  ) {
    this.#number = number;
    this.#handle = handle;
  }

  /** Opens a new file after the existing ones. */
  static async open(dir: string): Promise<FeedbackLog> {
    const number = 1 + Math.max(0, ...(await logFiles(dir)).map(numberOf));
    return new FeedbackLog(dir, number, await newFile(dir, number));
  }

  /** Resolves when all of them are on disk. @throws LabError `STORAGE` if they can't be written */
  append(events: readonly StoredEvent[]): Promise<void> {
    if (this.#waitingEvents + events.length > MOST_WAITING) {
      return Promise.reject(storageError('too many events are waiting for the disk; try again later'));
    }
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    return new Promise((done, fail) => {
      this.#waiting.push({ lines, count: events.length, done, fail });
      this.#waitingEvents += events.length;
      this.#writing ??= this.#write();
    });
  }

  /** Continues in a new file unless the current one is empty. Returns the files that won't change anymore. */
  async rotate(): Promise<string[]> {
    while (this.#writing) await this.#writing;
    if (this.#size > 0) {
      const next = await newFile(this.dir, this.#number + 1);
      // Nothing awaits between this check and the swap, so no append falls between two files.
      while (this.#writing) await this.#writing;
      const old = this.#handle;
      this.#handle = next;
      this.#number++;
      this.#size = 0;
      await old.close();
    }
    return (await logFiles(this.dir)).filter((file) => numberOf(file) < this.#number);
  }

  /** Writes pending events, then closes. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.#handle.close();
    if (this.#size === 0) await rm(path.join(this.dir, fileName(this.#number)), { force: true });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken) throw this.#broken;
        const bytes = Buffer.from(batch.map(({ lines }) => lines).join(''));
        await this.#handle.writeFile(bytes);
        await this.#handle.datasync();
        this.#size += bytes.length;
        for (const { done } of batch) done();
      } catch (error) {
        // The next line must not follow half a line.
        await this.#handle.truncate(this.#size).catch((cause) => {
          this.#broken = cause;
        });
        for (const { fail } of batch) fail(storageError((error as Error).message, error));
      }
      for (const { count } of batch) this.#waitingEvents -= count;
    }
    this.#writing = undefined;
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

async function newFile(dir: string, number: number): Promise<FileHandle> {
  await writeDurably(dir, fileName(number), new Uint8Array(0)); // so that its name persists
  return open(path.join(dir, fileName(number)), 'a');
}

function fileName(number: number): string {
  return `events-${String(number).padStart(8, '0')}.ndjson`;
}

function numberOf(file: string): number {
  return Number(NAME.exec(path.basename(file))?.[1] ?? 0);
}

function storageError(why: string, cause?: unknown): LabError {
  return new LabError('STORAGE', `feedback can't be stored: ${why}`, { cause });
}
