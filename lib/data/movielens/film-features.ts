/** Features of films from what MovieLens has: genres, years, words of the titles. */
import { OptionError } from '../../core/errors';
import { type FeatureRow, itemFeatures, wordsOf } from '../features/feature-rows';
import type { ItemFeatures } from '../features/item-features';
import type { Film } from './film';

/** What is taken of a film, and how much it counts. */
export interface FilmFeaturesOptions {
  /** A feature a genre: `genre: Comedy`. Default true. */
  readonly genres?: boolean;
  /** A feature a decade (`years: 1980s`), a feature a year (`years: 1987`), or none. Default `decade`. */
  readonly years?: 'decade' | 'year' | false;
  /** A feature a word of the title, see `wordsOf`: `title: star`. Default true. */
  readonly titleWords?: boolean;
  /** Words in fewer titles are left out; a whole number from 1. Default 5. */
  readonly minTitles?: number;
  /** How long each part of a film's row is; above 0. Default `{ genres: 1, years: 1, titleWords: 0.25 }`. */
  readonly weights?: Readonly<Partial<Record<FilmPart, number>>>;
}

type FilmPart = 'genres' | 'years' | 'titleWords';

const PARTS: readonly string[] = ['genres', 'years', 'titleWords'];
const OPTION_NAMES = [...PARTS, 'minTitles', 'weights'];

/**
 * Films as a feature table. Each part (genres, years, title words) is weighted by TF-IDF and made as long as its
 * weight says, so that a rare word doesn't drown the genres. Everything is known before anybody has rated: what
 * is counted is films, not ratings, so that films of a test part may be among them. Cost: O(films).
 *
 * @example
 * const ratings = movielens.ratings.withItemFeatures(filmFeatures(movielens.films));
 * const { train } = trainTestSplit(ratings);   // its films keep their features
 * @throws OptionError when nothing is taken, or for an unknown or bad option
 */
export function filmFeatures(films: Iterable<Film>, options: FilmFeaturesOptions = {}): ItemFeatures {
  const { genres = true, years = 'decade', titleWords = true, minTitles = 5 } = options;
  const weights = { genres: 1, years: 1, titleWords: 0.25, ...options.weights };
  check(options);
  const all = [...films];
  const part = (words: (film: Film) => string[], minItems = 1): ItemFeatures =>
    itemFeatures(
      all.map((film): FeatureRow => ({ item: film.id, words: words(film) })),
      { minItems },
    );
  const yearOf = ({ year }: Film) => {
    if (year === undefined) return [];
    return [`years: ${years === 'year' ? year : `${Math.floor(year / 10)}0s`}`];
  };
  const titleOf = ({ title }: Film) =>
    wordsOf(title.replace(/\([^()]*\d{4}[^()]*\)/g, '')).map((word) => `title: ${word}`);
  const parts: [features: ItemFeatures, weight: number][] = [];
  if (genres) parts.push([part((film) => film.genres.map((name) => `genre: ${name}`)), weights.genres]);
  if (years !== false) parts.push([part(yearOf), weights.years]);
  if (titleWords) parts.push([part(titleOf, minTitles), weights.titleWords]);
  const none = itemFeatures(all.map(({ id }) => ({ item: id })));
  return parts.reduce((table, [features, weight]) => table.beside(features, weight), none);
}

function check(options: FilmFeaturesOptions): void {
  const fail = (what: string) => {
    throw new OptionError(`filmFeatures: ${what}`);
  };
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown) fail(`there is no option ${unknown}; the options are ${OPTION_NAMES.join(', ')}`);
  const { genres = true, years = 'decade', titleWords = true } = options;
  for (const [name, value] of Object.entries({ genres, titleWords })) {
    if (typeof value !== 'boolean') fail(`${name} must be true or false, got ${String(value)}`);
  }
  if (years !== 'decade' && years !== 'year' && years !== false) {
    fail(`years must be one of decade, year, false, got ${String(years)}`);
  }
  const { minTitles = 5, weights = {} } = options;
  if (!Number.isSafeInteger(minTitles) || minTitles < 1) {
    fail(`minTitles must be a positive whole number, got ${String(minTitles)}`);
  }
  for (const [name, weight] of Object.entries(weights)) {
    if (!PARTS.includes(name)) fail(`weights has no part ${name}; the parts are ${PARTS.join(', ')}`);
    if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
      fail(`weights.${name} must be a number above 0, got ${String(weight)}`);
    }
  }
  if (!genres && !years && !titleWords) fail('at least one of genres, years, titleWords must be taken');
}
