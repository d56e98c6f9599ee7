/**
 * Storage for feedback: an append-only log that makes an event safe within milliseconds, and a DuckDB file, to which
 * the log is moved from time to time, for queries in SQL. Events move in a transaction and are identified by number, so
 * none is lost or duplicated if the process is killed at any time.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { lockFolder } from '../../core/folder-lock';
import { loadOptional } from '../../core/packaged';
import { EVENT_COLUMNS, type FeedbackEvent, type StoredEvent } from './feedback-event';
import { FeedbackLog, logFiles, readLogFile, repairLog, repairLogFile } from './feedback-log';

/** Options of a store. */
export interface FeedbackStoreOptions {
  /** Milliseconds between two moves to DuckDB. Default 30,000. */
  readonly moveEvery?: number;
  /** Called about truncated lines, and about moves that failed and will be retried. */
  readonly onNote?: (note: string) => void;
  /** The clock. Default: the machine's. */
  readonly now?: () => Date;
}

const DATABASE = 'events.duckdb';
const COLUMNS = Object.entries(EVENT_COLUMNS);

export class FeedbackStore {
  #seq: number;
  #moving: Promise<unknown> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  private constructor(
    readonly dir: string,
    readonly options: FeedbackStoreOptions,
    private readonly log: FeedbackLog,
    private readonly unlock: () => Promise<void>,
    lastSeq: number,
  ) {
    this.#seq = lastSeq;
    this.#timer = setInterval(() => void this.move(), options.moveEvery ?? 30_000);
    this.#timer.unref();
  }

  /** @param dir created if needed. @throws LabError `LOCKED` if another service has it open */
  static async open(dir: string, options: FeedbackStoreOptions = {}): Promise<FeedbackStore> {
    await mkdir(dir, { recursive: true });
    const unlock = await lockFolder(dir);
    try {
      const cutOff = await repairLog(dir);
      if (cutOff > 0) options.onNote?.(setAside(cutOff));
      let last = await inDatabase(dir, 'READ_WRITE', lastSeq);
      for (const file of await logFiles(dir)) {
        for (const { seq } of (await readLogFile(file)).events) last = Math.max(last, seq);
      }
      return new FeedbackStore(dir, options, await FeedbackLog.open(dir), unlock, last);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Resolves when the events are on disk, where they survive even a `kill -9`. @throws LabError `STORAGE` */
  async append(events: readonly FeedbackEvent[], model: string): Promise<void> {
    const time = (this.options.now?.() ?? new Date()).toISOString();
    const stored = events.map(
      ({ type, userId, itemId, rating = null, place = null }): StoredEvent => ({
        seq: ++this.#seq,
        time,
        type,
        userId,
        itemId,
        rating,
        place,
        model,
      }),
    );
    try {
      await this.log.append(stored);
    } catch (error) {
      if (this.log.isBroken) void this.move(); // to a new file, for the next ones
      throw error;
    }
  }

  /** Moves the log to DuckDB. Whatever fails (because someone is reading the file) is retried next time. */
  move(): Promise<void> {
    const work = this.#moving.then(async () => {
      try {
        const files = await this.log.rotate();
        if (files.length > 0) await this.#moveFiles(files);
      } catch (error) {
        this.options.onNote?.(`feedback stays in the log for now: ${(error as Error).message}`);
      }
    });
    this.#moving = work;
    return work;
  }

  /** Moves files one by one, in the order of their numbers. What DuckDB can't read is set aside; the rest moves. */
  async #moveFiles(files: readonly string[]): Promise<void> {
    await inDatabase(this.dir, 'READ_WRITE', async (connection) => {
      for (const file of files) {
        await moveFile(connection, file).catch(async () => {
          const damaged = await repairLogFile(file);
          if (damaged > 0) this.options.onNote?.(setAside(damaged));
          await moveFile(connection, file);
        });
      }
    });
    for (const file of files) await rm(file, { force: true });
  }

  /** Writes pending events, moves them, and releases the folder. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.move();
    await this.log.close();
    await this.unlock();
  }
}

/**
 * All events in the order of their numbers, including those still in the log. Can be called while a service is running.
 * Empty if there are none.
 *
 * @example
 * recordsFrame(await readFeedback('data/feedback')); // a Danfo frame
 */
export async function readFeedback(dir: string): Promise<StoredEvent[]> {
  if (!existsSync(path.join(dir, DATABASE))) return [];
  const bySeq = new Map<number, StoredEvent>();
  // The log first: events that move meanwhile are found twice, not missed.
  for (const file of await logFiles(dir)) {
    const { events } = await readLogFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return { events: [] };
    });
    for (const event of events) bySeq.set(event.seq, event);
  }
  const moved = await inDatabase(dir, 'READ_ONLY', async (connection) => {
    const names = COLUMNS.map(([name]) => `"${name}"`).join(', ');
    const reader = await connection.runAndReadAll(`SELECT ${names} FROM events`);
    return reader.getRowObjectsJS();
  });
  for (const row of moved) {
    const event = { ...row, seq: Number(row.seq) } as unknown as StoredEvent;
    bySeq.set(event.seq, event);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function setAside(lines: number): string {
  return `truncated or damaged lines of feedback, moved to damaged.txt: ${lines}`;
}

async function moveFile(connection: DuckDBConnection, file: string): Promise<void> {
  const types = COLUMNS.map(([name, type]) => `'${name}': '${type}'`).join(', ');
  const from = `read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited', columns = {${types}})`;
  const known = await lastSeq(connection);
  await connection.run(`INSERT INTO events SELECT * FROM ${from} WHERE seq > ${known} ORDER BY seq`);
}

async function lastSeq(connection: DuckDBConnection): Promise<number> {
  const reader = await connection.runAndReadAll('SELECT coalesce(max(seq), 0) FROM events');
  return Number(reader.getRowsJS()[0][0]);
}

/** DuckDB lets one process write or several read, so opening retries for a while if the file is in use. */
async function inDatabase<Result>(
  dir: string,
  mode: 'READ_WRITE' | 'READ_ONLY',
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const { DuckDBInstance } = loadOptional(
    'Feedback stores',
    ['@duckdb/node-api'],
    () => require('@duckdb/node-api') as typeof import('@duckdb/node-api'),
  );
  const instance = await patiently(() =>
    DuckDBInstance.create(path.join(dir, DATABASE), { access_mode: mode, threads: '1' }),
  );
  try {
    const connection = await instance.connect();
    try {
      if (mode === 'READ_WRITE') {
        const columns = COLUMNS.map(([name, type]) => `"${name}" ${type}`).join(', ');
        await connection.run(`CREATE TABLE IF NOT EXISTS events (${columns})`);
      }
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 20 || !/lock|different configuration/i.test((error as Error).message)) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
