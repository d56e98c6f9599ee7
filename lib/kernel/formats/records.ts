import { types } from 'node:util';
import type { MimeBundle } from '../display';
import { tableBundle } from './table';
import { sizeLine } from './table-view';

type Row = Readonly<Record<string, unknown>>;

/** Rows are compared up to this many; a longer collection is judged by its first and last ones. */
const CHECKED = 100;

/** An array or Set of plain flat rows with the same keys, or a Map from labels to such rows, as a table. */
export function formatRecords(value: unknown): MimeBundle | undefined {
  let rows: readonly unknown[];
  let labels: readonly unknown[] | undefined;
  if (Array.isArray(value)) rows = value;
  else if (types.isSet(value)) rows = [...value];
  else if (types.isMap(value)) {
    rows = [...value.values()];
    labels = [...value.keys()];
    if (!labels.every(isFlat)) return undefined;
  } else return undefined;
  if (!haveSameKeys(rows)) return undefined;
  const columns = Object.keys(rows[0]);
  return tableBundle({
    columns,
    rowCount: rows.length,
    label: (row) => labels?.[row] ?? row,
    cell: (row, column) => (rows[row] as Row)[columns[column]],
    footer: sizeLine(rows.length, columns.length),
  });
}

function haveSameKeys(rows: readonly unknown[]): rows is readonly Row[] {
  const sample = rows.length <= 2 * CHECKED ? rows : [...rows.slice(0, CHECKED), ...rows.slice(-CHECKED)];
  let keys: string | undefined;
  for (const row of sample) {
    if (!isPlain(row) || !Object.values(row).every(isFlat)) return false;
    const own = JSON.stringify(Object.keys(row));
    if (own === '[]' || (keys !== undefined && own !== keys)) return false;
    keys = own;
  }
  return keys !== undefined;
}

/** A value that fits into a cell. */
function isFlat(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function') || types.isDate(value);
}

/** True for `{…}`, also of another realm, whose `Object.prototype` is another. */
function isPlain(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
