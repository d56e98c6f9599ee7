/** A table ready for display: already cut, with every cell as text. */
export interface TableView {
  /** The first column's heading, above the row labels; empty for a plain index. */
  readonly corner: string;
  readonly columns: readonly ColumnView[];
  /** The rows shown at first, with a gap where rows were omitted. */
  readonly rows: readonly (RowView | typeof GAP)[];
  /** The rows available for sorting and paging: all, or the first ones of a long table. */
  readonly carried: readonly RowView[];
  readonly rowCount: number;
  /** The table's full size, such as `100,000 rows × 4 columns`. */
  readonly footer: string;
  /** How many columns of a wide table are shown; empty if all are. */
  readonly cut: string;
}

/** One column: a heading, or a gap where columns were omitted. */
export interface ColumnView {
  readonly name: string;
  readonly dtype?: string;
  readonly numeric: boolean;
}

/** One row: its label and one text for each column. */
export interface RowView {
  readonly label: CellView;
  readonly cells: readonly CellView[];
}

/** One cell; a missing value (null, undefined, NaN) is shown in a muted color. */
export interface CellView {
  /** One short line. */
  readonly text: string;
  /** A longer version of a text that exceeds one line, for forms that can wrap. */
  readonly long?: string;
  /** All digits of a number that `text` rounds. */
  readonly exact?: string;
  readonly missing: boolean;
}

/** Marks omitted rows. */
export const GAP: unique symbol = Symbol('gap');

/** What a table is made from; `cell` is called only for the cells that will be shown. */
export interface TableSource {
  readonly corner?: string;
  readonly columns: readonly string[];
  readonly dtypes?: readonly string[];
  readonly rowCount: number;
  readonly label: (row: number) => unknown;
  readonly cell: (row: number, column: number) => unknown;
  readonly footer: string;
}

/** With more rows than this, the first and last five are shown at first. */
const MAX_ROWS = 20;
const EDGE_ROWS = 5;
/** Maximum number of rows in a page, and of characters in all of them (for wide rows). */
const MAX_CARRIED = 1000;
const MAX_CHARACTERS = 40_000;
/** With more columns than this, the first and last ten are shown. */
const MAX_COLUMNS = 20;
const EDGE_COLUMNS = 10;

/** Cuts a table to what a page can hold. The cost depends on the cells included, not on the table's size. */
export function viewTable(source: TableSource, format: (values: unknown[]) => CellView[]): TableView {
  const { rowCount } = source;
  const seen = edges(rowCount, MAX_ROWS, EDGE_ROWS);
  const first = Array.from({ length: Math.min(rowCount, MAX_CARRIED) }, (_, row) => row);
  const last = seen.filter((row): row is number => row !== GAP && row >= first.length);
  const needed = [...first, ...last];
  const columns: ColumnView[] = [];
  const cut = source.columns.length > MAX_COLUMNS;
  const texts: CellView[][] = [];
  for (const column of edges(source.columns.length, MAX_COLUMNS, EDGE_COLUMNS)) {
    if (column === GAP) {
      columns.push({ name: '…', numeric: false });
      texts.push(needed.map(() => ({ text: '…', missing: false })));
      continue;
    }
    const values = needed.map((row) => source.cell(row, column));
    const numeric = values.every((value) => isMissing(value) || isNumber(value)) && values.some(isNumber);
    columns.push({ name: String(source.columns[column]), dtype: source.dtypes?.[column], numeric });
    texts.push(format(values));
  }
  const views = needed.map((row, position): RowView => {
    const [label] = format([source.label(row)]);
    return { label, cells: texts.map((column) => column[position]) };
  });
  return {
    corner: source.corner ?? '',
    columns,
    rows: seen.map((row) => (row === GAP ? GAP : views[row < first.length ? row : needed.indexOf(row)])),
    carried: affordable(views.slice(0, first.length)),
    rowCount,
    footer: source.footer,
    cut: cut ? `, ${2 * EDGE_COLUMNS} columns shown` : '',
  };
}

/** The first rows whose total length is within the limit. */
function affordable(rows: readonly RowView[]): readonly RowView[] {
  let characters = 0;
  const end = rows.findIndex(({ label, cells }) => {
    characters += [label, ...cells].reduce((sum, cell) => sum + carriedLength(cell), 0);
    return characters > MAX_CHARACTERS;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

function carriedLength(cell: CellView): number {
  return fullText(cell).length + 3 + (cell.exact === undefined ? 0 : cell.exact.length + 5);
}

/** The part of a cell's text that a table includes. */
export function fullText({ text, long = text }: CellView): string {
  return long;
}

/** `3 rows × 1 column`, with thousands separated. */
export function sizeLine(rows: number, columns: number): string {
  const count = (n: number, word: string) => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;
  return `${count(rows, 'row')} × ${count(columns, 'column')}`;
}

/** How many rows are shown at first; empty if all are. Says "rows" if columns are omitted too. */
export function rowsShown({ rows, rowCount, cut }: TableView): string {
  const seen = rows.filter((row) => row !== GAP).length;
  if (seen === rowCount) return '';
  return `, ${seen} ${cut === '' ? '' : 'rows '}shown`;
}

/** Whether a table shows the value as missing. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The positions 0..n-1, or the first and last few with a gap between them. */
function edges(n: number, max: number, edge: number): (number | typeof GAP)[] {
  const all = n <= max;
  const first = Array.from({ length: all ? n : edge }, (_, i) => i);
  return all ? first : [...first, GAP, ...first.map((i) => n - edge + i)];
}
