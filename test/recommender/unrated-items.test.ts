/** Items that are in the table for their features only. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { itemFeatures } from '../../lib/data/features/feature-rows';
import { createModel, MODELS } from '../../lib/models/registry';
import { toyRatings } from '../../lib/testing/toy-ratings';
import { fewEpochs } from '../fixtures/few-epochs';

const toy = toyRatings();
const COLD = ['cold1', 'cold2'].map(itemId);
const table = toy.withItemFeatures(
  itemFeatures([...toy.items, ...COLD].map((item, n) => ({ item, words: ['w', n % 2 ? 'a' : 'b'] }))),
);

const refusing = MODELS.filter(({ name }) => createModel(name).can.unknownItems === 'refused');

for (const { name } of refusing) {
  test(`${name}, which refuses unknown items, lists none that nobody has rated`, async () => {
    const model = await createModel(name, fewEpochs(name)).fit(table);
    const all = { k: 99, filterSeen: false };
    const lists = [model.recommend(userId('u0'), all)];
    lists.push((await model.recommendAll({ ...all, users: [userId('u0')] })).of(userId('u0')));
    if (model.can.foldsIn) lists.push(model.foldIn(toy.ratingsOf(userId('u0'))).recommend(all));
    for (const list of lists) {
      assert.deepEqual(
        list.filter(({ item }) => COLD.includes(item)),
        [],
      );
    }
    if (!model.can.similarItems) return;
    assert.deepEqual(model.similarItems(COLD[0], { k: 5 }), []);
    const similar = model.similarItems(toy.items.idOf(0 as never), { k: 99 });
    assert.ok(similar.length > 0 && !similar.some(({ item }) => COLD.includes(item)));
  });
}
