/** Reads a folder of prepared ratings into the table that models learn from. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { checkArgument, checkOptions, TEXT } from '../../core/arguments';
import { checkMemory } from '../../core/check-memory';
import { DataError, OptionError } from '../../core/errors';
import { type Database, withDatabase } from '../../data/duckdb/database';
import { sqlPath } from '../../data/duckdb/sql-text';
import { Interactions } from '../../data/table/interactions';
import { PREPARED_FILES, readSummary } from './prepared-folder';

export interface ReadPreparedOptions {
  /** `train` (default): `ratings.parquet`. `test`: what a split has set aside, with the same numbers of users and items. */
  readonly part?: 'train' | 'test';
  readonly signal?: AbortSignal;
}

/**
 * Reads prepared ratings as a table. Its columns are filled chunk by chunk and never copied: 20 bytes per rating with
 * timestamps, 12 without. Users and items have the same places as in the folder.
 *
 * @throws DataError if the folder isn't one of prepared ratings, or its files don't belong together
 * @throws OptionError if the columns wouldn't fit into the machine's memory
 */
export async function readPrepared(folder: string, options: ReadPreparedOptions = {}): Promise<Interactions> {
  checkArgument('readPrepared', 'folder', folder, TEXT);
  checkOptions('readPrepared', options, { part: 'test', signal: undefined });
  const { part = 'train', signal } = options;
  if (part !== 'train' && part !== 'test')
    throw new OptionError(`readPrepared: part must be one of train, test, got ${String(part)}`);
  const { counts, scale, hasRatings, hasTimestamps } = readSummary(folder);
  const rows = part === 'train' ? counts.ratings : counts.test;
  if (rows === 0) throw new OptionError(`readPrepared: ${folder} has no test part; prepare it with a split`);
  checkMemory({
    what: `readPrepared: ${rows} ratings`,
    bytes: rows * (hasTimestamps ? 20 : 12),
    advice: 'prepare a sample with userShare, or train on the folder with Spark',
  });
  const pathOf = (name: string) => pathIn(folder, name);
  return withDatabase(
    { use: 'Prepared ratings', settings: { memory_limit: '512MB' }, signal },
    async (db) => {
      const users = await idsOf(db, pathOf(PREPARED_FILES.users), counts.users);
      const items = await idsOf(db, pathOf(PREPARED_FILES.items), counts.items);
      const user = new Int32Array(rows);
      const item = new Int32Array(rows);
      const rating = new Float32Array(rows);
      const timestamp = hasTimestamps ? new Float64Array(rows) : undefined;
      const file = pathOf(PREPARED_FILES[part === 'train' ? 'ratings' : 'test']);
      const columns = [user, item, rating, ...(timestamp ? [timestamp] : [])];
      const time = timestamp ? ', CAST(timestamp AS DOUBLE)' : '';
      const read = await db.eachChunk(
        `SELECT "user", item, rating${time} FROM ${sqlPath(file)}`,
        (chunk, at) => {
          if (at + chunk.rowCount > rows) throw wrongRows(file, rows, at + chunk.rowCount);
          for (const [n, column] of columns.entries()) fill(column, at, chunk, n);
        },
      );
      if (read !== rows) throw wrongRows(file, rows, read);
      return Interactions.fromColumns(
        {
          user: { ids: users, indices: user },
          item: { ids: items, indices: item },
          ...(hasRatings ? { rating } : {}),
          timestamp,
        },
        { ownership: 'take', duplicates: 'keep', ...(hasRatings ? { scale } : {}) },
      );
    },
  );
}

/** The path of a file of the folder. @throws DataError if it doesn't exist */
export function pathIn(folder: string, name: string): string {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  throw new DataError(`${file}: this file does not exist; prepare the folder again`, { file });
}

export function wrongRows(file: string, expected: number, found: number): DataError {
  return new DataError(
    `${file}: expected ${expected} rows, as ${PREPARED_FILES.summary} says, found ${found}`,
    {
      file,
    },
  );
}

function fill(
  column: Int32Array | Float32Array | Float64Array,
  at: number,
  chunk: DuckDBDataChunk,
  n: number,
): void {
  const vector = chunk.getColumnVector(n);
  const rows = chunk.rowCount;
  for (let row = 0; row < rows; row++) column[at + row] = vector.getItem(row) as number;
}

/** The ids by place. */
export async function idsOf(db: Database, file: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  await db.eachChunk(`SELECT id FROM ${sqlPath(file)} ORDER BY place`, (chunk) => {
    for (const id of chunk.getColumnValues(0)) ids.push(id as string);
  });
  if (ids.length !== count) throw wrongRows(file, count, ids.length);
  return ids;
}
