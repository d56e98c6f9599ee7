/** Copies the intact lines of a file of ratings, and lists the damaged ones. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { OptionError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import type { RatingsLook } from './look-at-ratings';
import type { RatingsOptions } from './ratings-layout';
import type { TimeFormat } from './time-column';

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
  /** Number of other lines left out, because a field is empty or a date isn't one. */
  readonly incomplete: number;
}

type Role = 'user' | 'item' | 'rating' | 'timestamp';
const ROLES: readonly Role[] = ['user', 'item', 'rating', 'timestamp'];
/** Dates stay text: DuckDB would ignore an offset from UTC. */
const TIME_TYPES: Readonly<Record<TimeFormat, string>> = {
  seconds: 'DOUBLE',
  milliseconds: 'DOUBLE',
  date: 'VARCHAR',
};
const EXAMPLES = 20;

/**
 * Writes the columns that a look at the file has found, with dots for decimals and commas between fields, to a new
 * file. Lines with too few or too many fields, or with text where a number or a time should be, are left out, and so
 * are those without a user, an item, or a rating. DuckDB does the work, on all processors, and larger than memory.
 *
 * @param look as proposed by `lookAtRatings` for this file
 * @throws OptionError if the file to write exists and `overwrite` isn't set
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
  { overwrite = false } = {},
): Promise<CleanRatings> {
  if (existsSync(to) && !overwrite)
    throw new OptionError(`cleanRatings: the file to write must not exist yet, got ${to}`);
  mkdirSync(dirname(to), { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create();
  const db = await database.connect();
  const rowsOf = async (sql: string) => (await db.runAndReadAll(sql)).getRowObjectsJson();
  try {
    const columns = look.columns.map(({ column, 'read as': role }) => ({ column, role }));
    await db.run(`CREATE TABLE lines AS FROM ${readCsv(path, look)}`);
    const taken = ROLES.flatMap((role) => columns.filter((column) => column.role === role));
    const { timestamps } = look.options;
    const isComplete = taken
      .map(({ column, role }) =>
        role === 'timestamp' && timestamps === 'date' ? isDate(name(column)) : `${name(column)} IS NOT NULL`,
      )
      .join(' AND ');
    const selected = taken.map(({ column, role }) => `${name(column)} AS ${name(role)}`).join(', ');
    await db.run(`COPY (SELECT ${selected} FROM lines WHERE ${isComplete}) TO ${text(to)} (HEADER)`);
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
    db.closeSync();
    database.closeSync();
  }
}

/** The call that reads the file, with a type for each column. */
function readCsv(path: string, { options, columns }: RatingsLook): string {
  const {
    separator = '\t',
    quotes = true,
    encoding,
    decimal = '.',
    header,
    timestamps = 'seconds',
  } = options;
  const types = columns.map(({ column, 'read as': role }) => {
    const type = role === 'rating' ? 'DOUBLE' : role === 'timestamp' ? TIME_TYPES[timestamps] : 'VARCHAR';
    return `${text(column)}: '${type}'`;
  });
  return `read_csv(${text(path.replace(/[*?[]/g, '[$&]'))}, columns = {${types.join(', ')}},
    delim = ${text(separator)}, header = ${header !== undefined}, decimal_separator = ${text(decimal)},
    quote = '${quotes === false ? '' : '"'}', escape = '${quotes === 'backslash' ? '\\' : quotes ? '"' : ''}',
    encoding = '${encoding === 'latin1' ? 'latin-1' : 'utf-8'}', auto_detect = false,
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

function isDate(column: string): string {
  return `(regexp_matches(${column}, '^\\d{4}-\\d\\d-\\d\\d') AND TRY_CAST(${column} AS TIMESTAMP) IS NOT NULL)`;
}

/** A name in SQL. */
function name(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
