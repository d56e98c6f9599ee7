/**
 * A film of the MovieLens data sets.
 */
import { type ItemId, itemId } from '../../core/ids';
import { uniqueIds } from '../delimited/unique-ids';
import type { IdColumn } from '../table/id-column';

/** A film. Titles aren't unique (18 of MovieLens 100K occur twice): use `id` as the key. */
export interface Film {
  readonly id: ItemId;
  /** As in the data set, with the year: `Toy Story (1995)`. */
  readonly title: string;
  /** The year at the end of the title; undefined if there is none. */
  readonly year: number | undefined;
  /** In the data set's order; empty if unknown. */
  readonly genres: readonly string[];
}

/**
 * The year at the end of a title: 1995 for `Toy Story (1995)`, `Richard III (1995) (V)` and for the series
 * `X (1995-1998)`. Undefined if the title has none, like `unknown`.
 */
export function yearOfTitle(title: string): number | undefined {
  // Four digits in parentheses, or a range of years, followed only by other parentheses.
  const match = /\((\d{4})(?:[-–]\s?\d{0,4})?\)\s*(?:\((?!\d{4}\))[^()]*\)\s*)*$/.exec(title);
  return match ? Number(match[1]) : undefined;
}

/** Genres from a list separated by bars; empty for `(no genres listed)` and for an empty text. */
export function genresOf(list: string): string[] {
  return list === '' || list === '(no genres listed)' ? [] : list.split('|');
}

/** Films from columns. DataError if an id occurs twice. `place` gives the location of an id in the file. */
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
