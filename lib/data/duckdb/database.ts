/** A DuckDB database in memory for one piece of work: opened with limits, stopped by a signal, closed at the end. */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { LabError } from '../../core/errors';
import { loadOptional } from '../../core/packaged';

/** Options of {@link withDatabase}. */
export interface DatabaseOptions {
  /** What needs DuckDB, for the error if it isn't installed: `Prepared ratings`. */
  readonly use: string;
  /**
   * DuckDB's settings: `{ memory_limit: '1GB', temp_directory: '…' }`. Without a temporary folder, what doesn't fit into
   * memory is an error.
   */
  readonly settings?: Readonly<Record<string, string>>;
  /** Stops the statement that is running; the work is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called twice a second with the part of the running statement that is done, from 0 to 1. */
  readonly onPart?: (part: number) => void;
}

const PROGRESS_MS = 500;

/** A connection with a short way to ask for rows. */
export class Database {
  constructor(readonly connection: DuckDBConnection) {}

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows as objects; whole numbers beyond 32 bits are texts. */
  async rows<Row>(sql: string): Promise<Row[]> {
    return (await this.connection.runAndReadAll(sql)).getRowObjectsJson() as Row[];
  }

  /** The one number that the query gives. */
  async number(sql: string): Promise<number> {
    return Number((await this.connection.runAndReadAll(sql)).getRowsJson()[0]![0]);
  }

  /**
   * Passes on the rows in chunks of columns, in order, without holding more than one of them.
   * @param take gets the place of the chunk's first row, too
   * @returns the number of rows
   */
  async eachChunk(sql: string, take: (chunk: DuckDBDataChunk, at: number) => void): Promise<number> {
    const result = await this.connection.stream(sql);
    let at = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return at;
      take(chunk, at);
      at += chunk.rowCount;
    }
  }
}

/**
 * Opens a database, does the work, and closes it, whatever happens.
 * @throws LabError `PACKAGE` if DuckDB isn't installed
 * @throws LabError `MEMORY` or `STORAGE` if memory or the disk is full
 * @throws the reason of `signal` if it aborts
 */
export async function withDatabase<Result>(
  { use, settings, signal, onPart }: DatabaseOptions,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const { DuckDBInstance } = loadOptional(
    use,
    ['@duckdb/node-api'],
    () => require('@duckdb/node-api') as typeof import('@duckdb/node-api'),
  );
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: '', ...settings });
  const connection = await instance.connect();
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  const timer =
    onPart &&
    setInterval(() => {
      // An interrupt between two statements has no effect.
      if (signal?.aborted) connection.interrupt();
      else onPart(Math.max(0, connection.progress.percentage) / 100); // −1 between two statements
    }, PROGRESS_MS);
  try {
    await connection.run(
      'SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0',
    );
    return await work(new Database(connection));
  } catch (error) {
    signal?.throwIfAborted();
    throw inWords(error as Error, use);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB's errors that its users can mend. */
function inWords(error: Error, use: string): Error {
  if (/^Out of Memory Error/.test(error.message)) {
    return new LabError('MEMORY', `${use}: DuckDB needs more memory than it may use: ${error.message}`, {
      cause: error,
    });
  }
  if (!/No space left on device|max_temp_directory_size/i.test(error.message)) return error;
  return new LabError('STORAGE', `${use}: the disk is full: ${error.message}`, { cause: error });
}
