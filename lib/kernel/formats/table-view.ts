/** A table as it is to be shown: already cut to what fits, every cell as text. */
export interface TableView {
  /** The first column's heading, above the row labels; empty for a plain index. */
  readonly corner: string;
  readonly columns: readonly ColumnView[];
  /** A row, or a gap where rows were left out. */
  readonly rows: readonly (RowView | typeof GAP)[];
  /** Says the table's whole size, such as `100,000 rows × 4 columns`. */
  readonly footer: string;
}

/** One column: a heading, or a gap where columns were left out. */
export interface ColumnView {
  readonly name: string;
  readonly dtype?: string;
  readonly numeric: boolean;
}

/** One row: its label and one text for each column. */
export interface RowView {
  readonly label: string;
  readonly cells: readonly CellView[];
}

/** One cell; a missing value (null, undefined, NaN) is set in a muted colour. */
export interface CellView {
  readonly text: string;
  readonly missing: boolean;
}

/** Stands where rows were left out. */
export const GAP: unique symbol = Symbol('gap');

/** What a table is made from; `cell` is only asked for the cells that will be shown. */
export interface TableSource {
  readonly corner?: string;
  readonly columns: readonly string[];
  readonly dtypes?: readonly string[];
  readonly rowCount: number;
  readonly label: (row: number) => unknown;
  readonly cell: (row: number, column: number) => unknown;
  readonly footer: string;
}

/** More rows than this are cut to the first and last five. */
const MAX_ROWS = 20;
const EDGE_ROWS = 5;
/** More columns than this are cut to the first and last ten. */
const MAX_COLUMNS = 20;
const EDGE_COLUMNS = 10;

/** Cuts a table to what fits on a screen. Cost: the cells shown, whatever the table's size. */
export function viewTable(source: TableSource, format: (values: unknown[]) => CellView[]): TableView {
  const rows = edges(source.rowCount, MAX_ROWS, EDGE_ROWS);
  const columns = edges(source.columns.length, MAX_COLUMNS, EDGE_COLUMNS);
  const shown = rows.filter((row): row is number => row !== GAP);
  const views: ColumnView[] = [];
  const texts: CellView[][] = [];
  for (const column of columns) {
    if (column === GAP) {
      views.push({ name: '…', numeric: false });
      texts.push(shown.map(() => ({ text: '…', missing: false })));
      continue;
    }
    const values = shown.map((row) => source.cell(row, column));
    const numeric = values.every((value) => isMissing(value) || isNumber(value)) && values.some(isNumber);
    views.push({ name: String(source.columns[column]), dtype: source.dtypes?.[column], numeric });
    texts.push(format(values));
  }
  let next = 0;
  const rowViews = rows.map((row) => {
    if (row === GAP) return GAP;
    const position = next++;
    const [{ text: label }] = format([source.label(row)]);
    return { label, cells: texts.map((column) => column[position]) };
  });
  return { corner: source.corner ?? '', columns: views, rows: rowViews, footer: source.footer };
}

/** `3 rows × 1 column`, with thousands separated. */
export function sizeLine(rows: number, columns: number): string {
  const count = (n: number, word: string) => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;
  return `${count(rows, 'row')} × ${count(columns, 'column')}`;
}

/** A value that a table shows as missing. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The positions 0..n-1, or the first and last few of them with a gap between. */
function edges(n: number, max: number, edge: number): (number | typeof GAP)[] {
  const all = n <= max;
  const first = Array.from({ length: all ? n : edge }, (_, i) => i);
  return all ? first : [...first, GAP, ...first.map((i) => n - edge + i)];
}
