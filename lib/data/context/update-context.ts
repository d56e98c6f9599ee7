/** Context columns of a table whose rows change: values that are replaced, that come behind, and that are gone. */
import { appended, without } from '../table/growing-column';
import { type Categories, type ColumnData, type ContextValue, isCategories } from './context-column';
import type { ContextColumns, ContextValues } from './context-columns';
import { columnFrom } from './infer-column';

/** The context of one row as it is given; what it lacks is missing. */
export type GivenContext = Readonly<Record<string, ContextValue>> | undefined;

/** Columns of the rows given: the same names and kinds. @param fail throws for a value that a column can't have */
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

/** Copies with other values at these rows. */
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

/** With more rows behind, in place where there is room: see `appended`. */
export function withContextBehind(columns: ContextColumns, values: ContextColumns): ContextColumns {
  return columns.map((name, column) => {
    const [own, other] = inCodes(column, dataOf(values, name));
    return isCategories(own)
      ? { categories: own.categories, codes: appended(own.codes, (other as Categories).codes) }
      : appended(own, other as Float64Array);
  });
}

/** Copies without the rows at these places, which ascend. */
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

/** Both in the same codes: the categories of the first, and behind them those that only the second has. */
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
