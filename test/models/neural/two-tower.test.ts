/** TwoTower: choices among candidates, the logQ correction, visitors, and new items with features. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId, type UserIndex, userId } from '../../../lib/core/ids';
import { itemFeatures, userFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { compressRows } from '../../../lib/math/sparse/compressed-rows';
import { withTensors } from '../../../lib/math/tensors/tensors';
import { ChoiceMaker, choiceLoss } from '../../../lib/models/neural/parts/choices';
import { TwoTower } from '../../../lib/models/neural/two-tower';
import type { FitProgress } from '../../../lib/recommender/model';
import { generateRatings } from '../../../lib/simulation/generate';

/** Each of 6 users likes 2 of 5 items; item 0 is liked five times, item 4 once. */
const LIKES = compressRows(
  {
    rowCount: 6,
    columnCount: 5,
    rows: [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
    columns: [0, 1, 0, 1, 0, 2, 0, 2, 0, 3, 3, 4],
    values: [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  },
  new Float32Array(12),
);

test('the loss of choices: worked by hand', async () => {
  const choices = new ChoiceMaker(LIKES, 'all').of(Int32Array.of(0, 5));
  assert.deepEqual(
    [...choices.weights],
    [1, 2, 0, 0, 0, 0, 0, 0, 1, 1], // of user 0, then of user 5
  );
  const scores = [Math.log(2), 0, 0, 0, 0, 0, 0, 0, 0, Math.log(4)];
  // User 0: 2/6 and 1/6, the latter twice. User 5: 1/8 and 4/8.
  const expected = -(Math.log(2 / 6) + 2 * Math.log(1 / 6) + Math.log(1 / 8) + Math.log(4 / 8)) / 2;
  await withTensors((tensors) => {
    const loss = choiceLoss(tensors, tensors.tf.tensor2d(scores, [2, 5]), choices);
    assert.ok(Math.abs(loss.dataSync()[0] - expected) < 1e-5);
  });
});

test('with the logQ correction, the expected sum over candidates is the sum over all items', () => {
  const scores = [2, 0.5, -1, 0.3, 1];
  const exact = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  const expectedSum = (source: 'batch' | 'batch without logQ') => {
    const maker = new ChoiceMaker(LIKES, source);
    let [sum, batches] = [0, 0];
    for (let one = 0; one < 6; one++) {
      for (let other = 0; other < 6; other++) {
        if (one === other) continue;
        const { items, correction } = maker.of(Int32Array.of(one, other));
        for (const [n, item] of items.entries()) sum += Math.exp(scores[item] + correction[n]);
        batches++;
      }
    }
    return sum / batches;
  };
  assert.ok(Math.abs(expectedSum('batch') - exact) < 1e-5, `${expectedSum('batch')}, not ${exact}`);
  assert.ok(Math.abs(expectedSum('batch without logQ') - exact) > 1);
});

/** 300 users choose 5 of 30 items; item n is chosen in proportion to 0.85^n, and nothing else matters. */
function skewed(): Interactions {
  const random = new RandomState(5);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 300; user++) {
    const chosen = new Set<number>();
    while (chosen.size < 5) {
      const item = Math.floor(Math.log(1 - random.random() * (1 - 0.85 ** 30)) / Math.log(0.85));
      chosen.add(item);
    }
    for (const item of chosen) rows.push([`u${user}`, `i${item}`, 5]);
  }
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
}

test('a score is the logarithm of how likely a choice is, unless candidates are drawn without correction', async () => {
  const table = skewed();
  const counts = Float64Array.from(table.itemCounts(), (count) => Math.log(count));
  /** By how much a score grows per unit of ln popularity, by least squares. */
  const slope = async (candidates: 'all' | 'batch' | 'batch without logQ') => {
    const options = { candidates, factors: 2, epochs: 20, batchSize: 20, holdOut: 0, learningRate: 0.05 };
    const model = await new TwoTower({ ...options, reg: 0.001 }).fit(table);
    const scores = model.scoresOf(userId('somebody'), { unknownUsers: 'popular' });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    let [product, squares] = [0, 0];
    for (const [item, count] of counts.entries()) {
      product += (count - mean) * scores[item];
      squares += (count - mean) ** 2;
    }
    return product / squares;
  };
  const [all, corrected, plain] = [
    await slope('all'),
    await slope('batch'),
    await slope('batch without logQ'),
  ];
  assert.ok(all > 0.8 && all < 1.2, `all: ${all}`);
  assert.ok(corrected > 0.7 && corrected < 1.3, `batch: ${corrected}`);
  assert.ok(plain < 0.4, `batch without logQ: ${plain}`); // popular items sink
});

/** Users with even numbers like comedies, the others westerns; two films are new. */
function genres(): Interactions {
  const random = new RandomState(8);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 80; user++) {
    for (let item = 0; item < 20; item++) {
      if (random.random() < 0.5) rows.push([`u${user}`, `फ़िल्म ${item}`, (user + item) % 2 === 0 ? 4.5 : 2]);
    }
  }
  const genre = (item: number) => (item % 2 === 0 ? 'comedy' : 'western');
  const features = itemFeatures([
    ...Array.from({ length: 20 }, (_, item) => ({ item: `फ़िल्म ${item}`, words: [genre(item)] })),
    { item: 'new comedy', words: ['comedy'] },
    { item: 'new western', words: ['western'] },
  ]);
  const about = userFeatures(
    Array.from({ length: 80 }, (_, user) => ({ user: `u${user}`, words: [user % 2 === 0 ? '🎭' : '🤠'] })),
  );
  return Interactions.fromRows(rows, { scale: { min: 0.5, max: 5, step: 0.5 } })
    .withItemFeatures(features)
    .withUserFeatures(about);
}

