/**
 * Finds out how a file of ratings is laid out, and says why, so that you can check it before anything is read.
 */
import { DataError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { columnContent } from './column-content';
import { rolesByName } from './column-names';
import { type Choice, type Column, ROLES, type Role, type Roles, rolesOf } from './column-roles';
import type { DelimitedInput } from './delimited';
import { cut } from './delimited-hints';
import type { CutText } from './guess-separator';
import { type TextBelow, textBelow } from './lines-above';
import type { RatingsOptions } from './ratings-layout';
import { type TextSample, textSample } from './text-sample';

/** A column of the file, and what it is taken for. */
export interface ColumnLook {
  /** Its name in the header; without a header, its number from 1. */
  readonly column: string;
  /** The first values. */
  readonly examples: string;
  /** Number of distinct values in the lines looked at. */
  readonly distinct: number;
  readonly 'read as': Role | 'not read';
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

export interface LookOptions {
  /** Columns that you know, by their name in the header, or without a header by their number: `{ user: '2' }`. */
  readonly columns?: { readonly [R in Role]?: string };
  /** The name of the data in error messages. Default: the path as given. */
  readonly name?: string;
}

const EXAMPLES = 3;

/**
 * Looks at the first 64 KB of a file of ratings and proposes the options for `readRatings`: separator, quotes,
 * encoding, header, decimal separator, format of the times, and which column is what. A column is recognized by its
 * name if it is a usual one (`userId`, `isbn`, `stars`), otherwise by its content and its position. Counts such as
 * plays aren't ratings: each row is proposed as a choice then. Nothing is read but the sample; a file whose columns
 * have no obvious meaning is rejected: pass `columns` then.
 *
 * @throws DataError for a file that can't be read, isn't delimited text, or whose columns have no obvious meaning
 *
 * @example
 * const text = 'reader;book;stars\nवि;b1;4,5\nann;b1;3';
 * const look = lookAtRatings({ text });
 * look.columns; // what each column is taken for, and why
 * look.options.decimal; // ','
 * const ratings = readRatingsSync({ text }, look.options);
 */
export function lookAtRatings(
  source: DelimitedInput,
  { name, columns: given = {} }: LookOptions = {},
): RatingsLook {
  const { file, text, encoding } = textSample(source, name);
  const fail = (what: string): never => {
    throw new DataError(`${file}: ${what}`, { file });
  };
  const below = textBelow(text, startsWithNames);
  if (!below) {
    return fail(
      `no separator cuts its first lines into the same number of fields: ${cut(text.split('\n', 1)[0]!)}`,
    );
  }
  const { above, found, hasHeader } = below;
  const columns = columnsOf(found, hasHeader);
  const roles = rolesOf(columns, hasHeader, given);
  if (typeof roles === 'string') return fail(roles);
  const options = optionsOf({ ...below, columns, roles: roles.roles, encoding });
  return {
    options,
    columns: columns.map((column, n) => lookOf(column, n, roles)),
    notes: [...notesAbove(text, above), ...notesOf(found, columns, roles)],
    code: codeOf(file, options),
  };
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

interface Layout extends TextBelow {
  readonly columns: readonly Column[];
  readonly roles: ReadonlyMap<Role, Choice>;
  readonly encoding: TextSample['encoding'];
}

function optionsOf({ above, found, hasHeader, columns, roles, encoding }: Layout): RatingsOptions {
  const { separator, quotes } = found;
  const named = ROLES.filter((role) => roles.has(role));
  const entries = named.map((role) => [role, columns[roles.get(role)!.at]!.name] as const);
  const fields = columns.map((_, n) => [...roles].find(([, { at }]) => at === n)?.[0] ?? 'skip');
  const contentOf = (role: Role) => columns[roles.get(role)?.at ?? -1]?.content;
  const { decimal = '.' } = contentOf('rating') ?? {};
  const { time = 'seconds' } = contentOf('timestamp') ?? {};
  return {
    separator,
    ...(above === 0 ? {} : { skip: above }),
    ...(quotes === true ? {} : { quotes }),
    ...(encoding === 'utf-8' ? {} : { encoding }),
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

function notesAbove(text: string, above: number): string[] {
  if (above === 0) return [];
  const lines = text.split('\n', above).map((line) => cut(line.trim(), 40));
  return [
    above === 1
      ? `Line 1 is above the data and is not read: ${lines[0]}`
      : `Lines 1 to ${above} are above the data and are not read: ${lines.slice(0, EXAMPLES).join(', ')}${above > EXAMPLES ? ', …' : ''}`,
  ];
}

function notesOf(
  { odd, records }: CutText,
  columns: readonly Column[],
  { roles, counts, unread }: Roles,
): string[] {
  const notes: string[] = [];
  if (odd) {
    const count = odd.fields.length;
    const what = odd.isBroken
      ? 'has text after a closing quote'
      : `has ${count} ${count === 1 ? 'field' : 'fields'} instead of ${records[0]!.length}`;
    notes.push(`Line ${odd.line} ${what}: reading will stop there until it is corrected.`);
  }
  if (!roles.has('rating')) {
    const count = counts.map((n) => JSON.stringify(columns[n]!.name)).join(', ');
    const value = unread === undefined ? undefined : notNumberIn(columns[unread]!);
    notes.push(
      value !== undefined
        ? `Column ${JSON.stringify(columns[unread!]!.name)} has ${value}, which is not a number, so it is not read: each row is read as a choice.`
        : count === ''
          ? 'There is no column of ratings: each row is read as a choice.'
          : `Column ${count} counts something, so each row is read as a choice. To read it as a rating anyway, pass it as rating.`,
    );
  }
  if (!roles.has('timestamp')) {
    const unread = columns.find(
      ({ values }) =>
        values.length > 0 && values.every((value) => /^\d{1,2}[./]\d{1,2}[./]\d{4}/.test(value)),
    );
    notes.push(
      unread
        ? `The dates in column ${JSON.stringify(unread.name)} can't be read: the order of day and month is unclear. Write them as 2024-12-31.`
        : 'There are no times: splits by time are not available.',
    );
  }
  return notes;
}

function notNumberIn({ values }: Column): string {
  return cut(values.find((value) => !columnContent([value]).isNumeric)!, 40);
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
