/** Visitors against a new fit: each fifth user of MovieLens 100K hidden from the fit, then folded in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, UserId } from '../../lib/core/ids';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import type { Split } from '../../lib/evaluation/splits/split';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { createModel } from '../../lib/models/registry';
import type { Visitor } from '../../lib/recommender/visitor';
import { withoutMovieLens } from '../fixtures/movielens';

const skip = withoutMovieLens();

/** RMSE on the hidden users' test ratings after a fit with them, and after folding them in. */
const MEASURED = [
  ['SVD', {}, 0.9133, 0.9005],
  ['ALS', {}, 0.8903, 0.8897],
  ['NMF', {}, 0.9461, 0.9213],
  ['KNNWithMeans', {}, 0.9274, 0.9292],
] as const;

let known: Split | undefined;
const split = () => {
  known ??= trainTestSplit(loadMovieLens100K().ratings);
  return known;
};

for (const [name, options, retrained, folded] of MEASURED) {
  test(`${name} ${JSON.stringify(options)}: folded in like a new fit`, { skip }, async () => {
    const { train, test: tests } = split();
    const isHidden = (user: UserId) => Number(user) % 5 === 0;
    const rows = Array.from({ length: train.length }, (_, row) => row);
    const part = train.select(rows.filter((row) => !isHidden(train.row(row).user)));
    const rated = [...tests].filter(({ user, item }) => {
      const index = part.items.indexOf(item);
      return (
        isHidden(user) && train.users.has(user) && index !== undefined && part.rowsOfItem(index).length > 0
      );
    });
    const rmse = (rating: (user: UserId, item: ItemId) => number) => {
      const squares = rated.map((row) => (rating(row.user, row.item) - row.rating) ** 2);
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rated.length);
    };
    const whole = await createModel(name, options).fit(train);
    const model = await createModel(name, options).fit(part);
    const visitors = new Map<UserId, Visitor>();
    for (const { user } of rated) {
      if (!visitors.has(user)) visitors.set(user, model.foldIn(train.ratingsOf(user)));
    }
    const found = [
      rmse((user, item) => whole.predict(user, item).rating),
      rmse((user, item) => visitors.get(user)?.predict(item).rating as number),
    ];
    const text = found.map((value) => value.toFixed(4)).join(', ');
    // The two backends differ in the last bits of the fit.
    assert.ok(Math.abs(found[0] - retrained) < 0.001 && Math.abs(found[1] - folded) < 0.001, text);
  });
}
