/** Features of films from MovieLens data: genres, years, title words. */
import { OptionError } from '../../core/errors';
import { number, type Option, type OptionsOf, oneOf, options, trueOrFalse, whole } from '../../core/options';
import { type FeatureRow, itemFeatures, wordsOf } from '../features/feature-rows';
import type { ItemFeatures } from '../features/feature-table';
import type { Film } from './film';

/** The length of each part of a film's row. */
const PART_WEIGHTS = options('filmFeatures: weights', {
  genres: number({ above: 0, default: 1 }),
  years: number({ above: 0, default: 1 }),
  titleWords: number({ above: 0, default: 0.25 }),
});

/** Which data about a film to use, and with what weights. */
const FILM_FEATURES_OPTIONS = options('filmFeatures', {
  /** One feature per genre: `genre: Comedy`. */
  genres: trueOrFalse({ default: true }),
  /** One feature per decade (`years: 1980s`), per five years (`years: 1985 to 1989`), per year (`years: 1987`), or none. */
  years: oneOf(['decade', 'five', 'year', false], { default: 'decade' }),
  /** One feature per word of the title, see `wordsOf`: `title: star`. */
  titleWords: trueOrFalse({ default: true }),
  /** Words in fewer titles than this are left out. */
  minTitles: whole({ from: 1, default: 5 }),
  /** The length of each part of a film's row. Default `{ genres: 1, years: 1, titleWords: 0.25 }`. */
  weights: { default: {}, allowed: 'an object', allows: () => true } as Option<
    Partial<OptionsOf<typeof PART_WEIGHTS>>
  >,
});
export interface FilmFeaturesOptions extends Partial<OptionsOf<typeof FILM_FEATURES_OPTIONS>> {}

/**
 * The features of films. Each part (genres, years, title words) is weighted by TF-IDF and scaled to the
 * length given by its weight, so that a rare word doesn't dominate the genres. No ratings are used, only data
 * about films, so films of a test set may be included. Cost: O(films).
 *
 * @example
 * const ratings = movielens.ratings.withItemFeatures(filmFeatures(movielens.films));
 * const { train } = trainTestSplit(ratings);   // its films keep their features
 * @throws OptionError when all parts are turned off, or for an unknown or invalid option
 */
export function filmFeatures(films: Iterable<Film>, options: FilmFeaturesOptions = {}): ItemFeatures {
  const { genres, years, titleWords, minTitles, ...others } = FILM_FEATURES_OPTIONS.resolve(options);
  const weights = PART_WEIGHTS.resolve(others.weights);
  if (!genres && !years && !titleWords) {
    throw new OptionError('filmFeatures: at least one of genres, years, titleWords must be turned on');
  }
  const all = [...films];
  const part = (words: (film: Film) => string[], minItems = 1): ItemFeatures =>
    itemFeatures(
      all.map((film): FeatureRow => ({ item: film.id, words: words(film) })),
      { minItems },
    );
  const yearOf = ({ year }: Film) => {
    if (year === undefined) return [];
    const five = 5 * Math.floor(year / 5);
    if (years === 'five') return [`years: ${five} to ${five + 4}`];
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
