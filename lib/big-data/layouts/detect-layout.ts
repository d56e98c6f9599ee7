/** Which layout a file has, by its header, its fields, or the content of its lines. */
import { DataError, OptionError } from '../../core/errors';
import { columnContent } from '../../data/delimited/column-content';
import { rolesByName } from '../../data/delimited/column-names';
import { cutText } from '../../data/delimited/guess-separator';
import { type LookOptions, lookAtRatings, type RatingsLook } from '../../data/delimited/look-at-ratings';
import type { RatingsOptions } from '../../data/delimited/ratings-layout';
import { textSample } from '../../data/delimited/text-sample';
import { csvFile } from './csv-file';
import { type FileStart, fileStart } from './file-start';
import { jsonFile } from './json-file';
import { KNOWN } from './known-layouts';
import { LAYOUTS, type LayoutName, type RatingsFile } from './layout';

/** What to read a file as: a layout by its name, or your own. */
export type GivenFormat = LayoutName | RatingsOptions;

/** A user and an item of Amazon, as their ids are written. */
const AMAZON_USER = /^A[0-9A-Z]{9,20}$/;
const AMAZON_ITEM = /^(B[0-9A-Z]{9}|\d{9}[\dX])$/;

/**
 * Says how to read a file, without a guess: by its header (MovieLens, Amazon 2023), the fields of its JSON lines
 * (Amazon, Yelp), or for Amazon 2014 and 2018, which have swapped columns and no header, by the ids in all lines at the
 * start of the file. Any other delimited file is looked at with `lookAtRatings`.
 *
 * @param format what the file is, if you know it
 * @param columns what its columns or fields are, if you know them; then it isn't taken for a known layout
 * @throws DataError if the layout is unknown or ambiguous, with what to pass as `format`
 * @throws OptionError for a format that doesn't exist
 */
export function detectLayout(
  path: string,
  format?: GivenFormat,
  columns?: LookOptions['columns'],
): RatingsFile {
  const start = fileStart(path);
  if (typeof format === 'string') {
    if (!LAYOUTS.includes(format)) {
      throw new OptionError(
        `prepareRatings: format must be one of ${LAYOUTS.join(', ')}, or the options of readRatings, got ${JSON.stringify(format)}`,
      );
    }
    return known(path, start, format, 'you said so');
  }
  if (format) {
    return start.isJson
      ? jsonFile(path, start, { layout: 'json-lines', because: 'you said so', options: format })
      : csvFile(path, start, { layout: 'delimited', because: 'you said so', options: format });
  }
  if (columns) return start.isJson ? fieldsOf(path, start, columns) : lookAt(path, start, columns);
  return start.isJson ? detectJson(path, start) : detectCsv(path, start);
}

function known(path: string, start: FileStart, layout: LayoutName, because: string): RatingsFile {
  const { isJson, scale, options } = KNOWN[layout];
  if (isJson !== start.isJson) {
    const [is, expected] = start.isJson ? ['JSON lines', 'CSV'] : ['no JSON lines', 'JSON lines'];
    throw new DataError(`${path}: the format ${layout} is ${expected}, but the file has ${is}`, {
      file: path,
    });
  }
  return (isJson ? jsonFile : csvFile)(path, start, { layout, because, options, scale });
}

function detectCsv(path: string, start: FileStart): RatingsFile {
  const { text } = textSample(start.bytes, path);
  const records = cutText({ text, line: 1 }, ',', true);
  const first = records[0]!.fields;
  for (const layout of ['movielens', 'amazon-2023'] as const) {
    const { user, item, rating, timestamp } = KNOWN[layout].options.header!;
    if ([user, item, rating, timestamp].every((name, n) => first[n] === name))
      return known(path, start, layout, `its header begins with ${user},${item},${rating},${timestamp}`);
  }
  const amazon = first.length === 4 ? amazonYear(path, records) : undefined;
  if (amazon) return known(path, start, amazon.layout, amazon.because);
  return lookAt(path, start);
}

function lookAt(path: string, start: FileStart, given?: LookOptions['columns']): RatingsFile {
  const look = lookAtRatings(start.bytes, { name: path, columns: given });
  if (look.options.header && look.columns.every(({ distinct }) => distinct === 0)) {
    throw new DataError(`${path}: there are no values below the header`, { file: path });
  }
  if (given?.rating !== null) checkNamedRating(path, look);
  const roles = look.columns.filter((column) => column['read as'] !== 'not read');
  const because = roles
    .map(({ column, 'read as': role, because }) => `${role} is ${JSON.stringify(column)} (${because})`)
    .join(', ');
  return csvFile(path, start, { layout: 'delimited', because, options: look.options, notes: look.notes });
}

