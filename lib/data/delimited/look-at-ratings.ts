/**
 * Finds out how a file of ratings is laid out, and says why, so that you can check it before anything is read.
 */
import { DataError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { areCounts, type ColumnContent, columnContent } from './column-content';
import { type NamedRole, rolesByName } from './column-names';
import type { DelimitedInput } from './delimited';
import { cut } from './delimited-hints';
import { type CutText, guessSeparator } from './guess-separator';
import type { RatingsOptions } from './ratings-layout';
import { textSample } from './text-sample';

/** A column of the file, and what it is taken for. */
export interface ColumnLook {
  /** Its name in the header; without a header, its number from 1. */
  readonly column: string;
  /** The first values. */
  readonly examples: string;
  /** Number of distinct values in the lines looked at. */
  readonly distinct: number;
  readonly 'read as': 'user' | 'item' | 'rating' | 'timestamp' | 'not read';
  readonly because: string;
}

/** The proposed layout of a file. */
export interface RatingsLook {
  /** For {@link readRatings}. */
  readonly options: RatingsOptions;
  readonly columns: readonly ColumnLook[];
  /** What to know before reading, one sentence each. */
  readonly notes: readonly string[];
  /** The call that reads the file, as TypeScript: change what isn't right. */
  readonly code: string;
}

type Role = 'user' | 'item' | 'rating' | 'timestamp';
interface Choice {
  readonly at: number;
  readonly because: string;
}
interface Column {
  readonly name: string;
  readonly values: readonly string[];
  readonly content: ColumnContent;
}

const EXAMPLES = 3;

/**
 * Looks at the first 64 KB of a file of ratings and proposes the options for `readRatings`: separator, quotes,
 * encoding, header, decimal separator, format of the times, and which column is what. A column is recognized by its
 * name if it is a usual one (`userId`, `isbn`, `stars`), otherwise by its content and its position. Counts such as
 * plays aren't ratings: each row is proposed as a choice then. Nothing is read but the sample; a file whose columns
 * can't be told apart is rejected with what to pass instead.
 *
 * @throws DataError for a file that can't be read, isn't delimited text, or whose columns have no obvious meaning
 *
 * @example
 * const look = lookAtRatings({ text: 'reader;book;stars\nवि;b1;4,5\nann;b1;3' });
 * look.columns; // what each column is taken for, and why
 * const ratings = readRatingsSync({ text }, look.options);
 */
export function lookAtRatings(source: DelimitedInput, { name }: { name?: string } = {}): RatingsLook {
  const { file, text, isUtf8 } = textSample(source, name);
  const fail = (what: string): never => {
    throw new DataError(`${file}: ${what}`, { file });
  };
  const found = guessSeparator(text);
  if (!found) {
    return fail(
      `no separator cuts its first lines into the same number of fields: ${cut(text.split('\n', 1)[0]!)}`,
    );
  }
  const hasHeader = startsWithNames(found.records);
  const columns = columnsOf(found, hasHeader);
  const roles = rolesOf(columns, hasHeader);
  if (typeof roles === 'string') return fail(roles);
  const options = optionsOf({ found, hasHeader, columns, roles: roles.roles, isUtf8 });
  return {
    options,
    columns: columns.map((column, n) => lookOf(column, n, roles)),
    notes: notesOf(found, columns, roles),
    code: codeOf(file, options),
  };
}

interface Roles {
  readonly roles: ReadonlyMap<Role, Choice>;
  /** Columns of counts, which are left out. */
  readonly counts: readonly number[];
}

/** A header has no numbers where the rest has some, or its names are usual ones. */
function startsWithNames([first, ...rest]: CutText['records']): boolean {
  if (rest.length === 0) return rolesByName(first!).size > 1;
  const isNumeric = (values: string[]) => columnContent(values).isNumeric;
  const isOdd = first!.some(
    (value, n) => value !== '' && !isNumeric([value]) && isNumeric(rest.map((row) => row[n]!)),
  );
  return isOdd || (rolesByName(first!).size > 1 && new Set(first).size === first!.length);
}

function columnsOf({ records }: CutText, hasHeader: boolean): Column[] {
  const rows = hasHeader ? records.slice(1) : records;
  return records[0]!.map((text, n) => {
    const values = rows.map((row) => row[n]!);
    return { name: hasHeader ? text : String(n + 1), values, content: columnContent(values) };
  });
}

/** The column for each role, or what is missing. */
function rolesOf(columns: readonly Column[], hasHeader: boolean): Roles | string {
  const roles = new Map<Role, Choice>();
  const counts: number[] = [];
  const named: ReadonlyMap<NamedRole, number> = hasHeader
    ? rolesByName(columns.map(({ name }) => name))
    : new Map();
  for (const [role, at] of named) {
    const { content } = columns[at]!;
    if (role === 'count') counts.push(at);
    else if (role === 'timestamp' && content.time === undefined) continue;
    else if (role === 'rating' && !content.isNumeric) continue;
    else roles.set(role, { at, because: 'its name' });
  }
  const free = () =>
    columns.flatMap((_, n) =>
      counts.includes(n) || [...roles.values()].some(({ at }) => at === n) ? [] : [n],
    );
  const take = (role: Role, at: number | undefined, because: string) => {
    if (at !== undefined && !roles.has(role)) roles.set(role, { at, because });
  };
  take(
    'timestamp',
    free().find((n) => isTimeColumn(columns, n)),
    'its values, which are times',
  );
  const known = roles.size;
  const others = free().filter((n) => !isRowNumber(columns[n]!));
  const missing = (['user', 'item'] as const).filter((role) => !roles.has(role));
  const isPlain = others.length <= missing.length + 1 || !hasHeader;
  if (missing.length > 0 && !isPlain && known < 2) return unclear(columns, missing, hasHeader);
  for (const role of missing)
    take(
      role,
      others.shift(),
      `its position: the ${role} usually comes ${role === 'user' ? 'first' : 'second'}`,
    );
  if (!roles.has('user') || !roles.has('item')) return unclear(columns, missing, hasHeader);
  const numeric = hasHeader && roles.get('item')!.because === 'its name' ? [] : others;
  for (const n of numeric.filter((at) => columns[at]!.content.isNumeric)) {
    const { values, content } = columns[n]!;
    if (areCounts(values, content)) counts.push(n);
    else take('rating', n, 'its values: numbers after user and item');
  }
  return { roles, counts };
}

function isTimeColumn(columns: readonly Column[], n: number): boolean {
  const { content } = columns[n]!;
  return content.time !== undefined && (content.time === 'date' || n > 1);
}

/** A running number of the rows, as data frames write it. */
function isRowNumber({ name, values }: Column): boolean {
  return (name === '' || /^(unnamed.*|index|row|#)$/i.test(name)) && new Set(values).size === values.length;
}

function unclear(columns: readonly Column[], missing: readonly Role[], hasHeader: boolean): string {
  const names = columns.map(({ name }) => JSON.stringify(name)).join(', ');
  const which = missing.join(' and ');
  return hasHeader
    ? `which column is the ${which} isn't clear; the columns are ${names}: pass header: { user, item, rating } with their names to readRatings`
    : `expected columns for user, item and rating, found ${columns.length}: pass fields to readRatings`;
}

interface Layout {
  readonly found: CutText;
  readonly hasHeader: boolean;
  readonly columns: readonly Column[];
  readonly roles: ReadonlyMap<Role, Choice>;
  readonly isUtf8: boolean;
}

function optionsOf({ found, hasHeader, columns, roles, isUtf8 }: Layout): RatingsOptions {
  const { separator, quotes } = found;
  const entries = [...roles].map(([role, { at }]) => [role, columns[at]!.name] as const);
  const fields = columns.map((_, n) => [...roles].find(([, { at }]) => at === n)?.[0] ?? 'skip');
  const contentOf = (role: Role) => columns[roles.get(role)?.at ?? -1]?.content;
  const { decimal = '.' } = contentOf('rating') ?? {};
  const { time = 'seconds' } = contentOf('timestamp') ?? {};
  return {
    separator,
    ...(quotes === true ? {} : { quotes }),
    ...(isUtf8 ? {} : { encoding: 'detect' as const }),
    ...(hasHeader ? { header: Object.fromEntries(entries) as RatingsOptions['header'] } : { fields }),
    ...(decimal === '.' ? {} : { decimal }),
    ...(time === 'seconds' ? {} : { timestamps: time }),
    ...(roles.has('rating') ? { scale: inferScale } : {}),
  };
}

function lookOf({ name, values, content }: Column, n: number, { roles, counts }: Roles): ColumnLook {
  const [role, choice] = [...roles].find(([, { at }]) => at === n) ?? [];
  const examples = [...new Set(values)]
    .slice(0, EXAMPLES)
    .map((value) => cut(value, 20).slice(1, -1).replaceAll('\\"', '"'));
  return {
    column: name,
    examples: examples.join(', '),
    distinct: content.distinct,
    'read as': role ?? 'not read',
    because:
      choice?.because ?? (counts.includes(n) ? 'it counts something, which is not a rating' : 'not needed'),
  };
}

function notesOf({ odd, records }: CutText, columns: readonly Column[], { roles, counts }: Roles): string[] {
  const notes: string[] = [];
  if (odd) {
    notes.push(
      `Line ${odd.line} has ${odd.fields} ${odd.fields === 1 ? 'field' : 'fields'} instead of ${records[0]!.length}: reading will stop there until it is corrected.`,
    );
  }
  if (!roles.has('rating')) {
    const count = counts.map((n) => JSON.stringify(columns[n]!.name)).join(', ');
    notes.push(
      count === ''
        ? 'There is no column of ratings: each row is read as a choice.'
        : `Column ${count} counts something, so each row is read as a choice. To read it as a rating anyway, pass it as rating.`,
    );
  }
  if (!roles.has('timestamp')) {
    const unread = columns.find(({ values }) =>
      values.every((value) => /^\d{1,2}[./]\d{1,2}[./]\d{4}/.test(value)),
    );
    notes.push(
      unread
        ? `The dates in column ${JSON.stringify(unread.name)} can't be read: the order of day and month is unclear. Write them as 2024-12-31.`
        : 'There are no times: splits by time are not available.',
    );
  }
  return notes;
}

/** The call as TypeScript. */
function codeOf(file: string, options: RatingsOptions): string {
  const literal = (value: unknown): string => {
    if (typeof value === 'function') return value.name;
    if (typeof value === 'string')
      return `'${JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
    if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${literal(part)}`)
      .join(', ')} }`;
  };
  const lines = Object.entries(options).map(([key, value]) => `  ${key}: ${literal(value)},`);
  return [`await readRatings(${literal(file)}, {`, ...lines, '})'].join('\n');
}
