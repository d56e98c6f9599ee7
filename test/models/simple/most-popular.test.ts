import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { MostPopular } from '../../../lib/models/simple/most-popular';
import { handful } from '../ranking-data';

test('by hand: x is liked twice, y three times, z twice', async () => {
  const model = await new MostPopular().fit(handful());
  assert.deepEqual([...model.scoresOf(userId('ann'))], [2, 3, 2]);
  const stranger = model.recommend(userId('nobody'), { unknownUsers: 'popular' });
  assert.deepEqual(
    stranger.map(({ item }) => item),
    ['y', 'x', 'z'],
  );
  assert.deepEqual(
    model.recommend(userId('cid')).map(({ item }) => item),
    ['x'],
  );
});

// μ = 37/8, d = 2: x (10 + 9.25)/4, y (15 + 9.25)/5, z (12 + 9.25)/5.
test('by hand: the damped mean', async () => {
  const model = await new MostPopular({ by: 'damped mean', damping: 2 }).fit(handful());
  const scores = model.scoresOf(userId('ann'));
  [19.25 / 4, 24.25 / 5, 21.25 / 5].forEach((expected, n) => {
    assert.ok(Math.abs(scores[n] - expected) < 1e-12);
  });
  const mean = await new MostPopular({ by: 'damped mean', damping: 0 }).fit(handful());
  assert.deepEqual([...mean.scoresOf(userId('ann'))], [5, 5, 4]);
});

test('an item of the vocabulary that nobody rated is on no list', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).item !== itemId('z'),
  );
  for (const by of ['count', 'damped mean'] as const) {
    const model = await new MostPopular({ by }).fit(table.select(rows));
    assert.ok(Number.isNaN(model.scoresOf(userId('ann'))[2]));
    assert.ok(
      model
        .recommend(userId('nobody'), { unknownUsers: 'popular' })
        .every(({ item }) => item !== itemId('z')),
    );
  }
});
