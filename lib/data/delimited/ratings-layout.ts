/**
 * The layout of a file of ratings: the meaning of each column.
 */
import { OptionError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import { type ContextFields, contextKinds } from '../context/context-fields';
import type { DuplicatePolicy } from '../table/duplicates';
import type { DelimitedOptions } from './delimited';
import type { ColumnType } from './parser-options';
import { TIME_FORMATS, type TimeFormat } from './time-column';

/** The layout of a file of ratings, and what is allowed in it. */
export interface RatingsOptions {
  /** The separator between fields. Default: a tab. */
  readonly separator?: string;
  /** Number of lines above the header or the first row: comments, or a title. They aren't read. Default: 0. */
  readonly skip?: number;
  /**
   * For a file with a header line: the names of its columns. Others are skipped. Without `rating`, each row
   * is a choice (a loan, a click, a play).
   */
  readonly header?: {
    readonly user: string;
    readonly item: string;
    readonly rating?: string;
    readonly timestamp?: string;
    readonly propensity?: string;
  };
  /**
   * For a file without a header: the order of its columns. Default: user, item, rating, and timestamp if
   * there is a fourth column. Without `rating`, each row is a choice. Context columns must be listed here,
   * too.
   */
  readonly fields?: readonly (Role | 'skip' | (string & {}))[];
  /**
   * Columns that describe the circumstances of each rating: `['device', 'hour']`, or with their kinds, `{
   * device: 'categorical', temperature: 'numeric' }`. By default, a column is numeric if all its text is
   * numbers. Empty fields are a category of their own; a numeric column can't have any.
   */
  readonly context?: ContextFields;
  /**
   * What timestamps are: `seconds` since 1970 (default), `milliseconds`, or `date` (`2018-07-07 22:09:11`,
   * UTC).
   */
  readonly timestamps?: TimeFormat;
  /**
   * Whether fields can be in double quotes: `true` (default), `'backslash'` if quotes inside are `\"`,
   * `false`.
   */
  readonly quotes?: DelimitedOptions<RatingColumns>['quotes'];
  /** `utf-8` (default), `latin1`, `windows-1252`, or `detect`; matters for ids that aren't ASCII. */
  readonly encoding?: DelimitedOptions<RatingColumns>['encoding'];
  /** The decimal separator: `.` (default) or `,`. */
  readonly decimal?: DelimitedOptions<RatingColumns>['decimal'];
  /**
   * Which ratings are allowed, or a function that infers this from the ratings. Default: whole stars, 1 to 5.
   * Not allowed for a file without ratings.
   */
  readonly scale?: RatingScale | ((ratings: Float32Array) => RatingScale);
  /** What to do with a second rating of the same pair: `error` (default), `last`, `mean`, `keep`. */
  readonly duplicates?: DuplicatePolicy;
  /** The name of the data in error messages. Default: the path as given. */
  readonly name?: string;
}

/** A column that isn't context. */
export type Role = 'user' | 'item' | 'rating' | 'timestamp' | 'propensity';
export type RatingColumns = Record<string, ColumnType>;

export interface Layout {
  readonly options: DelimitedOptions<RatingColumns>;
  /** The name of the column for each role. */
  readonly names: { readonly [R in Role]: string };
  /** The context columns; undefined if their kind depends on their text. */
  readonly context: ReturnType<typeof contextKinds>;
}

const ROLES: readonly Role[] = ['user', 'item', 'rating', 'timestamp', 'propensity'];
/** The default order of fields. */
const USUAL_FIELDS: readonly Role[] = ['user', 'item', 'rating', 'timestamp'];

/** The layout in the form that `readDelimited` takes. @throws OptionError for an invalid layout */
export function layoutOf(options: RatingsOptions): Layout {
  const {
    separator,
    skip,
    header,
    fields,
    encoding,
    name,
    quotes,
    decimal,
    timestamps = 'seconds',
  } = options;
  if (!TIME_FORMATS.includes(timestamps)) {
    const choices = TIME_FORMATS.join(', ');
    throw new OptionError(`readRatings: timestamps must be one of ${choices}, got ${String(timestamps)}`);
  }
  const types = {
    user: 'id',
    item: 'id',
    rating: 'float32',
    timestamp: timestamps,
    propensity: 'number',
  } as const;
  const context = contextKinds('readRatings', options.context ?? []);
  const contextType = (name: string) => (context.get(name) === 'numeric' ? 'number' : 'category');
  const columns = new Map<string, ColumnType>();
  const names = { ...Object.fromEntries(ROLES.map((role) => [role, role])), ...header } as Layout['names'];
  if (header !== undefined) {
    if (fields !== undefined) throw new OptionError('readRatings: pass header or fields, not both');
    for (const role of ROLES) {
      const column = header[role];
      if (column === undefined) continue;
      const other = columns.has(column) ? ROLES.find((first) => header[first] === column) : undefined;
      const clash = other ?? (context.has(column) ? 'context' : undefined);
      if (clash !== undefined) {
        throw new OptionError(`readRatings: header names column "${column}" for ${clash} and for ${role}`);
      }
      columns.set(column, types[role]);
    }
    for (const name of context.keys()) columns.set(name, contextType(name));
  } else {
    if (fields === undefined && context.size > 0) {
      throw new OptionError('readRatings: context requires header or fields, which define the columns');
    }
    const order: readonly string[] = fields ?? USUAL_FIELDS;
    for (const name of [...ROLES, ...context.keys()]) {
      const count = order.filter((field) => field === name).length;
      const isNeeded = name === 'user' || name === 'item' || context.has(name);
      if (count === 1 || (count === 0 && !isNeeded)) continue;
      throw new OptionError(
        `readRatings: fields must name ${name} ${isNeeded ? 'once' : 'at most once'}, got ${order.join(', ')}`,
      );
    }
    for (const [n, field] of order.entries()) {
      const role = ROLES.find((known) => known === field);
      if (field === 'skip') columns.set(`column ${n + 1}`, 'skip');
      else if (context.has(field)) columns.set(field, contextType(field));
      else if (role === undefined) {
        throw new OptionError(
          `readRatings: fields must be among ${ROLES.join(', ')}, skip, and the columns named in context, got ${field}`,
        );
      } else {
        const isOptional = fields === undefined && n > 1;
        columns.set(role, isOptional ? `${types[role]}?` : types[role]);
      }
    }
  }
  // Not by assignment: a column may be called `__proto__`.
  const spec = Object.fromEntries(columns);
  return {
    names,
    context,
    options: {
      columns: spec,
      separator,
      skip,
      header: header !== undefined,
      encoding,
      name,
      quotes,
      decimal,
    },
  };
}
