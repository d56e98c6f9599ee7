/** A delimited file of ratings, as DuckDB reads it. */
import type { RatingScale } from '../../core/rating-scale';
import { cutText } from '../../data/delimited/guess-separator';
import { layoutOf, type RatingsOptions } from '../../data/delimited/ratings-layout';
import { readRatingsSync } from '../../data/delimited/read-ratings';
import { textSample } from '../../data/delimited/text-sample';
import { readCsv, sqlTypeOf, uniqueNames } from '../../data/duckdb/read-csv';
import type { FileStart } from './file-start';
import { givenScale } from './given-options';
import type { RatingsFile } from './layout';

const ROLES = ['user', 'item', 'rating', 'timestamp'] as const;

/** What is known about a file before it is read. */
export interface GivenLayout extends Pick<RatingsFile, 'layout' | 'because'> {
  readonly options: RatingsOptions;
  readonly scale?: RatingScale;
  readonly notes?: readonly string[];
}

/** @throws DataError if a column is missing; OptionError for an invalid layout */
export function csvFile(
  path: string,
  { bytes, isGzip }: FileStart,
  { layout, because, options, scale, notes = [] }: GivenLayout,
): RatingsFile {
  layoutOf(options); // checks the options
  const { separator = '\t', skip = 0, quotes = true, header, timestamps = 'seconds', decimal } = options;
  const { text } = textSample(bytes, path);
  const below = text.split('\n').slice(skip).join('\n');
  const wanted = header ? Object.values(header) : [];
  const record = cutText({ text: below, line: 1 }, separator, quotes)[0]?.fields ?? [];
  const first = record.map((field) => (wanted.includes(field) ? field : field.trim()));
  const fields = header
    ? first
    : (options.fields ?? ['user', 'item', 'rating', 'timestamp'].slice(0, first.length));
  // The reader's own words for what is missing.
  if (wanted.some((name) => !fields.includes(name)) || fields.length < 2)
    readRatingsSync(bytes, { ...options, name: path });
  const roleOf = (field: string) => ROLES.find((role) => (header ? header[role] : role) === field);
  const names = uniqueNames(header ? fields : fields.map((field, n) => roleOf(field) ?? `column ${n + 1}`));
  const at = (role: (typeof ROLES)[number]) => names[fields.findIndex((field) => roleOf(field) === role)];
  return {
    path,
    layout,
    because,
    notes,
    isJson: false,
    isGzip,
    timestamps,
    scale: scale ?? givenScale(options),
    options: { ...options, name: path },
    columns: { user: at('user')!, item: at('item')!, rating: at('rating'), timestamp: at('timestamp') },
    from: readCsv(path, {
      columns: names.map((name, n) => [name, sqlTypeOf(roleOf(fields[n]!) ?? '', timestamps)]),
      separator,
      skip,
      quotes,
      decimal,
      isGzip,
      hasHeader: header !== undefined,
    }),
  };
}
