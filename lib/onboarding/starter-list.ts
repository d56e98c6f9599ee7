import { checkArgument, checkOptions, FUNCTION } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex } from '../core/ids';
import { goodFrom, reaches } from '../core/liked-from';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { dampedMeans } from '../models/shared/damped-means';
import { listLength } from '../recommender/top-items';

/** What can be on the list. */
export interface StarterListOptions {
  /** Maximum length of the list. Default 10. */
  readonly k?: number;
  /** Items with fewer ratings are left out; a whole number from 1. Default 50. */
  readonly minRatings?: number;
  /** Items with a lower plain mean are left out. Default: 3.5 of 5 stars; `goodFrom` for other scales. */
  readonly minMean?: number;
  /** d, in ratings, at least 0. Default 10. */
  readonly damping?: number;
  /** If given, the list is spread over genres: see `starterList`. */
  readonly genresOf?: (item: ItemId) => readonly string[];
}

/** An entry of the list. */
export interface StarterItem {
  readonly item: ItemId;
  /** The damped mean, which orders the list. */
  readonly score: number;
  /** The plain mean. */
  readonly mean: number;
  /** Number of ratings. */
  readonly support: number;
}

/**
 * What to show a user about whom nothing is known, as in the Python tutorial: items with enough ratings and a good
 * mean, ordered by the damped mean
 *
 *     score_i = (Σ_u r_ui + d μ) / (n_i + d),
 *
 * so that a few fives don't win; ties go by the order of the train set. With `genresOf`, it goes through that order in
 * rounds, and in each round takes an item only if it adds a genre that the round doesn't have yet: the ten best films
 * may all be dramas, but they would drive away a newcomer who came for comedies. Items without a genre come last in a
 * round. Cost: O(ratings + items · k).
 *
 * @example
 * starterList(train, { k: 5 });
 * starterList(train, { genresOf: (id) => films.find((film) => film.id === id)?.genres ?? [] });
 * @throws OptionError for an invalid option
 */
export function starterList(train: Interactions, options: StarterListOptions = {}): StarterItem[] {
  checkArgument('starterList', 'train', train, TABLE);
  checkOptions('starterList', options, { k: 10, minRatings: 50, minMean: 3.5, damping: 10, genresOf: null });
  const { k = 10, minRatings = 50, minMean = goodFrom(train.scale), damping = 10, genresOf } = options;
  listLength('starterList', { k });
  if (!Number.isSafeInteger(minRatings) || minRatings < 1) {
    throw new OptionError(`starterList: minRatings must be a positive whole number, got ${minRatings}`);
  }
  if (!Number.isFinite(minMean)) {
    throw new OptionError(`starterList: minMean must be a finite number, got ${minMean}`);
  }
  if (!(damping >= 0 && damping < Number.POSITIVE_INFINITY)) {
    throw new OptionError(`starterList: damping must be a number of at least 0, got ${damping}`);
  }
  if (genresOf !== undefined) checkArgument('starterList', 'genresOf', genresOf, FUNCTION);
  const counts = train.itemCounts();
  const means = dampedMeans(train, train.itemColumn, train.itemCount, 0);
  const scores = dampedMeans(train, train.itemColumn, train.itemCount, damping);
  const order = Array.from(counts.keys()).filter(
    (item) => counts[item] >= minRatings && reaches(means[item], minMean),
  );
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const all = order.map((item) => ({
    item: train.items.idOf(item as ItemIndex),
    score: scores[item],
    mean: means[item],
    support: counts[item],
  }));
  return genresOf ? inRounds(all, genresOf, k) : all.slice(0, k);
}

function inRounds(
  all: readonly StarterItem[],
  genresOf: (item: ItemId) => readonly string[],
  k: number,
): StarterItem[] {
  const list: StarterItem[] = [];
  let left = all;
  while (list.length < k && left.length > 0) {
    const covered = new Set<string>();
    const rest: StarterItem[] = [];
    for (const place of left) {
      const genres = genresOf(place.item);
      if (list.length < k && genres.some((genre) => !covered.has(genre))) {
        list.push(place);
        for (const genre of genres) covered.add(genre);
      } else rest.push(place);
    }
    if (rest.length === left.length) return [...list, ...rest.slice(0, k - list.length)];
    left = rest;
  }
  return list;
}
