/**
 * Finds out how a file of ratings is laid out, and says why, so that you can check it before anything is read.
 */
import { checkArgument, checkOptions } from '../../core/arguments';
import { DataError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { columnContent } from './column-content';
import { rolesByName } from './column-names';
import { type Choice, type Column, ROLES, type Role, type Roles, rolesOf } from './column-roles';
import { type DelimitedInput, INPUT } from './delimited';
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
  /**
   * Columns that you know, by their name in the header, or without a header by their number: `{ user: '2' }`. Null for a
   * rating or time that isn't to be read: `{ rating: null }` reads each row as a choice.
   */
  readonly columns?: { readonly user?: string; readonly item?: string } & {
    readonly [R in 'rating' | 'timestamp']?: string | null;
  };
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
export function lookAtRatings(source: DelimitedInput, look: LookOptions = {}): RatingsLook {
  checkArgument('lookAtRatings', 'source', source, INPUT);
  checkOptions('lookAtRatings', look, { columns: { user: 'reader' }, name: 'loans.csv' });
  const { name, columns: given = {} } = look;
  checkOptions('lookAtRatings: columns', given, { user: '', item: '', rating: '', timestamp: '' });
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
    notes: [...notesAbove(text, above), ...oddLine(found), ...notesOf(columns, roles, given)],
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
    const values = rows.map((row) => row[n]!.trim());
    return { name: hasHeader ? text.trim() : String(n + 1), values, content: columnContent(values) };
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

function oddLine({ odd, records }: CutText): string[] {
  if (!odd) return [];
  const count = odd.fields.length;
  const what = odd.isBroken
    ? 'has text after a closing quote'
    : `has ${count} ${count === 1 ? 'field' : 'fields'} instead of ${records[0]!.length}`;
  return [`Line ${odd.line} ${what}, so it can't be read: correct or remove it.`];
}

function emptyFields(columns: readonly Column[], roles: Roles['roles']): string[] {
  return [...roles].flatMap(([role, { at }]) => {
    const { name, values } = columns[at]!;
    if (!values.includes('')) return [];
    const without =
      role === 'rating' || role === 'timestamp' ? `, or pass ${role}: null to leave it out` : '';
    return [
      `Column ${JSON.stringify(name)} is empty in some rows, which can't be read. Fill it in${without}.`,
    ];
  });
}

function notesOf(
  columns: readonly Column[],
  { roles, counts, unread }: Roles,
  given: LookOptions['columns'] = {},
): string[] {
  const notes = emptyFields(columns, roles);
  const nameOf = (n: number) => JSON.stringify(columns[n]!.name);
  const namesOf = (of: readonly number[]) => of.map(nameOf).join(', ');
  const { rating, timestamp } = Object.fromEntries(unread);
  if (given.rating === null) notes.push('No ratings are read: each row is read as a choice.');
  else if (rating !== undefined) {
    const odd = oddIn(columns[rating]!, 'number', numberKind);
    notes.push(`Column ${nameOf(rating)} has ${odd}, so it is not read: each row is read as a choice.`);
  } else if (!roles.has('rating') && counts.length > 0) {
    notes.push(
      `Column ${namesOf(counts)} counts something, so each row is read as a choice. To read it as a rating anyway, pass it as rating.`,
    );
  } else if (!roles.has('rating')) {
    const isUsed = (n: number) => [...roles.values()].some(({ at }) => at === n);
    const numbers = columns.flatMap(({ content }, n) => (content.isNumeric && !isUsed(n) ? [n] : []));
    const maybe = numbers.length > 0 ? ` If one of ${namesOf(numbers)} has ratings, pass it as rating.` : '';
    notes.push(`There is no column of ratings: each row is read as a choice.${maybe}`);
  }
  if (given.timestamp === null) notes.push('No times are read: splits by time are not available.');
  else if (!roles.has('timestamp')) notes.push(timeNote(columns, timestamp));
  return notes;
}

/** @param named the column with the name of a time, whose values aren't times */
function timeNote(columns: readonly Column[], named: number | undefined): string {
  const unclear = columns.find(
    ({ values }) => values.length > 0 && values.every((value) => /^\d{1,2}[./]\d{1,2}[./]\d{4}/.test(value)),
  );
  if (unclear)
    return `The dates in column ${JSON.stringify(unclear.name)} can't be read: the order of day and month is unclear. Write them as 2024-12-31.`;
  if (named === undefined) return 'There are no times: splits by time are not available.';
  const { name } = columns[named]!;
  const odd = oddIn(columns[named]!, 'time', (value) => columnContent([value]).time);
  return `Column ${JSON.stringify(name)} has ${odd}, so it is not read. Times are seconds or milliseconds since 1970, or like 2024-12-31 23:59:59.`;
}

/**
 * Why values can't be read: the first one that isn't what it should be, or two of different kinds.
 * @param kindOf undefined for a value that isn't what it should be
 */
function oddIn({ values }: Column, what: string, kindOf: (value: string) => string | undefined): string {
  const examples = new Map<string, string>();
  for (const value of values) {
    if (value === '') continue;
    const kind = kindOf(value);
    if (kind === undefined) return `${cut(value, 40)}, which is not a ${what}`;
    if (!examples.has(kind)) examples.set(kind, cut(value, 40));
  }
  return `${what}s in different formats, such as ${[...examples.values()].slice(0, 2).join(' and ')}`;
}

function numberKind(value: string): string | undefined {
  return columnContent([value]).isNumeric ? (/[.,]/.exec(value)?.[0] ?? '') : undefined;
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
