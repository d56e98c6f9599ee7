/** A Danfo data frame or series as a cell shows it: a table in HTML and in text. */
import type { MimeBundle } from '../display';
import { tableBundle } from './table';
import { sizeLine } from './table-view';

/** The parts of a Danfo 1.2 DataFrame or Series used here: fields, because its getters may copy the data. */
interface DanfoLike {
  readonly $isSeries: boolean;
  /** Rows of a frame, values of a series. */
  readonly $data: readonly unknown[];
  readonly $columns: readonly string[];
  readonly $dtypes: readonly string[];
  readonly $index: readonly unknown[];
}

/** A Danfo data frame or series as a table: the first and last rows with dtypes and size. */
export function formatDanfo(value: unknown): MimeBundle | undefined {
  if (!isDanfo(value)) return undefined;
  const { $data: data, $columns: columns, $dtypes: dtypes, $index: index, $isSeries: isSeries } = value;
  const label = (row: number) => index[row] ?? row;
  if (isSeries) {
    // A series made from an expression has the column name '0', or none.
    const name = typeof columns === 'string' ? columns : (columns[0] ?? '0');
    const length = `${data.length.toLocaleString('en')} ${data.length === 1 ? 'value' : 'values'}`;
    return tableBundle({
      columns: [name],
      dtypes,
      rowCount: data.length,
      label,
      cell: (row) => data[row],
      footer: `Series ${name}: ${length}`,
    });
  }
  const rows = data as readonly (readonly unknown[])[];
  return tableBundle({
    columns,
    dtypes,
    rowCount: rows.length,
    label,
    cell: (row, column) => rows[row][column],
    footer: sizeLine(rows.length, columns.length),
  });
}

function isDanfo(value: unknown): value is DanfoLike {
  if (typeof value !== 'object' || value === null || !('$isSeries' in value)) return false;
  const { $data, $index, $columns } = value as Partial<DanfoLike>;
  return Array.isArray($data) && Array.isArray($index) && $columns !== undefined;
}
