/** Copies the intact lines of a file of ratings, and lists the damaged ones. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OptionError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { cannotRead } from './cannot-read';
import { ROLES, type Role } from './column-roles';
import type { RatingsLook } from './look-at-ratings';
import { plainCopy } from './plain-copy';
import type { RatingsOptions } from './ratings-layout';
import { END_OF_SECONDS, type TimeFormat } from './time-column';

/** A line that was left out. */
export interface DamagedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
  readonly text: string;
}

/** A clean copy, and what isn't in it. */
export interface CleanRatings {
  readonly file: string;
  /** For `readRatings` of the clean copy. */
  readonly options: RatingsOptions;
  readonly rows: number;
  /** Number of lines left out as damaged, and the first of them. */
  readonly damaged: number;
  readonly examples: readonly DamagedLine[];
  /** Number of other lines left out: a field is empty, or its id, number, or time can't be read. */
  readonly incomplete: number;
}

export interface CleanOptions {
  /** Whether a file that exists is replaced. Default: no. */
  readonly overwrite?: boolean;
  readonly onProgress?: (part: number) => void;
}

/** Dates stay text: DuckDB would ignore an offset from UTC. */
const TIME_TYPES: Readonly<Record<TimeFormat, string>> = {
  seconds: 'DOUBLE',
  milliseconds: 'DOUBLE',
  date: 'VARCHAR',
};
const EXAMPLES = 20;
const PROGRESS_MS = 500;
/** As the reader takes them; whether the day exists is another question. */
const DATE =
  '\\d{4}-\\d\\d-\\d\\d([T ]([01]\\d|2[0-3]):[0-5]\\d(:([0-5]\\d|60)([.,]\\d{1,9})?)?(Z| ?UTC|[+-]\\d\\d:?(\\d\\d)?)?)?';

/**
 * Writes the columns that a look at the file has found to a new CSV file, in UTF-8, with dots for decimals, commas
 * between fields, and no spaces around ids. Lines with too few or too many fields, or with text where a number or a time
 * should be, are left out, and so are those without a user, an item, or a rating. DuckDB does the work, on all
 * processors, and larger than memory.
 *
 * @param options.onProgress called twice a second with the part that is done, from 0 to 1
 * @param look as proposed by `lookAtRatings` for this file
 * @throws OptionError if the file to write exists and `overwrite` isn't set, or is the file to read
 *
 * @example
 * const look = lookAtRatings('loans.csv');
 * const clean = await cleanRatings('loans.csv', look, 'clean.csv');
 * const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
 */
