/**
 * The world of the cards' examples: five films A to E that a user could be recommended, and two, P and Q,
 * that the user has rated. Small enough to be checked by head.
 */
import type { ItemFacts } from './item-facts';
import type { RankedUser } from './ranking-metric';

/**
 * Scores A 4.5, B 4.2, C 3.9, D 3.6, E 3.2, so the list of k = 4 is A B C D. Of the test part the user
 * rated A 2, B 5, D 4 and E 4: relevant are B, D and E, the hits 0 1 0 1.
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

/** Eight users rated A 8 times, B 4, C 2, D 1, E 4, P 4 and Q once; genres and places in a plane. */
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

/** For the metrics of all lists: a catalog of A to E alone, and the two lists A B and A C. */
export const FIVE_ITEMS_EXPOSURE: readonly number[] = Object.freeze([2, 1, 1, 0, 0]);
export const FIVE_ITEMS_CATALOG: ItemFacts = Object.freeze({
  ...FIVE_ITEMS_FACTS,
  catalog: 5,
  counts: Object.freeze([8, 4, 2, 1, 4]),
  inTail: Object.freeze([0, 1, 1, 1, 1]),
});

/** For the metrics of two lists: A B C D and B A E C. */
export const FIVE_ITEMS_PAIR = Object.freeze([
  Object.freeze([0, 1, 2, 3]),
  Object.freeze([1, 0, 4, 2]),
] as const);
