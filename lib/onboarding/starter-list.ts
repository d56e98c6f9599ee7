import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex } from '../core/ids';
import { goodFrom, reaches } from '../core/liked-from';
import type { Interactions } from '../data/table/interactions';
import { dampedMeans } from '../models/shared/damped-means';
import { listLength } from '../recommender/top-items';

/** What may be on the list. */
export interface StarterListOptions {
  /** Length of the list at most. Default 10. */
  readonly k?: number;
  /** Items with fewer ratings are left out; a whole number from 1. Default 50. */
  readonly minRatings?: number;
  /** Items whose plain mean is lower are left out. Default: 3.5 of 5 stars, `goodFrom` of other scales. */
  readonly minMean?: number;
  /** d, in ratings, from 0. Default 10. */
  readonly damping?: number;
  /** Given, the list is spread over genres: see `starterList`. Default: it isn't. */
  readonly genresOf?: (item: ItemId) => readonly string[];
}

/** A place of the list. */
export interface StarterItem {
  readonly item: ItemId;
  /** The damped mean, by which the list is ordered. */
  readonly score: number;
  /** The plain mean. */
  readonly mean: number;
  /** Ratings. */
  readonly support: number;
}

/**
 * What to show somebody of whom nothing is known, as the Python tutorial has it: items with enough ratings and a good
 * mean, ordered by the damped mean
 *
 *     score_i = (Σ_u r_ui + d μ) / (n_i + d),
 *
 * so that few fives don't win; ties by the order of the train set. With `genresOf` it goes down that order in rounds,
 * and in a round takes an item only if it brings a genre that no item of the round has: ten dramas may well be the ten
 * best films, but they tell a newcomer who came for comedies to leave. Items without a genre come last in a round.
 * Cost: O(ratings + items · k).
 *
 * @example
 * starterList(train, { k: 5 });
 * starterList(train, { genresOf: (id) => films.find((film) => film.id === id)?.genres ?? [] });
 * @throws OptionError for a bad option
 */
export function starterList(train: Interactions, options: StarterListOptions = {}): StarterItem[] {
  const { k = 10, minRatings = 50, minMean = goodFrom(train.scale), damping = 10, genresOf } = options;
  listLength('starterList', { k });
  if (!Number.isSafeInteger(minRatings) || minRatings < 1) {
    throw new OptionError(`starterList: minRatings must be a positive whole number, got ${minRatings}`);
  }
  if (!Number.isFinite(minMean)) {
    throw new OptionError(`starterList: minMean must be a finite number, got ${minMean}`);
  }
  if (!(damping >= 0 && damping < Number.POSITIVE_INFINITY)) {
    throw new OptionError(`starterList: damping must be a number from 0, got ${damping}`);
  }
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
