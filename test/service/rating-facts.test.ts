/** What the service says about ratings, counted in pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { dampedSpread, FactsCounting, ratingFacts } from '../../lib/service/served/rating-facts';

/** Steps of 0.1, whose sums depend on their order. */
const train = Interactions.fromRows(
  Array.from(
    { length: 500 },
    (_, n) => [`u${(n * 7) % 40}`, `i${n % 37}`, (1 + ((n * n) % 10)) / 10] as const,
  ),
  { scale: { min: 0.1, max: 1, step: 0.1 }, duplicates: 'last' },
);

test('spreads and means are those of the ratings of each user and item', () => {
  const { variance, userSpreads, itemSpreads, itemMeans } = ratingFacts(train);
  const ratings = [...train.ratingColumn.slice()];
  const of = (rows: { map(f: (row: number) => number): ArrayLike<number> }) =>
    Array.from(
      rows.map((row) => row),
      (row) => ratings[row]!,
    );
  const mean = ratings.reduce((sum, r) => sum + r, 0) / ratings.length;
  assert.equal(variance, ratings.reduce((sum, r) => sum + (r - mean) ** 2, 0) / ratings.length);
  for (let user = 0; user < train.userCount; user++) {
    const own = of(train.rowsOfUser(user as never).slice());
    assert.equal(userSpreads[user], dampedSpread(own, variance));
  }
  for (let item = 0; item < train.itemCount; item++) {
    const own = of(train.rowsOfItem(item as never).slice());
    assert.equal(itemSpreads[item], dampedSpread(own, variance));
    assert.equal(itemMeans[item], own.reduce((sum, r) => sum + r, 0) / own.length);
  }
});

test('pieces add up to the same facts, to the last bit', () => {
  const counting = new FactsCounting(train);
  for (const step of ['count', 'measure'] as const) {
    for (let at = 0; at < train.length; at += 33) {
      const [user, item] = [train.userColumn.slice(at, at + 33), train.itemColumn.slice(at, at + 33)];
      counting[step]({ user, item, rating: train.ratingColumn.slice(at, at + 33) });
    }
  }
  assert.deepEqual(counting.facts(), ratingFacts(train));
  assert.equal(counting.mean, train.mean);
  assert.deepEqual(counting.itemCounts, train.itemCounts());
});