export async function cleanRatings(
  path: string,
  look: RatingsLook,
  to: string,
  { overwrite = false, onProgress }: CleanOptions = {},
): Promise<CleanRatings> {
  if (existsSync(to) && !overwrite)
    throw new OptionError(`cleanRatings: the file to write must not exist yet, got ${to}`);
  if (existsSync(to) && existsSync(path) && realpathSync(to) === realpathSync(path))
    throw new OptionError(`cleanRatings: the file to write must not be the file to read, got ${to}`);
  mkdirSync(dirname(to), { recursive: true });
  const temp = mkdtempSync(join(dirname(to), '.clean-'));
  try {
    const readable = await plainCopy(path, look.options.encoding ?? 'utf-8', join(temp, 'plain')).catch(
      (cause) => cannotRead(path, cause),
    );
    return await clean(readable, look, to, onProgress);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

async function clean(
  path: string,
  look: RatingsLook,
  to: string,
  onProgress: CleanOptions['onProgress'],
): Promise<CleanRatings> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create();
  const db = await database.connect();
  // Reading the file and writing the copy take about the same time.
  let half = 0;
  let part = 0;
  const timer = setInterval(() => {
    part = Math.max(part, half + db.progress.percentage / 200); // −1 between two statements
    onProgress?.(part);
  }, PROGRESS_MS);
  const rowsOf = async (sql: string) => (await db.runAndReadAll(sql)).getRowObjectsJson();
  try {
    const names = uniqueNames(look.columns.map(({ column }) => column));
    const columns = look.columns.map(({ 'read as': role }, n) => ({ column: names[n]!, role }));
    await db.run(
      'SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0',
    );
    await db.run(`CREATE TABLE lines AS FROM ${readCsv(path, look, names)}`);
    half = 0.5;
    const taken = ROLES.flatMap((role) => columns.filter((column) => column.role === role));
    const { timestamps = 'seconds' } = look.options;
    const isComplete = taken
      .map(({ column, role }) => `coalesce(${isReadable(name(column), role as Role, timestamps)}, false)`)
      .join(' AND ');
    const selected = taken
      .map(
        ({ column, role }) =>
          `${role === 'user' || role === 'item' ? trimmed(name(column)) : name(column)} AS ${name(role)}`,
      )
      .join(', ');
    await db.run(
      `COPY (SELECT ${selected} FROM lines WHERE ${isComplete}) TO ${text(to)} (FORMAT csv, HEADER, COMPRESSION none)`,
    );
    const [{ rows, incomplete }] = (await rowsOf(
      `SELECT count(*) FILTER (${isComplete}) AS rows, count(*) FILTER (NOT (${isComplete})) AS incomplete FROM lines`,
    )) as [{ rows: string; incomplete: string }];
    // A line has an error for each column that can't be read.
    const [{ damaged }] = (await rowsOf('SELECT count(DISTINCT line) AS damaged FROM reject_errors')) as [
      { damaged: string },
    ];
    const examples = (await rowsOf(
      `SELECT line, first(error_message) AS problem, first(csv_line) AS text FROM reject_errors
       GROUP BY line ORDER BY line LIMIT ${EXAMPLES}`,
    )) as { line: string; problem: string; text: string }[];
    return {
      file: to,
      options: optionsOf(
        taken.map(({ role }) => role as Role),
        look,
      ),
      rows: Number(rows),
      damaged: Number(damaged),
      examples: examples.map(({ line, problem, text }) => ({ line: Number(line), problem, text })),
      incomplete: Number(incomplete),
    };
  } finally {
    clearInterval(timer);
    db.closeSync();
    database.closeSync();
  }
}

/** Names that differ for SQL: not empty, and different in more than upper and lower case. */
function uniqueNames(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((column, n) => {
    let unique = column === '' ? `column ${n + 1}` : column;
    while (taken.has(unique.toLowerCase())) unique += '_';
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** The call that reads the file, with a type for each column. */
function readCsv(path: string, { options, columns }: RatingsLook, names: readonly string[]): string {
  const {
    separator = '\t',
    quotes = true,
    decimal = '.',
    header,
    skip = 0,
    timestamps = 'seconds',
  } = options;
  const types = columns.map(({ 'read as': role }, n) => {
    const type = role === 'rating' ? 'DOUBLE' : role === 'timestamp' ? TIME_TYPES[timestamps] : 'VARCHAR';
    return `${text(names[n]!)}: '${type}'`;
  });
  return `read_csv(${text(path.replace(/[*?[]/g, '[$&]'))}, columns = {${types.join(', ')}},
    delim = ${text(separator)}, skip = ${skip}, header = ${header !== undefined}, decimal_separator = ${text(decimal)},
    quote = '${quotes === false ? '' : '"'}', escape = '${quotes === 'backslash' ? '\\' : quotes ? '"' : ''}',
    encoding = 'utf-8', auto_detect = false,
    store_rejects = true, rejects_limit = 0)`;
}

function optionsOf(roles: readonly Role[], { options: { timestamps } }: RatingsLook): RatingsOptions {
  return {
    separator: ',',
    header: Object.fromEntries(roles.map((role) => [role, role])) as RatingsOptions['header'],
    ...(roles.includes('timestamp') && timestamps ? { timestamps } : {}),
    ...(roles.includes('rating') ? { scale: inferScale } : {}),
  };
}

/** Whether the reader can read the field; null for an empty one. */
function isReadable(column: string, role: Role, timestamps: TimeFormat): string {
  if (role === 'rating') return `isfinite(${column})`;
  if (role !== 'timestamp') return `(${trimmed(column)} <> '' AND NOT regexp_matches(${column}, '[\\r\\n]'))`;
  if (timestamps === 'date')
    return `(regexp_full_match(${column}, '${DATE}') AND TRY_CAST(left(${column}, 10) AS DATE) IS NOT NULL)`;
  if (timestamps === 'seconds') return `(abs(${column}) < ${END_OF_SECONDS})`;
  // The reader takes numbers like those of seconds for a mistake.
  return `(abs(${column}) < ${1000 * END_OF_SECONDS} AND NOT (${column} >= 1e8 AND ${column} < ${END_OF_SECONDS}))`;
}

function trimmed(column: string): string {
  return `trim(${column}, ' \t')`;
}

/** A name in SQL. */
function name(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
