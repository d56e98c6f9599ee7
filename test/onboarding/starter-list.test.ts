import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { starterList } from '../../lib/onboarding/starter-list';

// Means: drama1 5 of two, drama2 4.5 of four, comedy 4 of four, poor 2 of four, lucky 5 of one. μ = 57/15 = 3.8.
const table = Interactions.fromRows(
  Object.entries({
    poor: [2, 2, 2, 2],
    comedy: [4, 4, 4, 4],
    drama1: [5, 5],
    drama2: [4, 5, 4, 5],
    lucky: [5],
  }).flatMap(([item, stars]) => stars.map((rating, user) => [`u${user}`, item, rating] as const)),
  { scale: { min: 1, max: 5, step: 1 } },
);
const names = (options: Parameters<typeof starterList>[1]) =>
  starterList(table, { minRatings: 2, ...options }).map(({ item }) => String(item));

test('enough ratings, a good mean, ordered by the damped mean', () => {
  assert.deepEqual(names({ damping: 0 }), ['drama1', 'drama2', 'comedy']);
  // (10 + 15.2) / 6 = 4.2, (18 + 15.2) / 8 = 4.15, (16 + 15.2) / 8 = 3.9; with d = 20: 3.909, 3.917, 3.833.
  assert.deepEqual(names({ damping: 4 }), ['drama1', 'drama2', 'comedy']);
  assert.deepEqual(names({ damping: 20 }), ['drama2', 'drama1', 'comedy']);
  assert.deepEqual(names({ damping: 0, k: 1 }), ['drama1']);
  assert.deepEqual(names({ minMean: 1, minRatings: 3, damping: 0 }), ['drama2', 'comedy', 'poor']);
  assert.deepEqual(starterList(table), []);
  const [{ item, score, mean, support }] = starterList(table, { minRatings: 4, damping: 4 });
  assert.deepEqual([item, mean, support], ['drama2', 4.5, 4]);
  assert.ok(Math.abs(score - (18 + 4 * table.mean) / 8) < 1e-12);
});

test('a good mean is the same share of other scales, and counts though its sum is rounded', () => {
  const tenths = (means: readonly number[]) =>
    Interactions.fromRows(
      means.flatMap((mean, item) =>
        Array.from({ length: 9 }, (_, user) => [`u${user}`, `i${item}`, mean] as const),
      ),
      { scale: { min: 0, max: 1, step: 0.1 } },
    );
  const listed = starterList(tenths([0.1, 0.6, 0.7, 0.9]), { minRatings: 9, damping: 0 });
  assert.deepEqual(
    listed.map(({ item }) => String(item)),
    ['i3', 'i2'],
  );
  for (const mean of [0.1, 0.2, 0.3, 0.6, 0.7, 0.9]) {
    assert.equal(starterList(tenths([mean]), { minRatings: 9, minMean: mean }).length, 1, String(mean));
  }
});

test('spread over genres: in a round each item brings a new one', () => {
  const genres: Record<string, string[]> = {
    drama1: ['Drama'],
    drama2: ['Drama'],
    comedy: ['Comedy', 'Drama'],
    poor: [],
  };
  const genresOf = (item: string) => genres[item] ?? [];
  assert.deepEqual(names({ damping: 0, genresOf }), ['drama1', 'comedy', 'drama2']);
  assert.deepEqual(names({ damping: 0, genresOf, k: 2 }), ['drama1', 'comedy']);
  const all = ['drama1', 'comedy', 'drama2', 'poor'];
  assert.deepEqual(names({ damping: 0, minMean: 0, genresOf }), all);
  assert.deepEqual(names({ damping: 0, minMean: 0, genresOf: () => [] }), names({ damping: 0, minMean: 0 }));
});

test('bad options are refused', () => {
  assert.throws(() => starterList(table, { k: 0 }), /starterList: k must be a positive whole number, got 0/);
  assert.throws(() => starterList(table, { minRatings: 0 }), /starterList: minRatings must be .* got 0/);
  assert.throws(() => starterList(table, { minMean: Number.NaN }), /starterList: minMean must be .* got NaN/);
  assert.throws(() => starterList(table, { damping: -1 }), /starterList: damping must be .* got -1/);
});
