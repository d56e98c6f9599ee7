import { ALL_TRAIN_USERS, ALL_UNSEEN, NO_RELEVANCE } from './card-words';
import { catalogMetric } from './ranking-metric';

/**
 * Share of the items that are on at least one list. `exposure` gives how often each item of the train set is on one;
 * items without a train rating, which only content models can list, count in neither numerator nor denominator.
 */
export function coverage(exposure: ArrayLike<number>): number {
  let shown = 0;
  for (let item = 0; item < exposure.length; item++) if (exposure[item] > 0) shown++;
  return shown / exposure.length;
}

export const COVERAGE = catalogMetric({
  name: 'coverage',
  title: 'coverage@k',
  column: { head: 'coverage', digits: 3 },
  better: 'higher',
  of: coverage,
  card: {
    definition:
      'The share of the items shown to at least one user. It grows with the number of users and with k.',
    formula: 'items on at least one list / items in the train set',
    denominator: 'all items with a train rating',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: ALL_TRAIN_USERS,
    source: 'M. Ge et al., RecSys 2010 ("catalog coverage")',
    example: { words: 'the lists A B and A C contain three of A to E', arithmetic: '3 / 5', value: 0.6 },
  },
});

/** As measured in the Python tutorial: far below `coverage`, as a hundred users see fewer items than a thousand. */
export const COVERAGE_100 = catalogMetric({
  name: 'coverage100',
  title: 'coverage@k of 100 users',
  better: 'higher',
  firstUsers: 100,
  of: coverage,
  card: {
    definition:
      'The share of the items shown to the first hundred users of the train set, as in the Python tutorial.',
    formula: 'items on at least one of 100 lists / items in the train set',
    denominator: 'all items in the train set',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: 'the lists of the first 100 users of the train set, or of all if there are fewer',
    source: 'the Python tutorial that this lab follows: 100 users, top 10',
    example: { words: 'with two users, the same as coverage', arithmetic: '3 / 5', value: 0.6 },
  },
});
