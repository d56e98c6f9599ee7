import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateRatings } from '../../lib/simulation/simulation';

test('generateRatings names a bad size; a number of items that is NaN would never end', () => {
  const sizes = { users: 50, items: 40, ratings: 400 };
  const bad: readonly (readonly [given: unknown, message: RegExp])[] = [
    [undefined, /^generateRatings: the options must be an object with users and items and ratings/],
    [{ ...sizes, items: Number.NaN }, /^generateRatings: items must be a positive whole number, got NaN/],
    [{ ...sizes, users: -1 }, /^generateRatings: users must be a positive whole number, got -1/],
    [{ ...sizes, ratings: 1.5 }, /^generateRatings: ratings must be a positive whole number, got 1.5/],
    [{ ...sizes, rank: 0 }, /^generateRatings: rank must be a positive whole number, got 0/],
    [{ ...sizes, rows: 400 }, /^generateRatings: there is no option rows/],
  ];
  for (const [given, message] of bad) {
    assert.throws(() => generateRatings(given as typeof sizes), { code: 'OPTION', message });
  }
});
