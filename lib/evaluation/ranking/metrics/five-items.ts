/**
 * The data of the cards' examples: five candidate films, A to E, and two films, P and Q, that the user has rated. Small
 * enough to check by hand.
 */
import type { ItemFacts } from './item-facts';
import type { RankedUser } from './ranking-metric';

/**
 * Scores A 4.5, B 4.2, C 3.9, D 3.6, E 3.2, so the list for k = 4 is A B C D. In the test set, the user rated A 2, B 5,
 * D 4, and E 4, so B, D, and E are relevant, and the hits are 0 1 0 1.
 */
export const FIVE_ITEMS_USER: RankedUser = Object.freeze({
  k: 4,
  list: Object.freeze([0, 1, 2, 3]),
  hits: Object.freeze([0, 1, 0, 1]),
  relevant: 3,
  history: Object.freeze([5, 6]),
  liked: Object.freeze([5, 6]),
  popular: Object.freeze([0, 1, 4, 2]),
  relevantScores: Object.freeze([4.2, 3.6, 3.2]),
  otherScores: Object.freeze([4.5, 3.9]),
  predicted: Object.freeze([4.5, 4.2, 3.6, 3.2]),
  truths: Object.freeze([2, 5, 4, 4]),
});

/** Eight users; A has 8 ratings, B 4, C 2, D 1, E 4, P 4, and Q 1; with genres and points in a plane. */
export const FIVE_ITEMS_FACTS: ItemFacts = Object.freeze({
  catalog: 7,
  counts: Object.freeze([8, 4, 2, 1, 4, 4, 1]),
  inTail: Object.freeze([0, 0, 1, 1, 1, 1, 1]),
  users: 8,
  genres: Object.freeze(
    [['Drama'], ['Drama', 'War'], ['Comedy'], ['War'], ['Comedy'], ['Drama'], ['Drama', 'Comedy']].map(
      (genres) => Object.freeze(genres),
    ),
  ),
  vectors: Object.freeze(
    [
      [1, 0],
      [0, 1],
      [1, 0],
      [0.6, 0.8],
      [0, 1],
      [1, 0],
      [1, 0],
    ].map((vector) => Object.freeze(vector)),
  ),
});

/** For metrics of all lists: a catalog of A to E only, and the two lists A B and A C. */
export const FIVE_ITEMS_EXPOSURE: readonly number[] = Object.freeze([2, 1, 1, 0, 0]);
export const FIVE_ITEMS_CATALOG: ItemFacts = Object.freeze({
  ...FIVE_ITEMS_FACTS,
  catalog: 5,
  counts: Object.freeze([8, 4, 2, 1, 4]),
  inTail: Object.freeze([0, 1, 1, 1, 1]),
});

/** For metrics of two lists: A B C D and B A E C. */
export const FIVE_ITEMS_PAIR = Object.freeze([
  Object.freeze([0, 1, 2, 3]),
  Object.freeze([1, 0, 4, 2]),
] as const);
