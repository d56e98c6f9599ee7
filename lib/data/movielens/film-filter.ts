/** Selects films by genre and year, and adds titles to lists. */
import { called, checkArgument, LIST, RECORD } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { ItemId } from '../../core/ids';
import type { Film } from './film';

/** Conditions on films; all are optional. */
export interface FilmFilter {
  /** Films with all of these genres. */
  readonly genres?: readonly string[];
  /** Films with none of these genres. */
  readonly notGenres?: readonly string[];
  /** Films from the first to the second year, inclusive; ±Infinity leaves an end open. */
  readonly years?: readonly [from: number, to: number];
}

const CONDITIONS = called("an object such as { genres: ['Comedy'] }, or {} for all films", RECORD);
const FILMS = called('a list of films', LIST);
const FIELDS: readonly string[] = ['genres', 'notGenres', 'years'];

/**
 * The ids of the films that meet all conditions, in the order of `films`: for the options `among` and
 * `without` of a list. Without conditions, all films; if no film meets them, none, and so an empty list. A
 * film without a year meets no condition on years.
 *
 * @example
 * model.recommend(userId(196), { among: filmsWhere(films, { genres: ['Sci-Fi'], years: [1970, 1989] }) });
 * @throws OptionError for an unknown condition, for a genre that no film has (with a list of the existing
 *   ones), and for years that aren't two numbers in ascending order
 */
export function filmsWhere(films: readonly Film[], filter: FilmFilter): ItemId[] {
  checkArgument('filmsWhere', 'films', films, FILMS);
  checkArgument('filmsWhere', 'filter', filter, CONDITIONS);
  for (const name of Object.keys(filter)) {
    if (FIELDS.includes(name)) continue;
    throw new OptionError(
      `filmsWhere: there is no condition ${name}; the conditions are ${FIELDS.join(', ')}`,
    );
  }
  const { genres = [], notGenres = [], years = [-Infinity, Infinity] } = filter;
  checkArgument('filmsWhere', 'genres', genres, LIST);
  checkArgument('filmsWhere', 'notGenres', notGenres, LIST);
  checkArgument('filmsWhere', 'years', years, LIST);
  checkGenres(films, [...genres, ...notGenres]);
  const [from, to] = years;
  if (!(years.length === 2 && from <= to)) {
    throw new OptionError(`filmsWhere: years must be [from, to] with from ≤ to, got [${years.join(', ')}]`);
  }
  const yearFits = (year: number | undefined) =>
    filter.years === undefined || (year !== undefined && year >= from && year <= to);
  return films
    .filter((film) => genres.every((genre) => film.genres.includes(genre)))
    .filter((film) => !notGenres.some((genre) => film.genres.includes(genre)))
    .filter((film) => yearFits(film.year))
    .map((film) => film.id);
}

/**
 * Adds each film's title and genres to a list, for display: to recommendations, or to similar items. An item
 * that isn't among the films gets its id as the title.
 *
 * @example
 * withTitles(model.recommend(userId(196)), films)[0];
 * // { title: 'Casablanca (1942)', genres: 'Drama, Romance, War', item: '483', score: 4.6, support: 243 }
 */
export function withTitles<Place extends { readonly item: ItemId }>(
  list: readonly Place[],
  films: readonly Film[],
): (Place & { readonly title: string; readonly genres: string })[] {
  checkArgument('withTitles', 'list', list, LIST);
  checkArgument('withTitles', 'films', films, FILMS);
  const wanted = new Set(list.map(({ item }) => item));
  const byId = new Map(films.filter(({ id }) => wanted.has(id)).map((film) => [film.id, film]));
  return list.map((place) => {
    const film = byId.get(place.item);
    const title = film?.title ?? `item ${place.item}`;
    return { title, genres: (film?.genres ?? []).join(', '), ...place };
  });
}

function checkGenres(films: readonly Film[], wanted: readonly string[]): void {
  if (wanted.length === 0) return;
  const known = new Set(films.flatMap(({ genres }) => genres));
  const stray = wanted.find((genre) => !known.has(genre));
  if (stray === undefined) return;
  const all = [...known].sort().join(', ');
  throw new OptionError(`filmsWhere: no film has the genre ${JSON.stringify(stray)}; the genres are ${all}`);
}