test('a new item is recommended by its features, also to visitors, and its neighbors share them', async () => {
  const table = genres();
  const model = await new TwoTower({ factors: 8, epochs: 40 }).fit(table);
  const better = (list: { readonly item: ItemId }[]) =>
    list.map(({ item }) => item).filter((item) => item.startsWith('new'))[0];
  for (const [user, best] of [
    ['u2', 'new comedy'],
    ['u3', 'new western'],
  ]) {
    const all = { k: 100, filterSeen: false };
    assert.equal(better(model.recommend(userId(user), all)), best);
    assert.equal(better(model.foldIn(table.ratingsOf(userId(user))).recommend(all)), best);
  }
  const near = model.similarItems(itemId('new western'), { k: 5 }).map(({ item }) => Number(item.slice(7)));
  assert.deepEqual(
    near.map((item) => item % 2),
    [1, 1, 1, 1, 1],
  );
  // A user of whom only features are known: no ratings, but a list of their own.
  const blind = await new TwoTower({ factors: 8, epochs: 40, features: false }).fit(table);
  const scores = blind.scoresOf(userId('u2'));
  assert.equal(scores[table.items.require(itemId('new comedy'))], 0, 'nothing is known about it');
});

test('a visitor with the ratings of a user gets that user’s scores; with ids, nearly', async () => {
  const table = generateRatings({ users: 150, items: 50, ratings: 1800, seed: 2 });
  for (const options of [{}, { normalize: true, temperature: 0.1 }]) {
    const model = await new TwoTower({ factors: 8, epochs: 5, ...options }).fit(table);
    for (let n = 0; n < 20; n++) {
      const user = table.users.idOf(n as UserIndex);
      const folded = model.foldIn(table.ratingsOf(user)).scoresOf();
      for (const [item, score] of model.scoresOf(user).entries()) {
        assert.ok(Math.abs(score - folded[item]) < 1e-4, `${score}, folded in ${folded[item]}`);
      }
    }
  }
});

test('it trains on a part, reports what held-out likes say, and then on everything', async () => {
  const table = generateRatings({ users: 150, items: 50, ratings: 1800, seed: 2 });
  const seen: FitProgress[] = [];
  const options = { factors: 4, epochs: 6, patience: 2, userIds: true };
  await new TwoTower(options).fit(table, { onProgress: (progress) => seen.push(progress) });
  const judged = seen.filter(({ validation }) => validation?.metric === 'nDCG@10');
  assert.ok(judged.length >= 3 && judged.length <= 6);
  const best = judged.reduce((a, b) => ((b.validation?.value ?? 0) > (a.validation?.value ?? 0) ? b : a));
  assert.equal(seen.length, judged.length + best.step, 'then as many epochs as were best');
  const last = seen[seen.length - 1];
  assert.equal(last.step, last.steps);
  assert.ok(seen[1].loss !== undefined && seen[0].loss !== undefined && seen[1].loss < seen[0].loss);
});

test('without a like there is nothing to learn from, and it says what to do', async () => {
  const rows = [1, 2, 3].map((n) => [`u${n}`, `i${n}`, n] as const);
  const table = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  await assert.rejects(new TwoTower().fit(table), {
    name: 'OptionError',
    message: /^TwoTower: .*positiveFrom: /,
  });
});
