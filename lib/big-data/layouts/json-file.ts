/** A file of JSON lines with a rating each, as DuckDB reads it. */
import { DataError, OptionError } from '../../core/errors';
import { sqlTypeOf } from '../../data/duckdb/read-csv';
import { sqlPath, sqlText } from '../../data/duckdb/sql-text';
import type { GivenLayout } from './csv-file';
import type { FileStart } from './file-start';
import { givenScale } from './given-options';
import type { RatingsFile } from './layout';

/** Longest line that is read: reviews have up to some thousand characters, and lists of images. */
const LONGEST_LINE = 64 << 20;

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * A line that isn't JSON has no user and no item, and so counts as damaged.
 * @throws DataError for a file with a byte order mark, which DuckDB can't read
 * @throws OptionError if the options have no names of fields
 */
export function jsonFile(
  path: string,
  { bytes, isGzip }: FileStart,
  { layout, because, options, scale }: GivenLayout,
): RatingsFile {
  if (Buffer.from(bytes.subarray(0, 3)).equals(BYTE_ORDER_MARK)) {
    throw new DataError(
      `${path}: JSON lines must not begin with a byte order mark; save the file without it`,
      {
        file: path,
      },
    );
  }
  const { header, timestamps = 'seconds' } = options;
  if (!header) {
    throw new OptionError(
      `prepareRatings: format must have header with the names of the fields, because ${path} has JSON lines`,
    );
  }
  const { user, item, rating, timestamp } = header;
  const fields = Object.entries({ user, item, rating, timestamp }).flatMap(([role, name]) =>
    name === undefined ? [] : [`${sqlText(name)}: '${sqlTypeOf(role, timestamps)}'`],
  );
  return {
    path,
    layout,
    because,
    notes: [],
    isJson: true,
    isGzip,
    timestamps,
    scale: scale ?? givenScale(options),
    options,
    columns: { user, item, rating, timestamp },
    from: `read_json(${sqlPath(path)}, format = 'newline_delimited', columns = {${fields.join(', ')}},
      compression = '${isGzip ? 'gzip' : 'uncompressed'}', maximum_object_size = ${LONGEST_LINE}, ignore_errors = true)`,
  };
}
