/** Copies the intact lines of a file of ratings, and lists the damaged ones. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, OptionError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { withDatabase } from '../duckdb/database';
import { isReadable, readCsv, sqlTypeOf, trimmed, uniqueNames } from '../duckdb/read-csv';
import { sqlName, sqlText } from '../duckdb/sql-text';
import { cannotRead } from './cannot-read';
import { ROLES, type Role } from './column-roles';
import { problemOf } from './line-problem';
import type { RatingsLook } from './look-at-ratings';
import { plainCopy } from './plain-copy';
import type { RatingsOptions } from './ratings-layout';

/** A line that was left out. */
export interface DamagedLine {
  /** Counted from 1. */
  readonly line: number;
  /** Column, value, and what was expected. */
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

const EXAMPLES = 20;
/**
 * Writes the columns that a look at the file has found to a new CSV file, in UTF-8, with dots for decimals, commas
 * between fields, and no spaces around ids. Lines with too few or too many fields, or with text where a number or a time
 * should be, are left out, and so are those without a user, an item, or a rating. DuckDB does the work, on all
 * processors, and larger than memory.
 *
 * @param options.onProgress called twice a second with the part that is done, from 0 to 1
 * @param look as proposed by `lookAtRatings` for this file
 * @throws DataError if no line is left
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
    const written = join(temp, 'clean.csv');
    const made = await clean(readable, look, written, { onProgress, temporary: temp });
    if (made.rows > 0) {
      renameSync(written, to); // until here, a file that is replaced stays as it is
      return { ...made, file: to };
    }
    const [{ line, problem } = { line: undefined, problem: "fields are empty, or can't be read" }] =
      made.examples;
    const lines = made.damaged + made.incomplete;
    const what = lines === 0 ? 'there are no rows' : `none of its ${lines} lines can be used: ${problem}`;
    throw new DataError(`${path}${line === undefined ? '' : `:${line}`}: ${what}`, { file: path, line });
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

async function clean(
  path: string,
  look: RatingsLook,
  to: string,
  { onProgress, temporary }: Pick<CleanOptions, 'onProgress'> & { readonly temporary: string },
): Promise<CleanRatings> {
  // Reading the file and writing the copy take about the same time.
  let half = 0;
  let part = 0;
  const onPart = (of: number) => {
    part = Math.max(part, half + of / 2);
    onProgress?.(part);
  };
  return withDatabase(
    { use: 'Clean copies', settings: { temp_directory: join(temporary, 'spilled') }, onPart },
    async (db) => {
      const names = uniqueNames(look.columns.map(({ column }) => column));
      const columns = look.columns.map(({ 'read as': role }, n) => ({ column: names[n]!, role }));
      await db.run(`CREATE TABLE lines AS FROM ${csvOf(path, look, names)}`);
      half = 0.5;
      const taken = ROLES.flatMap((role) => columns.filter((column) => column.role === role));
      const { timestamps = 'seconds' } = look.options;
      const isComplete = taken
        .map(({ column, role }) => `coalesce(${isReadable(column, role, timestamps)}, false)`)
        .join(' AND ');
      const selected = taken
        .map(
          ({ column, role }) =>
            `${role === 'user' || role === 'item' ? trimmed(column) : sqlName(column)} AS ${sqlName(role)}`,
        )
        .join(', ');
      await db.run(
        `COPY (SELECT ${selected} FROM lines WHERE ${isComplete}) TO ${sqlText(to)} (FORMAT csv, HEADER, COMPRESSION none)`,
      );
      const [{ rows, incomplete }] = (await db.rows(
        `SELECT count(*) FILTER (${isComplete}) AS rows, count(*) FILTER (NOT (${isComplete})) AS incomplete FROM lines`,
      )) as [{ rows: string; incomplete: string }];
      // A line has an error for each column that can't be read.
      const [{ damaged }] = (await db.rows('SELECT count(DISTINCT line) AS damaged FROM reject_errors')) as [
        { damaged: string },
      ];
      const examples = (await db.rows(
        `SELECT line, first(csv_line) AS text FROM reject_errors
       GROUP BY line ORDER BY line LIMIT ${EXAMPLES}`,
      )) as { line: string; text: string }[];
      return {
        file: to,
        options: optionsOf(
          taken.map(({ role }) => role as Role),
          look,
        ),
        rows: Number(rows),
        damaged: Number(damaged),
        examples: examples.map(({ line, text }) => ({
          line: Number(line),
          problem: problemOf(text.trimEnd(), look),
          text: text.trim(),
        })),
        incomplete: Number(incomplete),
      };
    },
  );
}

/** The call that reads the file, with a type for each column. */
function csvOf(path: string, { options, columns }: RatingsLook, names: readonly string[]): string {
  const { separator = '\t', header, timestamps = 'seconds' } = options;
  return readCsv(path, {
    ...options,
    separator,
    hasHeader: header !== undefined,
    columns: columns.map(({ 'read as': role }, n) => [names[n]!, sqlTypeOf(role, timestamps)] as const),
  });
}

function optionsOf(roles: readonly Role[], { options: { timestamps } }: RatingsLook): RatingsOptions {
  return {
    separator: ',',
    header: Object.fromEntries(roles.map((role) => [role, role])) as RatingsOptions['header'],
    ...(roles.includes('timestamp') && timestamps ? { timestamps } : {}),
    ...(roles.includes('rating') ? { scale: inferScale } : {}),
  };
}