/** A column that is called a rating but has no numbers is a fault in the file, not a file without ratings. */
function checkNamedRating(path: string, { columns, options }: RatingsLook): void {
  const named = options.header && rolesByName(columns.map(({ column }) => column)).get('rating');
  if (named === undefined) return;
  const { column, 'read as': role, examples } = columns[named]!;
  if (role !== 'not read') return;
  throw new DataError(
    `${path}: column ${JSON.stringify(column)} must have numbers, got ${examples === '' ? 'no values' : examples}; to read each row as a choice, pass columns: { rating: null }`,
    { file: path },
  );
}

/** Undefined if no line has a user and an item of Amazon. */
function amazonYear(
  path: string,
  records: readonly { readonly fields: readonly string[]; readonly line: number }[],
): { layout: LayoutName; because: string } | undefined {
  const isPair = (user: string | undefined, item: string | undefined) =>
    AMAZON_USER.test(user ?? '') && AMAZON_ITEM.test(item ?? '');
  const year2014 = records.filter(({ fields: [a, b] }) => isPair(a, b) && !isPair(b, a));
  const year2018 = records.filter(({ fields: [a, b] }) => isPair(b, a) && !isPair(a, b));
  if (year2014.length + year2018.length === 0) return undefined;
  if (year2014.length > 0 && year2018.length > 0) {
    throw new DataError(
      `${path}: ${year2014.length} of the first ${records.length} lines have the user first, as in Amazon 2014 (line ${year2014[0]!.line}), and ${year2018.length} the item, as in Amazon 2018 (line ${year2018[0]!.line}); pass format: 'amazon-2014' or 'amazon-2018'`,
      { file: path },
    );
  }
  const [layout, lines, order] =
    year2014.length > 0
      ? (['amazon-2014', year2014, 'a user, then an item'] as const)
      : (['amazon-2018', year2018, 'an item, then a user'] as const);
  return {
    layout,
    because: `${lines.length} of the first ${records.length} lines begin with ${order} of Amazon, and none the other way round`,
  };
}

function fieldsOf(path: string, start: FileStart, columns: NonNullable<LookOptions['columns']>): RatingsFile {
  const { user, item, rating, timestamp } = columns;
  if (user === undefined || item === undefined)
    throw new OptionError(`prepareRatings: columns must name user and item, because ${path} has JSON lines`);
  const first = new TextDecoder()
    .decode(start.bytes)
    .split('\n')
    .find((line) => line.trim() !== '')!;
  const time = timestamp ? columnContent([String(fieldIn(first, timestamp) ?? '')]).time : undefined;
  const options: RatingsOptions = {
    header: { user, item, rating: rating ?? undefined, timestamp: timestamp ?? undefined },
    ...(time === undefined ? {} : { timestamps: time }),
  };
  return jsonFile(path, start, { layout: 'json-lines', because: 'you said so', options });
}

function fieldIn(line: string, field: string): unknown {
  try {
    return Object(JSON.parse(line))[field];
  } catch {
    return undefined; // the error comes with its line
  }
}

function detectJson(path: string, start: FileStart): RatingsFile {
  const lines = new TextDecoder().decode(start.bytes).split('\n'); // without a byte order mark
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = lines[first]!;
  const fail = (what: string): never => {
    throw new DataError(`${path}:${first + 1}: ${what}`, { file: path, line: first + 1 });
  };
  let fields: string[];
  try {
    fields = Object.keys(JSON.parse(line));
  } catch (cause) {
    return fail(`expected one JSON object per line (JSON lines): ${(cause as Error).message}`);
  }
  for (const layout of ['amazon-2023-reviews', 'amazon-reviews', 'yelp'] as const) {
    const names = Object.values(KNOWN[layout].options.header!);
    if (names.every((name) => fields.includes(name)))
      return known(path, start, layout, `its lines have the fields ${names.join(', ')}`);
  }
  return fail(
    `no known layout has the fields ${fields.join(', ')}; pass columns: { user: …, item: …, rating: …, timestamp: … } with their names`,
  );
}
