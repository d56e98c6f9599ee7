import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId } from '../../../lib/core/ids';
import { createModel } from '../../../lib/models/registry';
import { whatIf } from '../../../lib/notebook/lab/what-if';
import { toyRatings } from '../../../lib/testing/toy-ratings';

const toy = toyRatings();
const titleOf = (item: ItemId) => `Film ${item}`;
const given = [
  { item: itemId('i1'), rating: 5 },
  { item: itemId('i2'), rating: 4 },
];

test('each model’s own list, with reasons among what was rated', async () => {
  const models = { EASE: await createModel('EASE').fit(toy), factors: await createModel('ALS').fit(toy) };
  const rows = whatIf(models, given, { titleOf, k: 3, reasons: 1 });
  assert.deepEqual(
    rows.map(({ model, rank }) => [model, rank]),
    ['EASE', 'factors'].flatMap((model) => [1, 2, 3].map((rank) => [model, rank])),
  );
  for (const [name, model] of Object.entries(models)) {
    const films = model
      .foldIn(given)
      .recommend({ k: 3 })
      .map(({ item }) => titleOf(item));
    assert.deepEqual(
      rows.filter((row) => row.model === name).map(({ film }) => film),
      films,
    );
  }
  const reasons = new Set(rows.map(({ because }) => because));
  for (const reason of reasons) {
    assert.match(reason, /^(your 5 for Film i1|your 4 for Film i2|no personal reasons)$/);
  }
});

test('nothing rated: no personal reasons; a model without fold-in is refused', async () => {
  const als = await createModel('ALS').fit(toy);
  const forAll = whatIf({ als }, [], { titleOf }).map(({ because }) => because);
  assert.deepEqual([...new Set(forAll)], ['no personal reasons']);
  const slope = await createModel('SlopeOne').fit(toy);
  assert.throws(
    () => whatIf({ slope }, given, { titleOf }),
    /whatIf: slope must support fold-in and explanations/,
  );
});
