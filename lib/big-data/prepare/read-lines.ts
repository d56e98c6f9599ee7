/** The first step: the files' lines as a table, and an error for the first that can't be read. */
import { statSync } from 'node:fs';
import * as path from 'node:path';
import { DataError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { CHOICES, type RatingScale } from '../../core/rating-scale';
import { plainCopy } from '../../data/delimited/plain-copy';
import { scaleFound } from '../../data/delimited/read-ratings';
import type { Database } from '../../data/duckdb/database';
import { isReadable, milliseconds, trimmed } from '../../data/duckdb/read-csv';
import { sqlName, sqlPath } from '../../data/duckdb/sql-text';
import { throwFirstFault } from '../layouts/first-fault';
import { checkUnpacks } from '../layouts/gzip';
import type { RatingsFile } from '../layouts/layout';

export interface ReadOptions {
  readonly damaged: 'error' | 'skip';
  /** For a copy of a file that DuckDB can't read as it is. */
  readonly temporary: string;
  readonly signal?: AbortSignal;
}

/** Our own reader, which says what is wrong, keeps the rows: of larger files, DuckDB's words have to do. In bytes. */
const LARGEST = 4e9;

/** How many of a file's lines were read. */
export interface LineCounts {
  readonly rows: number;
  readonly damaged: number;
}

/**
 * Adds a file to the table `lines`: `user` and `item` as text without spaces around them, `rating`, and `time` in milliseconds since 1970.
 * @throws DataError for the first line that can't be read, unless those are skipped
 */
export async function readLines(db: Database, file: RatingsFile, options: ReadOptions): Promise<LineCounts> {
  await db.run(
    'CREATE TABLE IF NOT EXISTS lines ("user" VARCHAR, item VARCHAR, rating FLOAT, time BIGINT, is_damaged BOOLEAN)',
  );
  const before = await db.number('SELECT count(*) FROM lines');
  // Both to their end, as neither can go on without the other.
  const [unpacks, reading] = await Promise.allSettled([
    file.isGzip ? checkUnpacks(file.path, options.signal) : undefined,
    readPatiently(db, file, before, options.temporary),
  ]);
  if (unpacks.status === 'rejected') throw unpacks.reason;
  if (reading.status === 'rejected') throw reading.reason;
  const { damaged, example, failure } = reading.value;
  if (failure !== undefined || (damaged > 0 && options.damaged === 'error')) {
    options.signal?.throwIfAborted();
    if (file.isJson || statSync(file.path).size <= LARGEST) await throwFirstFault(file, options.signal);
    const what = failure ?? `${damaged} lines can't be read: ${example}`;
    throw new DataError(`${file.path}: ${what}`, { file: file.path });
  }
  if (damaged > 0) await db.run('DELETE FROM lines WHERE is_damaged');
  const rows = (await db.number('SELECT count(*) FROM lines')) - before;
  if (rows > 0) return { rows, damaged };
  const which = damaged > 0 ? ' that can be read' : '';
  throw new DataError(`${file.path}: there are no rows${which}`, { file: file.path });
}

/** What DuckDB could do with a file. */
interface Reading {
  readonly damaged: number;
  /** DuckDB's words for a damaged line. */
  readonly example?: string;
  /** Why DuckDB gave up. */
  readonly failure?: string;
}

/** Text in another encoding, or with mixed line ends, is copied first; to find that out takes a pass over the file. */
async function readPatiently(
  db: Database,
  file: RatingsFile,
  before: number,
  temporary: string,
): Promise<Reading> {
  const reading = await readFrom(db, file, file.from, before).catch(failed);
  const isWhole = reading.damaged === 0 && reading.failure === undefined;
  if (isWhole || file.isJson || file.isGzip) return reading;
  const copy = await plainCopy(file.path, file.options.encoding ?? 'utf-8', path.join(temporary, 'plain'));
  if (copy === file.path) return reading;
  await db.run(`DELETE FROM lines WHERE rowid >= ${before}`);
  return readFrom(db, file, file.from.replace(sqlPath(file.path), sqlPath(copy)), before).catch(failed);
}

/** @throws the error if it isn't about the content of the file */
function failed(error: Error): Reading {
  if (/^(Invalid Input|Conversion) Error/.test(error.message)) return { damaged: 0, failure: error.message };
  throw error;
}

async function readFrom(
  db: Database,
  { columns, timestamps, scale, isJson }: RatingsFile,
  from: string,
  before: number,
): Promise<Reading> {
  const { user, item, rating, timestamp } = columns;
  const readable = Object.entries(columns).flatMap(([role, column]) =>
    column === undefined ? [] : [isReadable(column, role, timestamps)],
  );
  if (rating !== undefined && scale) readable.push(isOnScaleSql(sqlName(rating), scale));
  const isDamaged = `NOT coalesce(${readable.join(' AND ')}, false)`;
  const time = timestamp === undefined ? 'NULL' : milliseconds(timestamp, timestamps);
  await db.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
  await db.run(
    `INSERT INTO lines SELECT ${trimmed(user)}, ${trimmed(item)}, ${rating === undefined ? '1' : `if(is_damaged, NULL, ${sqlName(rating)})`},
       if(is_damaged, NULL, ${time}), is_damaged FROM (SELECT *, ${isDamaged} AS is_damaged FROM ${from})`,
  );
  const [incomplete] = await db.rows<{ lines: string; first: string | null }>(
    `SELECT count(*) AS lines, min(rowid) - ${before} + 1 AS first FROM lines WHERE is_damaged AND rowid >= ${before}`,
  );
  const first = `a value is missing or not allowed in row ${incomplete!.first} of those with the right columns`;
  if (isJson) return { damaged: Number(incomplete!.lines), example: first };
  const [rejected] = await db.rows<{ lines: string; example: string | null }>(
    'SELECT count(DISTINCT line) AS lines, first(error_message ORDER BY line) AS example FROM reject_errors',
  );
  return {
    damaged: Number(incomplete!.lines) + Number(rejected!.lines),
    example: rejected!.example ?? first,
  };
}

/** As `isOnScale`, in SQL. */
function isOnScaleSql(rating: string, { min, max, step }: RatingScale): string {
  const range = Number.isFinite(max) ? `${rating} BETWEEN ${min} AND ${max}` : `${rating} >= ${min}`;
  if (step === undefined) return range;
  return `(${range} AND abs((${rating} - ${min}) / ${step} - round((${rating} - ${min}) / ${step})) < 1e-4)`;
}

/** More distinct ratings than `inferScale` looks at. */
const MOST_DISTINCT = 1000;

/**
 * The scale of the ratings in `lines`: as given, or from the lowest to the highest in the largest step that reaches each.
 * @throws DataError if all ratings are the same
 */
export async function scaleOf(db: Database, files: readonly RatingsFile[]): Promise<RatingScale> {
  if (files[0]!.columns.rating === undefined) return CHOICES;
  if (files[0]!.scale) return files[0]!.scale;
  const distinct = await db.rows<{ rating: number }>(
    `(SELECT DISTINCT rating FROM lines LIMIT ${MOST_DISTINCT}) UNION
     (SELECT unnest([min(rating), max(rating)]) FROM lines)`,
  );
  const file = files.map(({ path }) => path).join(', ');
  return scaleFound(
    file,
    Float32Array.from(distinct, ({ rating }) => rating),
    inferScale,
  );
}
