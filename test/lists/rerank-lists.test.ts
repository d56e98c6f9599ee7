import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { type ItemDistance, rerank } from '../../lib/lists/rerank';
import { rerankLists } from '../../lib/lists/rerank-lists';
import { MostPopular } from '../../lib/models/simple/most-popular';

const TRAIN = Interactions.fromRows([
  ['ann', 'a', 5], ['bea', 'a', 5], ['cem', 'a', 4],
  ['ann', 'b', 5], ['bea', 'b', 4],
  ['ann', 'c', 5],
  ['dan', 'd', 1], ['eve', 'e', 5], ['eve', 'd', 4],
]); // biome-ignore format: a table

/** a and b are alike, all others are not. */
const distance: ItemDistance = (one, other) => ([one, other].every((id) => id === 'a' || id === 'b') ? 0 : 1);

test('each list is in the order that `rerank` gives it alone', async () => {
  const model = await new MostPopular().fit(TRAIN);
  const candidates = await model.recommendAll({ k: 4 });
  const options = { lambda: 0.3, distance, k: 2 };
  const lists = rerankLists(candidates, options);
  assert.equal(lists.k, 2);
  assert.deepEqual(lists.users, candidates.users);
  for (const user of lists.users) assert.deepEqual(lists.of(user), rerank(candidates.of(user), options));
  const items = (of: typeof lists) => of.of(userId('dan')).map(({ item }) => item);
  assert.deepEqual(items(candidates).slice(0, 2), ['a', 'b']);
  assert.equal(items(lists)[0], 'a');
  assert.notEqual(items(lists)[1], 'b');
});

test('with λ = 1 nothing moves, and short lists stay short', async () => {
  const model = await new MostPopular().fit(TRAIN);
  const candidates = await model.recommendAll({ k: 5 });
  const same = rerankLists(candidates, { lambda: 1, distance });
  assert.deepEqual(same.items, candidates.items);
  assert.deepEqual(same.scores, candidates.scores);
  assert.ok(same.items.includes(-1));
});

test('a bad length is refused as an option', async () => {
  const lists = await (await new MostPopular({ positiveFrom: null }).fit(TRAIN)).recommendAll({ k: 3 });
  const options = { lambda: 0.5, distance: () => 1, k: -1 };
  assert.throws(() => rerankLists(lists, options), { name: 'OptionError', message: /k must be/ });
});
