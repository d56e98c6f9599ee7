import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import { Interactions } from '../../lib/data/interactions';
import { EASE } from '../../lib/models/ease';
import { countsBy, type PositiveOptions, positivesOf } from '../../lib/models/positives';

const SCALE = { min: 1, max: 5, step: 1 };
const table = Interactions.fromRows(
  [
    ['a', 'x', 5],
    ['b', 'y', 1],
    ['a', 'y', 3],
    ['b', 'x', 4],
    ['c', 'y', 2],
  ],
  { scale: SCALE },
);

/** User, item, weight of each. */
function entries(options: PositiveOptions, of = table): (readonly [number, number, number])[] {
  const { users, items, weights } = positivesOf('Test', of, options);
  return Array.from(users, (user, n) => [user, items[n], weights[n]] as const);
}

test('ratings of 4 and more are positive, each as much as the other', () => {
  assert.deepEqual(entries({ positiveFrom: 4, weights: 'equal' }), [
    [0, 0, 1],
    [1, 0, 1],
  ]);
  const { offsets } = positivesOf('Test', table, { positiveFrom: 4, weights: 'equal' });
  assert.deepEqual([...offsets], [0, 1, 2, 2]); // c likes nothing
});

test('graded: the share of the scale, and the lowest rating counts for nothing', () => {
  assert.deepEqual(entries({ positiveFrom: null, weights: 'graded' }), [
    [0, 0, 1],
    [0, 1, 0.5],
    [1, 0, 0.75],
    [2, 1, 0.25],
  ]);
  assert.deepEqual(entries({ positiveFrom: 4, weights: 'graded' }), [
    [0, 0, 1],
    [1, 0, 0.75],
  ]);
});

test('null takes all ratings; a scale without end weighs by the number itself', () => {
  assert.equal(entries({ positiveFrom: null, weights: 'equal' }).length, 5);
  const plays = Interactions.fromRows(
    [
      ['a', 'x', 12],
      ['a', 'y', 1],
    ],
    { scale: { min: 0, max: Number.POSITIVE_INFINITY } },
  );
  assert.deepEqual(entries({ positiveFrom: null, weights: 'graded' }, plays), [
    [0, 0, 12],
    [0, 1, 1],
  ]);
});

test('counts', () => assert.deepEqual([...countsBy(Int32Array.of(2, 0, 2), 4)], [1, 0, 2, 0]));

test('nothing positive is an error that says what there is', () => {
  const low = Interactions.fromRows([['a', 'x', 1]], { scale: SCALE });
  assert.throws(
    () => positivesOf('EASE', low, { positiveFrom: 4, weights: 'equal' }),
    /EASE: no rating of the train set reaches positiveFrom 4; the highest is 1/,
  );
  assert.throws(
    () => positivesOf('EASE', low, { positiveFrom: null, weights: 'graded' }),
    /EASE: weights is graded, and all ratings are the lowest of the scale/,
  );
});

test('options are checked', () => {
  for (const bad of [Number.NaN, -1, '4', undefined === null]) {
    assert.throws(
      () => new EASE({ positiveFrom: bad as number }),
      (error: Error) =>
        error instanceof OptionError &&
        /positiveFrom must be a rating of at least 0, or null/.test(error.message),
    );
  }
  assert.throws(
    () => new EASE({ weights: 'log' as 'equal' }),
    /weights must be one of equal, graded, got "log"/,
  );
});
