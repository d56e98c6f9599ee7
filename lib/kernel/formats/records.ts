import { types } from 'node:util';
import type { MimeBundle } from '../display';
import { tableBundle } from './table';
import { sizeLine } from './table-view';

type Row = Readonly<Record<string, unknown>>;

/** Up to this many rows are compared; a longer collection is judged by its first and last rows. */
const CHECKED = 100;

/** An array or Set of flat plain objects with the same keys, or a Map from labels to such objects, as a table. */
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

/** A value that fits in a cell. */
function isFlat(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function') || types.isDate(value);
}

/** True for `{…}`, including objects from another realm, whose `Object.prototype` is different. */
function isPlain(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
