/** Context columns of a table whose rows change: values are replaced, appended, and removed. */
import { appended, without } from '../table/growing-column';
import { type Categories, type ColumnData, type ContextValue, isCategories } from './context-column';
import type { ContextColumns, ContextValues } from './context-columns';
import { columnFrom } from './infer-column';

/** The context of one row as given; columns without a value are missing. */
export type GivenContext = Readonly<Record<string, ContextValue>> | undefined;

/**
 * Makes columns of the same names and kinds from rows.
 * @param fail throws for a value that a column can't contain
 */
export function contextOf(
  columns: ContextColumns,
  rows: readonly GivenContext[],
  fail: (name: string, row: number, message: string) => never,
): ContextColumns {
  return columns.map((name, column) =>
    columnFrom(
      name,
      rows.map((row) => (row && Object.hasOwn(row, name) ? row[name] : undefined)),
      isCategories(column) ? 'categorical' : 'numeric',
      (row, message) => fail(name, row, message),
    ),
  );
}

/** Copies the columns with other values at these rows. */
export function withContextAt(
  columns: ContextColumns,
  places: readonly number[],
  values: ContextColumns,
): ContextColumns {
  return columns.map((name, column) => {
    const [own, other] = inCodes(column, dataOf(values, name));
    const copy = isCategories(own) ? own.codes.slice() : own.slice();
    for (const [n, place] of places.entries()) copy[place] = isCategories(other) ? other.codes[n] : other[n];
    return isCategories(own)
      ? { categories: own.categories, codes: copy as Int32Array }
      : (copy as Float64Array);
  });
}

/** Appends rows, in place if there is room; see `appended`. */
export function withContextBehind(columns: ContextColumns, values: ContextColumns): ContextColumns {
  return columns.map((name, column) => {
    const [own, other] = inCodes(column, dataOf(values, name));
    return isCategories(own)
      ? { categories: own.categories, codes: appended(own.codes, (other as Categories).codes) }
      : appended(own, other as Float64Array);
  });
}

/** Copies the columns without the rows at these ascending positions. */
export function contextWithout(columns: ContextColumns, places: readonly number[]): ContextColumns {
  return columns.map((_, column) =>
    isCategories(column)
      ? { categories: column.categories, codes: without(column.codes, places) }
      : without(column, places),
  );
}

/** Whether two rows have the same values. */
export function sameContext(one: ContextValues, other: ContextValues): boolean {
  return Object.keys(one).every((name) => one[name] === other[name]);
}

function dataOf(columns: ContextColumns, name: string): ColumnData {
  const column = columns.column(name);
  return column.kind === 'categorical'
    ? { categories: column.categories, codes: column.codes.slice() }
    : column.numbers.slice();
}

/**
 * Both columns with the same codes: the categories of the first, followed by those that only the second has.
 */
function inCodes(own: ColumnData, other: ColumnData): [own: ColumnData, other: ColumnData] {
  if (!isCategories(own) || !isCategories(other)) return [own, other];
  const codeOf = new Map(own.categories.map((category, code) => [category, code]));
  for (const category of other.categories) if (!codeOf.has(category)) codeOf.set(category, codeOf.size);
  const categories = codeOf.size === own.categories.length ? own.categories : [...codeOf.keys()];
  const codes = other.codes.map((code) => codeOf.get(other.categories[code]) as number);
  return [
    { categories, codes: own.codes },
    { categories, codes },
  ];
}
