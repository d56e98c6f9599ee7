/** Names and texts in SQL. */

/** A name in SQL, in double quotes. */
export function sqlName(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

/** A text in SQL, in single quotes. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The path of one file in SQL: brackets, stars, and question marks in it are ordinary characters. */
export function sqlPath(path: string): string {
  return sqlText(path.replace(/[*?[]/g, '[$&]'));
}
