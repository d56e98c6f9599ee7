import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { EASE } from '../../lib/models/item-item/ease';
import { MostPopular } from '../../lib/models/simple/most-popular';

const ratings = Interactions.fromRows([
  ['Smith; John', 'x', 5],
  ['Smith; John', 'y', 4],
  ['अनु', 'x', 5],
]);

test('a mistyped user is an error that names the likely one and the way out', async () => {
  const model = await new MostPopular().fit(ratings);
  assert.throws(() => model.recommend(userId('Smith; Jon')), {
    code: 'UNKNOWN_ID',
    message: /"Smith; Jon".*"Smith; John".*unknownUsers: 'popular'/,
  });
  const [first] = model.recommend(userId('Smith; Jon'), { unknownUsers: 'popular' });
  assert.equal(first.unknownUser, true);
});

test('a model without a list for unknown users says so, whatever was asked', async () => {
  const model = await new EASE().fit(ratings);
  for (const unknownUsers of ['error', 'popular'] as const) {
    assert.throws(() => model.recommend(userId('new'), { unknownUsers }), {
      code: 'UNKNOWN_ID',
      message: /EASE has no list for unknown users; fold in their ratings with foldIn, or use MostPopular$/,
    });
  }
});
