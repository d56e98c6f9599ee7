/**
 * The ids of a file in which each must be unique.
 */
import { DataError } from '../../core/errors';
import type { IdColumn } from '../table/id-column';

/** The id of each row. DataError if one occurs twice. */
export function uniqueIds(
  { ids, indices }: IdColumn,
  place: (row: number) => { file: string; line: number; column: number },
): string[] {
  if (ids.length < indices.length) {
    // Ids are numbered by first appearance, so the first row without a new id is a repetition.
    const row = indices.findIndex((index, n) => index !== n);
    const first = place(indices.indexOf(indices[row]));
    const at = place(row);
    const id = JSON.stringify(ids[indices[row]]);
    throw new DataError(
      `${at.file}:${at.line}: column ${at.column} (id): expected unique ids, but ${id} is also in line ${first.line}`,
      at,
    );
  }
  return ids;
}
