import { called, objectWith } from '../../core/arguments';

/**
 * A table of ratings as an argument, recognized by its columns rather than its class: a notebook that has loaded an
 * edited `interactions.ts` has two classes of that name.
 */
export const TABLE = called(
  'a table of ratings, as readRatings or Interactions.fromRows returns it',
  objectWith('users', 'items', 'userColumn', 'itemColumn', 'ratingColumn'),
);
