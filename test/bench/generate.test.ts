import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateRatings, NOISE_SD, plant, plantedScore } from '../../lib/simulation/generate';

const SMALL = { users: 400, items: 600, ratings: 20_000 };
const ratings = generateRatings(SMALL);

test('the same seed gives the same ratings, another seed others', () => {
  assert.equal(generateRatings(SMALL).hash(), ratings.hash());
  assert.notEqual(generateRatings({ ...SMALL, seed: 43 }).hash(), ratings.hash());
});

test('as many ratings as asked for, no pair twice, whole stars', () => {
  assert.equal(ratings.length, SMALL.ratings);
  const pairs = new Set(
    Array.from(ratings.userColumn, (user, row) => user * SMALL.items + ratings.itemColumn[row]),
  );
  assert.equal(pairs.size, SMALL.ratings);
  assert.deepEqual([...ratings.ratingCounts().keys()], [1, 2, 3, 4, 5]);
});

/** Slope of the line through log(count) over log(rank + shift), for the given ranks. */
function slope(counts: Int32Array, shift: number, ranks: number): number {
  const sorted = [...counts].sort((a, b) => b - a).slice(0, ranks);
  const points = sorted.map((count, n) => [Math.log(n + 1 + shift), Math.log(count)]);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const top = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return top / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

test('popularity and activity follow a power law with the exponent −1', () => {
  const large = generateRatings({ users: 2000, items: 1500, ratings: 60_000 });
  const ofItems = slope(large.itemCounts(), 1500 / 50, 750);
  assert.ok(ofItems > -1.15 && ofItems < -0.85, `items: ${ofItems}`);
  const ofUsers = slope(large.userCounts(), 2000 / 10, 2000);
  assert.ok(ofUsers > -1.15 && ofUsers < -0.85, `users: ${ofUsers}`);
});

test('the ratings are the planted scores with noise, rounded', () => {
  const truth = plant(SMALL);
  let squares = 0;
  let products = 0;
  for (let row = 0; row < ratings.length; row++) {
    const user = ratings.userColumn[row];
    const item = ratings.itemColumn[row];
    squares += (ratings.ratingColumn[row] - plantedScore(truth, user, item)) ** 2;
    for (let f = 0; f < truth.rank; f++) {
      products += (truth.P[user * truth.rank + f] * truth.Q[item * truth.rank + f]) ** 2;
    }
  }
  const rmse = Math.sqrt(squares / ratings.length);
  // Rounding adds a variance of 1/12; what is cut off at 1 and 5 takes some away.
  const expected = Math.sqrt(NOISE_SD ** 2 + 1 / 12);
  assert.ok(Math.abs(rmse - expected) < 0.05, `${rmse} against ${expected}`);
  const taste = Math.sqrt(products / ratings.length);
  assert.ok(taste > 0.5 && taste < 0.7, `deviation of p · q: ${taste}`);
});

test('more ratings than the users can have are refused', () => {
  assert.throws(() => generateRatings({ users: 10, items: 40, ratings: 101 }), {
    name: 'OptionError',
    message: /ratings must be at most 100 for 10 users, got 101/,
  });
});
