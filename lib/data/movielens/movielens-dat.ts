/**
 * The `.dat` files of MovieLens 1M and 10M: fields between two colons, no header.
 */
import { DataError } from '../../core/errors';
import { HALF_STARS, type RatingScale, WHOLE_STARS } from '../../core/rating-scale';
import {
  type DelimitedInput,
  type DelimitedStream,
  readDelimited,
  type StreamOptions,
} from '../delimited/delimited';
import type { RatingsOptions } from '../delimited/ratings-layout';
import { readRatings } from '../delimited/read-ratings';
import type { Interactions } from '../table/interactions';
import { type Film, filmsOf, genresOf } from './film';
import { type User, usersOf } from './user';

const SEPARATOR = '::';

/** The meaning of the numbers in the occupation column of MovieLens 1M, from that data set's README. */
const OCCUPATIONS: readonly string[] = [
  'other',
  'academic/educator',
  'artist',
  'clerical/admin',
  'college/grad student',
  'customer service',
  'doctor/health care',
  'executive/managerial',
  'farmer',
  'homemaker',
  'K-12 student',
  'lawyer',
  'programmer',
  'retired',
  'sales/marketing',
  'scientist',
  'self-employed',
  'technician/engineer',
  'tradesman/craftsman',
  'unemployed',
  'writer',
];

/**
 * `ratings.dat`: `user::item::rating::timestamp`. The scale is inferred from the ratings: whole stars if all
 * ratings are whole (1M), half stars otherwise (10M); pass `scale` to set it.
 *
 * @throws DataError with file, line, column, value and what was expected
 */
export function readRatingsDat(
  source: DelimitedInput | DelimitedStream,
  options: Pick<RatingsOptions, 'scale' | 'duplicates' | 'name'> & StreamOptions = {},
): Promise<Interactions> {
  return readRatings(source, { scale: starScale, ...options, separator: SEPARATOR, quotes: false });
}

/** `movies.dat`: `id::title (year)::genre|genre`. Latin-1 in 1M, UTF-8 in 10M; both are recognized. */
export async function readMoviesDat(
  source: DelimitedInput | DelimitedStream,
  options: StreamOptions = {},
): Promise<Film[]> {
  const { columns, place } = await readDelimited(source, {
    ...options,
    separator: SEPARATOR,
    quotes: false, // titles can start with a quote
    encoding: 'detect',
    columns: { id: 'id', title: 'text', genres: 'text' },
  });
  const genres = (row: number) => genresOf(columns.genres[row]);
  return filmsOf(columns.id, columns.title, genres, (row) => place(row, 'id'));
}

/**
 * `users.dat` (1M only): `id::gender::age::occupation::zip code`, the occupation as a number from 0 to 20.
 */
export async function readUsersDat(
  source: DelimitedInput | DelimitedStream,
  options: StreamOptions = {},
): Promise<User[]> {
  const { columns, place } = await readDelimited(source, {
    ...options,
    separator: SEPARATOR,
    quotes: false, // fields are never quoted
    columns: { id: 'id', gender: 'text', age: 'integer', occupation: 'integer', zipCode: 'text' },
  });
  const occupation = (row: number) => {
    const name = OCCUPATIONS[columns.occupation[row]];
    if (name !== undefined) return name;
    const at = place(row, 'occupation');
    const got = `got ${columns.occupation[row]}`;
    const expected = `expected a number from 0 to ${OCCUPATIONS.length - 1}`;
    throw new DataError(`${at.file}:${at.line}: column ${at.column} (occupation): ${expected}, ${got}`, at);
  };
  return usersOf(columns, occupation, (row) => place(row, 'id'));
}

/** Whole stars if all ratings are whole, half stars otherwise. */
function starScale(ratings: Float32Array): RatingScale {
  return ratings.every(Number.isInteger) ? WHOLE_STARS : HALF_STARS;
}
