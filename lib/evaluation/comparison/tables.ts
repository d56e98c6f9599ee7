/** Tables as text; the first row is the header, the first column the labels. */

/** For a terminal. @param wide minimum column width; columns of times are as narrow as possible */
export function textTable(cells: readonly (readonly string[])[], wide = 0): string {
  const widths = cells[0].map((_, column) => {
    const longest = Math.max(...cells.map((row) => row[column].length));
    return column === 0 ? Math.max(34, longest) : Math.max(longest, column < 3 ? wide : 8);
  });
  return cells
    .map((row) =>
      row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join(' '),
    )
    .join('\n');
}

/** For the README. */
export function markdownTable(cells: readonly (readonly string[])[]): string {
  const [head, ...body] = cells.map((row) => `| ${row.join(' | ')} |`);
  return [head, `| :-- |${' --: |'.repeat(cells[0].length - 1)}`, ...body].join('\n');
}
