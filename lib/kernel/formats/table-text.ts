import { GAP, rowsShown, type TableView } from './table-view';

/** A table as aligned lines, as pandas prints a data frame: names, dtypes, rows, size. */
export function tableText(view: TableView): string {
  const lines: string[][] = [[view.corner, ...view.columns.map((column) => column.name)]];
  if (view.columns.some((column) => column.dtype !== undefined)) {
    lines.push(['', ...view.columns.map((column) => column.dtype ?? '')]);
  }
  for (const row of view.rows) {
    if (row === GAP) lines.push(['…', ...view.columns.map(() => '…')]);
    else lines.push([row.label.text, ...row.cells.map((cell) => cell.text)]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => width(line[column]))));
  const body = lines.map((line) =>
    line
      .map((text, column) => {
        const space = ' '.repeat(widths[column] - width(text));
        // Labels and text to the left, numbers to the right.
        return column === 0 || !view.columns[column - 1].numeric ? text + space : space + text;
      })
      .join('  ')
      .trimEnd(),
  );
  return [...body, '', `[${view.footer}${view.cut}${rowsShown(view)}]`].join('\n');
}

/** Character widths as a terminal counts them, except for wide East Asian characters. */
function width(text: string): number {
  return Array.from(text).length;
}
