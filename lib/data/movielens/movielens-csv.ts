/**
 * The `.csv` files of MovieLens latest, 20M, 25M and 32M: a header, titles in quotes.
 */
import { HALF_STARS } from '../../core/rating-scale';
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

/**
 * `ratings.csv`: `userId,movieId,rating,timestamp`, half stars from 0.5 to 5.
 *
 * @throws DataError with file, line, column, value and what was expected
 */
export function readRatingsCsv(
  source: DelimitedInput | DelimitedStream,
  options: Pick<RatingsOptions, 'scale' | 'duplicates' | 'name'> & StreamOptions = {},
): Promise<Interactions> {
  return readRatings(source, {
    scale: HALF_STARS,
    ...options,
    separator: ',',
    header: { user: 'userId', item: 'movieId', rating: 'rating', timestamp: 'timestamp' },
  });
}

/** `movies.csv`: `movieId,title,genres`, in UTF-8. */
export async function readMoviesCsv(
  source: DelimitedInput | DelimitedStream,
  options: Pick<RatingsOptions, 'name'> & StreamOptions = {},
): Promise<Film[]> {
  const { columns, place } = await readDelimited(source, {
    ...options,
    separator: ',',
    header: true,
    columns: { movieId: 'id', title: 'text', genres: 'text' },
  });
  const genres = (row: number) => genresOf(columns.genres[row]);
  return filmsOf(columns.movieId, columns.title, genres, (row) => place(row, 'movieId'));
}
