import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { createModel } from '../../../lib/models/registry';
import { toyRatings } from '../../../lib/testing/toy-ratings';

/** With an item that nobody rated, which has no factors in models without biases. */
function ratings(): Interactions {
  const { user, item, rating } = toyRatings().toColumns();
  return Interactions.fromColumns({ user, item: { ...item, ids: [...item.ids, 'unrated'] }, rating });
}

for (const [name, options] of [
  ['SVD', { factors: 7, epochs: 2 }],
  ['SVD', { factors: 3, epochs: 2, biased: false }],
  ['SVD++', { factors: 4, epochs: 2 }],
  ['NMF', { factors: 5, epochs: 3 }],
  ['ALS', { factors: 6 }],
  ['ImplicitALS', { factors: 5 }],
  ['BPR', { factors: 5 }],
] as const) {
  test(`${name} ${JSON.stringify(options)}: a user's scores are those of the pairs, to the last bit`, async () => {
    const model = await createModel(name, options).fit(ratings());
    for (const user of model.train.users) {
      const scores = model.scoresOf(user);
      for (const [n, item] of [...model.train.items].entries()) {
        const expected = model.explain(user, item);
        if (model.can.rates && expected.wasImpossible) assert.ok(Number.isNaN(scores[n]), item);
        else
          assert.ok(Object.is(scores[n], expected.score), `${user} ${item}: ${scores[n]} ${expected.score}`);
      }
    }
    assert.ok(model.train.items.has(itemId('unrated')));
  });
}
