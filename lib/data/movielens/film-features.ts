/** Features of films from what MovieLens has: genres, years, words of the titles. */
import { OptionError } from '../../core/errors';
import { number, type Option, type OptionsOf, oneOf, options, trueOrFalse, whole } from '../../core/options';
import { type FeatureRow, itemFeatures, wordsOf } from '../features/feature-rows';
import type { ItemFeatures } from '../features/item-features';
import type { Film } from './film';

/** How long each part of a film's row is. */
const PART_WEIGHTS = options('filmFeatures: weights', {
  genres: number({ above: 0, default: 1 }),
  years: number({ above: 0, default: 1 }),
  titleWords: number({ above: 0, default: 0.25 }),
});

/** What is taken of a film, and how much it counts. */
const FILM_FEATURES_OPTIONS = options('filmFeatures', {
  /** A feature a genre: `genre: Comedy`. */
  genres: trueOrFalse({ default: true }),
  /** A feature a decade (`years: 1980s`), a feature a year (`years: 1987`), or none. */
  years: oneOf(['decade', 'year', false], { default: 'decade' }),
  /** A feature a word of the title, see `wordsOf`: `title: star`. */
  titleWords: trueOrFalse({ default: true }),
  /** Words in fewer titles are left out. */
  minTitles: whole({ from: 1, default: 5 }),
  /** How long each part of a film's row is. Default `{ genres: 1, years: 1, titleWords: 0.25 }`. */
  weights: { default: {}, allowed: 'an object', allows: () => true } as Option<
    Partial<OptionsOf<typeof PART_WEIGHTS>>
  >,
});
export interface FilmFeaturesOptions extends Partial<OptionsOf<typeof FILM_FEATURES_OPTIONS>> {}

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
  const { genres, years, titleWords, minTitles, ...others } = FILM_FEATURES_OPTIONS.resolve(options);
  const weights = PART_WEIGHTS.resolve(others.weights);
  if (!genres && !years && !titleWords) {
    throw new OptionError('filmFeatures: at least one of genres, years, titleWords must be taken');
  }
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
