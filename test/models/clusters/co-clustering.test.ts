import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { CoClustering } from '../../../lib/models/clusters/co-clustering';
import { stateFromJson } from '../../../lib/recommender/saving/model-json';
import { goldenTables } from '../../fixtures/golden';

const { train, test: pairs } = goldenTables();

/** A typed array of a fitted model's state, as its JSON has it. */
function stateArray(model: CoClustering, name: string): Int32Array {
  const { state } = model.toJSON();
  assert.ok(state);
  return stateFromJson(state)[name] as Int32Array;
}

// Surprise 1.1.5 on the same train set: CoClustering(n_cltr_u, n_cltr_i, n_epochs, random_state).
const references = [
  {
    options: { seed: 0 },
    users: '021112222200100022011112220021010002022',
    items: '222101121111201200221210101012222020012010211211111122022012',
    predictions: [
      4.361047, 2.779379, 3.806109, 4.086912, 1.49438, 4.024735, 2.864484, 3.029571, 4.689574, 1.195595,
      3.253661, 2.738936,
    ],
  },
  {
    options: { userClusters: 2, itemClusters: 4, epochs: 5, seed: 7 },
    users: '011010100100000011011110011100110001011',
    items: '012123110003330012110213230123333110201101302100002112131130',
    predictions: [
      4.399791, 2.054682, 2.942682, 4.725568, 1.533124, 3.898566, 4.194514, 2.651416, 3.817179, 2.094102,
      2.390234, 2.082433,
    ],
  },
];

for (const { options, users, items, predictions } of references) {
  test(`clusters and predictions are Surprise's for ${JSON.stringify(options)}`, async () => {
    const model = await new CoClustering(options).fit(train);
    assert.equal(stateArray(model, 'userCluster').join(''), users);
    assert.equal(stateArray(model, 'itemCluster').join(''), items);
    const { ratings } = model.predictAll(pairs);
    predictions.forEach((expected, row) => {
      assert.ok(Math.abs(ratings[row] - expected) < 1e-6, `row ${row}: ${ratings[row]}, not ${expected}`);
    });
  });
}

test('one cluster each: the means of user and item about the mean of all', async () => {
  const model = await new CoClustering({ userClusters: 1, itemClusters: 1, epochs: 1 }).fit(train);
  const { user, item } = train.row(0);
  const mean = (rows: readonly { rating: number }[]) =>
    rows.reduce((sum, { rating }) => sum + rating, 0) / rows.length;
  const expected = mean(train.ratingsOf(user)) + mean(train.ratingsFor(item)) - train.mean;
  assert.ok(Math.abs(model.predict(user, item).score - expected) < 1e-12);
});

test('unknown user: the mean of the item; unknown item: that of the user; both: that of all', async () => {
  const table = Interactions.fromRows([
    ['a', 'x', 5],
    ['a', 'y', 4],
    ['b', 'x', 2],
    ['c', 'z', 1],
  ]);
  const [nobody, nothing] = [userId('nobody'), itemId('nothing')];
  const model = await new CoClustering().fit(table);
  assert.equal(model.predict(nobody, itemId('x')).score, 3.5);
  assert.equal(model.predict(userId('a'), nothing).score, 4.5);
  assert.equal(model.predict(nobody, nothing).score, 3);
  const kept = await new CoClustering().fit(table.select([0, 1, 2]));
  assert.equal(kept.predict(userId('c'), itemId('x')).score, 3.5, 'a user known by name only');
  assert.equal(kept.predict(userId('a'), itemId('z')).score, 4.5);
});

// From some starts it ends with all in one cluster instead: the search is local.
test('two groups of users with opposite tastes, and two kinds of items, are found', async () => {
  const rows = Array.from({ length: 20 }, (_, u) =>
    Array.from({ length: 16 }, (_, i) => [`u${u}`, `i${i}`, (u + i) % 2 === 0 ? 5 : 1] as const),
  ).flat();
  const options = { userClusters: 2, itemClusters: 2, seed: 1 };
  const model = await new CoClustering(options).fit(Interactions.fromRows(rows));
  const clusters = stateArray(model, 'userCluster');
  assert.deepEqual([...new Set(clusters)].sort(), [0, 1]);
  clusters.forEach((cluster, u) => {
    assert.equal(cluster, clusters[u % 2], `user ${u}`);
  });
  assert.equal(model.predict(userId('u0'), itemId('i2')).score, 5);
});

test('the seed decides', async () => {
  const at = async (seed: number) => (await new CoClustering({ seed }).fit(train)).predictAll(pairs).scores;
  assert.deepEqual(await at(1), await at(1));
  assert.notDeepEqual(await at(1), await at(2));
});
