import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { HALF_STARS, type RatingScale } from '../../../lib/core/rating-scale';
import { Interactions } from '../../../lib/data/table/interactions';
import { EASE } from '../../../lib/models/item-item/ease';
import { countsBy, type PositiveOptions, positivesOf } from '../../../lib/models/shared/positives';

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

const VALUES = [0, 0.1, 0.4, 1, 1.5];
const valuesOf = (ratings: readonly number[], scale: RatingScale, weights: readonly number[] = VALUES) => {
  const { items, weights: found } = positivesOf('Test', rated(ratings, scale), {
    positiveFrom: 'auto',
    weights,
  });
  const values = ratings.map(() => 0);
  for (const [n, item] of items.entries()) values[item] = Number(found[n].toFixed(5));
  return values;
};

test('a list of values has one for each step of the scale, and auto takes all ratings', () => {
  assert.deepEqual(valuesOf([1, 2, 3, 4, 5], SCALE), VALUES);
  const two = { positiveFrom: 4, weights: VALUES } as const;
  assert.deepEqual(
    entries(two).map(([, , weight]) => weight),
    [1.5, 1],
  );
});

test('other scales take values in between: half stars, 0 to 10, tenths, shares', () => {
  assert.deepEqual(valuesOf([0.5, 2.75, 3.5, 5], { min: 0.5, max: 5 }), [0, 0.4, 0.8, 1.5]);
  assert.deepEqual(valuesOf([0, 5, 6.25, 10], { min: 0, max: 10 }), [0, 0.4, 0.7, 1.5]);
  assert.deepEqual(valuesOf([0.1, 0.3, 0.5], { min: 0.1, max: 0.5, step: 0.1 }), [0, 0.4, 1.5]);
  assert.deepEqual(valuesOf([-10, 0, 10], { min: -10, max: 10 }), [0, 0.4, 1.5]);
  const lowest = rated([0.1, 0.6], { min: 0.1, max: 0.6, step: 0.1 });
  assert.equal(entries({ positiveFrom: null, weights: [0, 1] }, lowest).length, 1);
});

test('on a scale without an end, the values are those of 1, 2, 4, 8, and so on', () => {
  const plays = { min: 0, max: Number.POSITIVE_INFINITY };
  assert.deepEqual(valuesOf([0, 0.5, 1, 2, 3, 4, 1000], plays, [1, 2, 3]), [0, 0.5, 1, 2, 2.58496, 3, 3]);
});

test('a choice without a rating has the last value', () => {
  const choices = Interactions.fromRows([
    ['a', 'x'],
    ['b', 'y'],
  ]);
  const weights = [0, 0.1, 1.5];
  assert.deepEqual([...positivesOf('Test', choices, { positiveFrom: 'auto', weights }).weights], [1.5, 1.5]);
});

test('a list of values is checked, and changing it later changes nothing', () => {
  for (const bad of [[], [1], [0, 0], [1, -1], [1, Number.NaN], [1, '2'], 2]) {
    assert.throws(() => new EASE({ weights: bad as number[] }), {
      name: 'OptionError',
      message: /^EASE: weights must be one of equal, graded, or a list of at least two values from 0 on/,
    });
  }
  const weights = [0, 1];
  const model = new EASE({ weights });
  weights[1] = 7;
  assert.deepEqual(model.options.weights, [0, 1]);
  const low = rated([1, 1], SCALE);
  assert.throws(
    () => positivesOf('EASE', low, { positiveFrom: 'auto', weights }),
    /EASE: weights is \[0, 7\], but all ratings would weigh 0/,
  );
});

test('counts', () => assert.deepEqual([...countsBy(Int32Array.of(2, 0, 2), 4)], [1, 0, 2, 0]));

test('nothing positive is an error that says what there is', () => {
  const low = Interactions.fromRows([['a', 'x', 1]], { scale: SCALE });
  assert.throws(
    () => positivesOf('EASE', low, { positiveFrom: 4, weights: 'equal' }),
    /^OptionError: EASE: no rating in the train set reaches positiveFrom 4; the highest is 1, .*`new EASE\(\{ positiveFrom: 1 \}\)`/,
  );
  assert.throws(
    () => positivesOf('EASE', low, { positiveFrom: null, weights: 'graded' }),
    /EASE: weights is graded, but all ratings are the lowest of the scale .*`new EASE\(\{ weights: 'equal' \}\)`/,
  );
  const rows = [0.1, 0.2, 0.3, 0.7, 0.6, 0.1, 0.2, 0.3].map((rating, n) => ['a', `i${n}`, rating] as const);
  const tenths = Interactions.fromRows(rows, { scale: { min: 0, max: 1, step: 0.1 } });
  assert.throws(
    () => positivesOf('BPR', tenths, { positiveFrom: 'auto', weights: 'equal' }),
    /positiveFrom 0\.8, the default on a scale of 0 to 1 in steps of 0\.1; the highest is 0\.7, .*`new BPR\(\{ positiveFrom: 0\.3 \}\)` .*`positiveFrom: null` takes all$/,
  );
  assert.equal(positivesOf('BPR', tenths, { positiveFrom: 0.3, weights: 'equal' }).items.length, 4);
});

test('by default the upper part of any scale is positive, and all of one without an end', () => {
  const likes = (ratings: readonly number[], scale: RatingScale) =>
    entries({ positiveFrom: 'auto', weights: 'equal' }, rated(ratings, scale)).map(
      ([, item]) => ratings[item],
    );
  assert.deepEqual(likes([3, 3.5, 4, 4.5], HALF_STARS), [4, 4.5]);
  assert.deepEqual(likes([0, 4, 7, 8, 10], { min: 0, max: 10, step: 1 }), [8, 10]);
  assert.deepEqual(likes([0.7, 0.8, 0.9], { min: 0, max: 1, step: 0.1 }), [0.8, 0.9]);
  assert.deepEqual(likes([-2, 4.9, 5, 9], { min: -10, max: 10 }), [5, 9]);
  assert.deepEqual(likes([1, 2, 900], { min: 1, max: Number.POSITIVE_INFINITY }), [1, 2, 900]);
});

test('a threshold counts as written, though ratings are held in 32 bits', () => {
  const tenths = rated([0.6, 0.7, 0.8], { min: 0, max: 1, step: 0.1 });
  assert.equal(entries({ positiveFrom: 0.7, weights: 'equal' }, tenths).length, 2);
  const lowest = rated([0.1, 0.6], { min: 0.1, max: 0.6, step: 0.1 });
  assert.equal(
    entries({ positiveFrom: null, weights: 'graded' }, lowest).length,
    1,
    'the lowest counts for nothing',
  );
});

function rated(ratings: readonly number[], scale: RatingScale): Interactions {
  return Interactions.fromRows(
    ratings.map((rating, n) => ['a', `i${n}`, rating] as const),
    { scale },
  );
}

test('options are checked', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '4', undefined === null]) {
    assert.throws(
      () => new EASE({ positiveFrom: bad as number }),
      (error: Error) =>
        error instanceof OptionError && /positiveFrom must be a rating, "auto", or null/.test(error.message),
    );
  }
  assert.throws(
    () => new EASE({ weights: 'log' as 'equal' }),
    /weights must be one of equal, graded, or a list of .*, got "log"/,
  );
});
