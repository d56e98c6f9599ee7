/** DuckDB's reader of delimited files, and which of their fields ours would read. */
import { END_OF_SECONDS, type TimeFormat } from '../delimited/time-column';
import { sqlName, sqlPath, sqlText } from './sql-text';

/** The layout of a delimited file. */
export interface CsvLayout {
  /** Name and SQL type of each column of the file, in its order. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly separator: string;
  readonly hasHeader: boolean;
  /** Number of lines above the header or the first row. */
  readonly skip?: number;
  readonly quotes?: boolean | 'backslash';
  readonly decimal?: '.' | ',';
  readonly isGzip?: boolean;
}

/**
 * The call that reads the file. Lines with another number of fields, or with text where a number should be, are left
 * out and listed in the table `reject_errors`.
 */
export function readCsv(path: string, layout: CsvLayout): string {
  const { columns, separator, hasHeader, skip = 0, quotes = true, decimal = '.', isGzip = false } = layout;
  const types = columns.map(([name, type]) => `${sqlText(name)}: '${type}'`);
  return `read_csv(${sqlPath(path)}, columns = {${types.join(', ')}},
    delim = ${sqlText(separator)}, skip = ${skip}, header = ${hasHeader}, decimal_separator = ${sqlText(decimal)},
    quote = '${quotes === false ? '' : '"'}', escape = '${quotes === 'backslash' ? '\\' : quotes ? '"' : ''}',
    encoding = 'utf-8', auto_detect = false, compression = '${isGzip ? 'gzip' : 'none'}',
    store_rejects = true, rejects_limit = 0)`;
}

/** Names that differ for SQL: not empty, and different in more than upper and lower case. */
export function uniqueNames(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((column, n) => {
    let unique = column === '' ? `column ${n + 1}` : column;
    while (taken.has(unique.toLowerCase())) unique += '_';
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** The SQL type in which a role's column is read. Dates stay text: DuckDB would ignore an offset from UTC. */
export function sqlTypeOf(role: string, timestamps: TimeFormat): string {
  if (role === 'rating') return 'DOUBLE';
  return role === 'timestamp' && timestamps !== 'date' ? 'DOUBLE' : 'VARCHAR';
}

/** As the reader takes them; whether the day exists is another question. */
const CLOCK = '[T ](?:[01]\\d|2[0-3]):[0-5]\\d(?::(?:[0-5]\\d|60)(?:[.,]\\d{1,9})?)?';
const ZONE = 'Z| ?UTC|[+-]\\d\\d:?(?:\\d\\d)?';
const DATE = `\\d{4}-\\d\\d-\\d\\d(?:${CLOCK}(?:${ZONE})?)?`;

/** The largest number in 32 bits. */
const LARGEST_FLOAT = '3.4028234663852886e38';

/** Whether the reader can read the field; null for an empty one. */
export function isReadable(column: string, role: string, timestamps: TimeFormat): string {
  const field = sqlName(column);
  if (role === 'rating') return `(abs(${field}) <= ${LARGEST_FLOAT})`; // false for NaN, which DuckDB takes for the largest
  if (role !== 'timestamp') {
    // The first condition is quick, and enough for nearly all ids.
    const isBlank = `NOT (ascii(${field}) > 32 OR ${trimmed(column)} <> '')`;
    return `NOT (${isBlank} OR contains(${field}, chr(10)) OR contains(${field}, chr(13)))`;
  }
  if (timestamps === 'date') {
    const date = trimmed(column);
    return `(regexp_full_match(${date}, '${DATE}') AND TRY_CAST(left(${date}, 10) AS DATE) IS NOT NULL)`;
  }
  if (timestamps === 'seconds') return `(abs(${field}) < ${END_OF_SECONDS})`;
  // The reader takes numbers like those of seconds for a mistake.
  return `(abs(${field}) < ${1000 * END_OF_SECONDS} AND NOT (${field} >= 1e8 AND ${field} < ${END_OF_SECONDS}))`;
}

/** The field without spaces and tabs around it. */
export function trimmed(column: string): string {
  return `trim(${sqlName(column)}, ' \t')`;
}

/** The time of a readable field in milliseconds since 1970, as BIGINT. */
export function milliseconds(column: string, timestamps: TimeFormat): string {
  const field = sqlName(column);
  if (timestamps === 'seconds') return `CAST(floor(1000 * ${field}) AS BIGINT)`;
  if (timestamps === 'milliseconds') return `CAST(${field} AS BIGINT)`;
  const date = trimmed(column);
  const local = `epoch_ms(CAST(replace(regexp_extract(${date}, '^\\d{4}-\\d\\d-\\d\\d(?:${CLOCK})?'), ',', '.') AS TIMESTAMP))`;
  const zone = `regexp_extract(substr(${date}, 11), '([+-])(\\d\\d):?(\\d\\d)?$', ['sign', 'hours', 'minutes'])`;
  const part = (name: string) => `coalesce(TRY_CAST((${zone}).${name} AS BIGINT), 0)`;
  const offset = `if((${zone}).sign = '-', -1, 1) * 60000 * (60 * ${part('hours')} + ${part('minutes')})`;
  return `(${local} - if(length(${date}) > 16, ${offset}, 0))`;
}
