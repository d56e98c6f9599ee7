/** Unpacks a folder of prepared ratings into a table in files, for what learns from more ratings than fit into memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import * as path from 'node:path';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { checkArgument, checkOptions, TEXT } from '../../core/arguments';
import { DataError } from '../../core/errors';
import { type Database, withDatabase } from '../../data/duckdb/database';
import { sqlPath } from '../../data/duckdb/sql-text';
import { FiledTable } from '../../data/table/filed-table';
import { COLUMN_KINDS, type ColumnName } from '../../data/table/rows-hash';
import { PREPARED_FILES, readSummary, scaleIn } from './prepared-folder';
import { idsOf, pathIn, wrongRows } from './read-prepared';

export interface UnpackOptions {
  /** An empty folder for the files, 20 bytes per rating with times, 12 without. The caller removes it. */
  readonly into: string;
  readonly signal?: AbortSignal;
  /** Called with what is being done, and the part of it that is done, from 0 to 1: here, and later by the table. */
  readonly onPart?: (what: string, part: number) => void;
}

/** In megabytes. */
const MEMORY = 512;
/** Sorting doesn't depend on it, except for its speed. */
const MEMORY_TO_SORT = 1024;

/**
 * The train part as `readPrepared` reads it, but in files. Memory: the ids, and `MEMORY`.
 * @throws DataError if the folder isn't one of prepared ratings, or its files don't belong together
 */
export async function unpackPrepared(folder: string, options: UnpackOptions): Promise<FiledTable> {
  checkArgument('unpackPrepared', 'folder', folder, TEXT);
  checkOptions('unpackPrepared', options, { into: 'unpacked', signal: undefined, onPart: undefined });
  checkArgument('unpackPrepared', 'into', options.into, TEXT);
  const { into, signal, onPart } = options;
  const { counts, hasTimestamps, ...summary } = readSummary(folder);
  const settings = { memory_limit: `${MEMORY}MB` };
  const from = pathIn(folder, PREPARED_FILES.ratings);
  const names: ColumnName[] = ['user', 'item', 'rating', ...(hasTimestamps ? (['timestamp'] as const) : [])];
  return withDatabase({ use: 'Prepared ratings', settings, signal }, async (db) => {
    const columns: ColumnWriter[] = [];
    try {
      for (const name of names) columns.push(new ColumnWriter(path.join(into, name), name));
      let last = 0;
      const read = await db.eachChunk(
        `SELECT ${names.map(columnSql).join(', ')} FROM ${sqlPath(from)}`,
        (chunk, at) => {
          for (const [n, column] of columns.entries()) column.add(chunk, n);
          last = sortedFrom(last, chunk, from);
          onPart?.('reading the ratings', Math.min(1, (at + chunk.rowCount) / counts.ratings));
        },
      );
      if (read !== counts.ratings) throw wrongRows(from, counts.ratings, read);
    } finally {
      for (const column of columns) column.close();
    }
    const fileOf = (name: ColumnName) => path.join(into, name);
    return new FiledTable({
      users: await idsOf(db, pathIn(folder, PREPARED_FILES.users), counts.users),
      items: await idsOf(db, pathIn(folder, PREPARED_FILES.items), counts.items),
      scale: scaleIn(summary),
      length: counts.ratings,
      files: {
        user: fileOf('user'),
        item: fileOf('item'),
        rating: fileOf('rating'),
        timestamp: hasTimestamps ? fileOf('timestamp') : undefined,
      },
      raters: () => sortedByItem(from, options),
      ...{ signal, onPart },
    });
  });
}

function columnSql(name: ColumnName): string {
  return name === 'timestamp' ? 'CAST(timestamp AS DOUBLE)' : `"${name}"`;
}

/** The last user of a chunk. @throws DataError if the users before aren't sorted */
function sortedFrom(last: number, chunk: DuckDBDataChunk, file: string): number {
  const users = chunk.getColumnVector(0);
  let before = last;
  for (let row = 0; row < chunk.rowCount; row++) {
    const user = users.getItem(row) as number;
    if (user < before)
      throw new DataError(`${file}: the ratings aren't sorted by user; prepare the folder again`, { file });
    before = user;
  }
  return before;
}

/** The users of each item, item after item. DuckDB sorts what is larger than memory. */
async function sortedByItem(from: string, { into, signal, onPart }: UnpackOptions): Promise<string> {
  const file = path.join(into, 'raters');
  const settings = { memory_limit: `${MEMORY_TO_SORT}MB`, temp_directory: path.join(into, 'spilled') };
  const use = 'Prepared ratings';
  const report = (part: number) => onPart?.('sorting the ratings by item', part);
  const writer = new ColumnWriter(file, 'user');
  try {
    await withDatabase({ use, settings, signal, onPart: report }, (db: Database) =>
      db.eachChunk(`SELECT "user" FROM ${sqlPath(from)} ORDER BY item, "user"`, (chunk) =>
        writer.add(chunk, 0),
      ),
    );
  } finally {
    writer.close();
  }
  return file;
}

/** Numbers that are written at a time. */
const ROOM = 1 << 18;

/** Writes a column of a query to a file. */
class ColumnWriter {
  readonly #file: number;
  readonly #room: Int32Array | Float32Array | Float64Array;
  #used = 0;

  constructor(file: string, name: ColumnName) {
    this.#file = openSync(file, 'wx');
    this.#room = new COLUMN_KINDS[name](ROOM);
  }

  /** @param n the column's place in the chunk */
  add(chunk: DuckDBDataChunk, n: number): void {
    const vector = chunk.getColumnVector(n);
    const rows = chunk.rowCount;
    if (this.#used + rows > ROOM) this.#flush();
    const [room, used] = [this.#room, this.#used];
    for (let row = 0; row < rows; row++) room[used + row] = vector.getItem(row) as number;
    this.#used += rows;
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    const bytes = new Uint8Array(this.#room.buffer, 0, this.#used * this.#room.BYTES_PER_ELEMENT);
    this.#used = 0;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}
