/**
 * A film of the MovieLens data sets.
 */
import { type ItemId, itemId } from '../../core/ids';
import { uniqueIds } from '../delimited/unique-ids';
import type { IdColumn } from '../table/id-column';

/** A film. Titles aren't unique (18 of MovieLens 100K occur twice): key by `id`. */
export interface Film {
  readonly id: ItemId;
  /** As the data set has it, with the year: `Toy Story (1995)`. */
  readonly title: string;
  /** The year at the title's end; undefined where there is none. */
  readonly year: number | undefined;
  /** In the data set's order; empty where the genre is unknown. */
  readonly genres: readonly string[];
}

/**
 * The year that closes a title: 1995 for `Toy Story (1995)`, `Richard III (1995) (V)` and for the
 * series `X (1995-1998)`. Undefined where the title has none, like `unknown`.
 */
export function yearOfTitle(title: string): number | undefined {
  // Four digits in brackets, perhaps a range, behind which only other brackets may come.
  const match = /\((\d{4})(?:[-–]\s?\d{0,4})?\)\s*(?:\((?!\d{4}\))[^()]*\)\s*)*$/.exec(title);
  return match ? Number(match[1]) : undefined;
}

/** Genres from a list with bars between them; none for `(no genres listed)` and for nothing. */
export function genresOf(list: string): string[] {
  return list === '' || list === '(no genres listed)' ? [] : list.split('|');
}

/** Films from columns; DataError when an id occurs twice. `place` names the id's place in the file. */
export function filmsOf(
  ids: IdColumn,
  titles: readonly string[],
  genres: (row: number) => string[],
  place: (row: number) => { file: string; line: number; column: number },
): Film[] {
  return uniqueIds(ids, place).map((id, row) => ({
    id: itemId(id),
    title: titles[row],
    year: yearOfTitle(titles[row]),
    genres: genres(row),
  }));
}
