import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId, type UserId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { SIMILARITIES, type SimilarityName } from '../../../lib/math/similarity/similarity-formulas';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { KNNBaseline } from '../../../lib/models/neighbors/knn-baseline';
import { KNNBasic } from '../../../lib/models/neighbors/knn-basic';
import { KNNWithMeans } from '../../../lib/models/neighbors/knn-with-means';
import { KNNWithZScore } from '../../../lib/models/neighbors/knn-with-z-score';
import type { KnnModel } from '../../../lib/models/neighbors/parts/knn-model';
import type { KnnOptions } from '../../../lib/models/neighbors/parts/knn-options';
import { golden, goldenTables } from '../../fixtures/golden';

const MODELS = { KNNBasic, KNNWithMeans, KNNWithZScore, KNNBaseline };
type Name = keyof typeof MODELS;
const NAMES = Object.keys(MODELS) as Name[];

const { train, test: pairs } = goldenTables();

for (const { name, params, predictions, impossible } of golden().algorithms.filter((a) => a.name in MODELS)) {
  const sim = params.sim_options as { name: SimilarityName; user_based: boolean; min_support?: number };
  test(`${name} ${JSON.stringify(params)} is Surprise's`, async () => {
    const model = new MODELS[name as Name]({
      neighbors: params.k as number,
      minNeighbors: params.min_k as number,
      similarity: sim.name,
      userBased: sim.user_based,
      minSupport: sim.min_support,
    });
    const ours = (await model.fit(train)).predictAll(pairs);
    predictions.forEach((expected, row) => {
      assert.equal(ours.impossible[row] === 1, impossible[row], `row ${row}`);
      const error = Math.abs(ours.ratings[row] - expected);
      assert.ok(error < 1e-9, `row ${row}: ${ours.ratings[row]}, not ${expected}`);
    });
  });
}

const TOY: Record<string, Record<string, number>> = {
  Ada: { Alien: 5, Heat: 4, Clueless: 1 },
  Ben: { Alien: 4, Heat: 5, Fargo: 3, Babe: 1 },
  Cleo: { Alien: 1, Fargo: 2, Clueless: 5, Babe: 4 },
  Dan: { Heat: 4, Clueless: 2 },
};
const toy = Interactions.fromRows(
  Object.entries(TOY).flatMap(([user, films]) =>
    Object.entries(films).map(([film, stars]) => [user, film, stars] as const),
  ),
);
const [ada, dan, fargo] = [userId('Ada'), userId('Dan'), itemId('Fargo')];

test('worked by hand: Ada would give Fargo 2.717, as Ben (40/41) and Cleo (10/26) say', async () => {
  const model = await new KNNBasic({ similarity: 'cosine', neighbors: 2 }).fit(toy);
  const [ben, cleo] = [40 / 41, 10 / 26];
  const expected = (ben * 3 + cleo * 2) / (ben + cleo);
  assert.equal(expected.toFixed(3), '2.717');
  assert.ok(Math.abs(model.predict(ada, fargo).score - expected) < 1e-12);
  assert.deepEqual(
    model.neighborsOf(ada, fargo).map(({ neighbor, rating }) => [neighbor, rating]),
    [
      ['Ben', 3],
      ['Cleo', 2],
    ],
  );
  assert.equal(
    (await new KNNBasic({ similarity: 'cosine', neighbors: 1 }).fit(toy)).predict(ada, fargo).score,
    3,
  );
});

test('below minNeighbors: no prediction, the mean of the user, or the baseline', async () => {
  const options = { similarity: 'cosine', minNeighbors: 3 } as const;
  const basic = (await new KNNBasic(options).fit(toy)).predict(ada, fargo);
  assert.equal(basic.wasImpossible, true);
  assert.equal(basic.score, toy.mean);
  assert.equal(
    basic.reason,
    '2 of the users who rated the item are similar to the user, but minNeighbors is 3',
  );
  const adasMean = (5 + 4 + 1) / 3;
  for (const Model of [KNNWithMeans, KNNWithZScore]) {
    const { score, wasImpossible } = (await new Model(options).fit(toy)).predict(ada, fargo);
    assert.ok(Math.abs(score - adasMean) < 1e-12 && !wasImpossible, Model.name);
  }
  const itemBased = await new KNNBasic({ ...options, userBased: false }).fit(toy);
  assert.match(
    itemBased.predict(dan, fargo).reason ?? '',
    /^\d of the items that the user rated are similar to the item, but minNeighbors is 3$/,
  );
});

test('unknown users and items: impossible, but for KNNBaseline, which has biases', async () => {
  const [nobody, nothing] = [userId('nobody'), itemId('nothing')];
  for (const userBased of [true, false]) {
    for (const name of NAMES) {
      const model = await new MODELS[name]({ userBased }).fit(toy);
      const answers = [
        model.predict(nobody, fargo),
        model.predict(ada, nothing),
        model.predict(nobody, nothing),
      ];
      const impossible = name !== 'KNNBaseline';
      assert.deepEqual(
        answers.map(({ wasImpossible }) => wasImpossible),
        [impossible, impossible, impossible],
      );
      assert.equal(answers[2].score, toy.mean);
      if (!impossible) assert.notEqual(answers[0].score, toy.mean);
      assert.equal(answers[0].reason, impossible ? 'the user is unknown' : undefined);
      assert.equal(model.can.unknownUsers, impossible ? 'refused' : 'unpersonalized');
      assert.deepEqual(model.neighborsOf(nobody, fargo), []);
    }
  }
});

test('among equally similar neighbors those that come first in the train set count', async () => {
  // All raters of X are exactly alike to U (cosine 1), so with k = 2 the first two rows decide.
  const rows = (order: string[]) =>
    Interactions.fromRows([
      ['U', 'A', 3],
      ...order.flatMap((user, n) => [[user, 'A', 3] as const, [user, 'X', n + 1] as const]),
    ]);
  const options = { similarity: 'cosine', neighbors: 2 } as const;
  const model = await new KNNBasic(options).fit(rows(['p', 'q', 'r', 's', 't']));
  assert.equal(model.predict(userId('U'), itemId('X')).score, 1.5);
  const all = await new KNNBasic({ similarity: 'cosine' }).fit(rows(['p', 'q', 'r', 's', 't']));
  assert.equal(all.predict(userId('U'), itemId('X')).score, 3);
});

test('a user who gives everything the same has no spread of his own', async () => {
  const flat = Interactions.fromRows([
    ['a', 'x', 3],
    ['a', 'y', 3],
    ['b', 'x', 5],
    ['b', 'y', 1],
    ['b', 'z', 5],
  ]);
  const overall = Math.sqrt((0.4 ** 2 * 2 + 1.6 ** 2 * 2 + 2.4 ** 2) / 5); // around 3.4
  const b = Math.sqrt((2 * (5 - 11 / 3) ** 2 + (1 - 11 / 3) ** 2) / 3);
  const model = await new KNNWithZScore().fit(flat);
  const expected = 3 + (overall * (5 - 11 / 3)) / b;
  assert.ok(Math.abs(model.predict(userId('a'), itemId('z')).score - expected) < 1e-6);
  const equal = Interactions.fromRows([
    ['a', 'x', 3],
    ['b', 'x', 3],
    ['b', 'y', 3],
  ]);
  assert.equal((await new KNNWithZScore().fit(equal)).predict(userId('a'), itemId('y')).score, 3);
});

/** An independent slow model, straight from the formulas; similarities by `slowMsd`, the only one it knows. */
function slowPrediction(name: Name, table: Interactions, u: UserId, i: ItemId, options: Partial<KnnOptions>) {
  const { userBased = true, neighbors: k = 40, minNeighbors = 1, minSupport = 1 } = options;
  const all = [...table].map((row) => ({
    x: userBased ? row.user : (row.item as string),
    y: userBased ? row.item : (row.user as string),
    rating: row.rating,
  }));
  const [x, y] = userBased ? [u as string, i as string] : [i as string, u as string];
  const of = (who: string) => all.filter((row) => row.x === who);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sigma = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const similarity = (v: string) => {
    if (v === x) return 1;
    const theirs = new Map(of(v).map((row) => [row.y as string, row.rating]));
    const differences = of(x).flatMap(({ y: both, rating }) => {
      const other = theirs.get(both);
      return other === undefined ? [] : [(rating - other) ** 2];
    });
    return differences.length < minSupport || differences.length === 0 ? 0 : 1 / (1 + mean(differences));
  };
  const center = (who: string) => (name === 'KNNBasic' ? 0 : mean(of(who).map(({ rating }) => rating)));
  const spread = (who: string) => {
    if (name !== 'KNNWithZScore') return 1;
    return sigma(of(who).map(({ rating }) => rating)) || sigma(all.map(({ rating }) => rating));
  };
  const nearest = all
    .filter((row) => row.y === y)
    .map((row) => ({ ...row, sim: similarity(row.x) }))
    .sort((a, b) => b.sim - a.sim)
    .slice(0, k)
    .filter(({ sim }) => sim > 0);
  if (nearest.length < minNeighbors) return name === 'KNNBasic' ? Number.NaN : center(x);
  const weights = nearest.reduce((sum, { sim }) => sum + sim, 0);
  const sum = nearest.reduce((total, v) => total + (v.sim * (v.rating - center(v.x))) / spread(v.x), 0);
  return center(x) + (spread(x) * sum) / weights;
}

test('random small data: the same as a slow implementation of the formulas', async () => {
  for (let seed = 0; seed < 6; seed++) {
    const random = new RandomState(seed);
    const rows: (readonly [string, string, number])[] = [];
    for (let u = 0; u < 9; u++) {
      for (let i = 0; i < 8; i++)
        if (random.random() < 0.45) rows.push([`u${u}`, `i${i}`, 1 + random.interval(4)]);
    }
    random.shuffle(rows);
    const table = Interactions.fromRows(rows);
    for (const name of ['KNNBasic', 'KNNWithMeans', 'KNNWithZScore'] as const) {
      const options = {
        userBased: seed % 2 === 0,
        neighbors: 1 + random.interval(4),
        minNeighbors: 1 + random.interval(1),
        minSupport: 1 + random.interval(1),
      };
      const model = await new MODELS[name](options).fit(table);
      for (const user of table.users) {
        for (const item of table.items) {
          const expected = slowPrediction(name, table, user, item, options);
          const { score, wasImpossible } = model.predict(user, item);
          const what = `${name} ${seed} ${user} ${item} ${JSON.stringify(options)}`;
          assert.equal(wasImpossible, Number.isNaN(expected), what);
          if (!wasImpossible)
            assert.ok(Math.abs(score - expected) < 1e-9, `${what}: ${score}, not ${expected}`);
        }
      }
    }
  }
});

test('similar items: item-based only, most similar first, none without common raters', async () => {
  const model = await new KNNBasic({ similarity: 'cosine', userBased: false }).fit(toy);
  assert.equal(model.can.similarItems, true);
  const similar = model.similarItems(itemId('Babe'));
  // Babe: Ben 1, Cleo 4. Fargo: Ben 3, Cleo 2. Alien: Ben 4, Cleo 1.
  const of = (id: string) => similar.find(({ item }) => item === id)?.similarity ?? Number.NaN;
  assert.ok(Math.abs(of('Fargo') - 11 / Math.sqrt(17 * 13)) < 1e-12);
  assert.ok(Math.abs(of('Alien') - 8 / 17) < 1e-12);
  const shy = await new KNNBasic({ similarity: 'cosine', userBased: false, minSupport: 3 }).fit(toy);
  assert.deepEqual(
    shy.similarItems(itemId('Alien')).map(({ item }) => item),
    [],
  );
  const userBased = await new KNNBasic().fit(toy);
  assert.equal(userBased.can.similarItems, false);
  assert.throws(() => userBased.similarItems(fargo), /KNNBasic: can't find similar items/);
});

test('shrinkage acts on any similarity it is given with, and on pearson_baseline by itself', async () => {
  const score = async (options: Partial<KnnOptions>) =>
    (await new KNNBasic(options).fit(toy)).predict(ada, fargo).score;
  const ben = (40 / 41) * (1 / 3);
  const cleo = (10 / 26) * (1 / 3);
  const shrunk = await score({ similarity: 'cosine', shrinkage: 2 });
  assert.ok(Math.abs(shrunk - (ben * 3 + cleo * 2) / (ben + cleo)) < 1e-12);
  const sparse = await new KNNBasic({ similarity: 'cosine', shrinkage: 2 }).fit(toy);
  // Of those who rated Babe, Ben has one film in common with Dan, Cleo another one: no evidence.
  assert.equal(sparse.predict(dan, itemId('Babe')).wasImpossible, true);
  const model = (shrinkage: number | null) =>
    new KNNBaseline({ similarity: 'pearson_baseline', shrinkage }).fit(train);
  const [byItself, hundred, none] = [await model(null), await model(100), await model(0)];
  assert.deepEqual(byItself.predictAll(pairs), hundred.predictAll(pairs));
  assert.notDeepEqual(byItself.predictAll(pairs), none.predictAll(pairs));
});

test('options of the baseline matter to KNNBaseline and to pearson_baseline', async () => {
  const score = async (options: Partial<KnnOptions>) =>
    (await new KNNBaseline(options).fit(toy)).predict(ada, fargo).score;
  const als = await score({});
  assert.equal(await score({ baselineEpochs: 10 }), als);
  for (const options of [
    { baselineEpochs: 1 },
    { regUser: 1 },
    { regItem: 1 },
    { baseline: 'sgd' },
  ] as const) {
    assert.notEqual(await score(options), als, JSON.stringify(options));
  }
  assert.equal(
    await score({ baseline: 'sgd' }),
    await score({ baseline: 'sgd', baselineEpochs: 20, regUser: 1 }),
  );
  assert.throws(
    () => new KNNBasic({ similarity: 'jaccard' as 'msd' }),
    /one of cosine, msd, pearson, pearson_baseline/,
  );
});

/** 200 users, 15 items, half of the pairs. */
function manyUsers(): Interactions {
  const random = new RandomState(11);
  const rows: (readonly [string, string, number])[] = [];
  for (let u = 0; u < 200; u++) {
    for (let i = 0; i < 15; i++) {
      if (random.random() < 0.5) rows.push([`u${u}`, `i${i}`, 1 + random.interval(4)]);
    }
  }
  return Interactions.fromRows(rows);
}

test('with less memory than all similarities need: the same where the neighbors are kept', async () => {
  const table = manyUsers();
  const options = { similarity: 'pearson', neighbors: 3 } as const;
  const all = await new KNNWithMeans(options).fit(table);
  const few = await new KNNWithMeans({ ...options, maxMegabytes: 0.25 }).fit(table);
  const { state } = few.toJSON();
  assert.equal(state?.kept, 104, '200 users x 104 x 12 bytes');
  let same = 0;
  for (const user of table.users) {
    for (const item of table.items) {
      const [a, b] = [all.neighborsOf(user, item), few.neighborsOf(user, item)];
      if (JSON.stringify(a) !== JSON.stringify(b)) continue;
      assert.equal(few.predict(user, item).score, all.predict(user, item).score);
      same++;
    }
  }
  assert.ok(same > 0.95 * 3000, `${same} of 3000`);
  await assert.rejects(
    new KNNWithMeans({ ...options, maxMegabytes: 0.1 }).fit(table),
    /KNNWithMeans: the 100 nearest of 200 users take 1 MB, but maxMegabytes is 0.1; raise it/,
  );
});

test('similarities survive JSON, all of them and the nearest only; item-based too', async () => {
  const table = manyUsers();
  for (const options of [{ userBased: false }, { maxMegabytes: 0.25 }]) {
    const model: KnnModel = await new KNNBaseline({ ...options, similarity: 'pearson_baseline' }).fit(table);
    const again = modelFromJson(JSON.parse(JSON.stringify(model)));
    assert.deepEqual(again.predictAll(table), model.predictAll(table));
  }
});

test('a fit can be stopped, and a refit forgets', async () => {
  const controller = new AbortController();
  const model = await new KNNBasic().fit(toy);
  await assert.rejects(
    model.fit(train, { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }),
    /enough/,
  );
  assert.equal(model.isFitted, false);
  assert.throws(() => model.neighborsOf(ada, fargo), /not fitted yet/);
});

test('of every similarity and side: lists hold what predict says', async () => {
  for (const similarity of SIMILARITIES) {
    for (const userBased of [true, false]) {
      const model = await new KNNWithMeans({ similarity, userBased, neighbors: 5 }).fit(train);
      const user = train.row(0).user;
      const list = model.recommend(user, { k: 5 });
      assert.ok(list.length > 0);
      for (const { item, score } of list) assert.equal(model.predict(user, item).score, score);
    }
  }
});

test('ratings that are not exact in binary leave no noise where nothing varies', async () => {
  const rows: [string, string, number][] = [];
  for (let n = 0; n < 200; n++) {
    rows.push(['low', `i${n}`, 0.1], ['high', `i${n}`, 0.9]);
    if (n > 0) rows.push(['mixed', `i${n}`, (n % 10) / 10]);
  }
  const table = Interactions.fromRows(rows, { scale: { min: 0, max: 1 } });
  const [low, high, mixed] = ['low', 'high', 'mixed'].map(userId);
  const pearson = await new KNNBasic({ similarity: 'pearson' }).fit(table);
  assert.deepEqual(pearson.similarUsers(low), []);
  assert.deepEqual(pearson.foldIn([...table.ratingsOf(low)]).recommend({ filterSeen: false }), []);

  // Ten times the numbers, which binary holds exactly: ten times the predictions.
  const whole = Interactions.fromRows(
    rows.map(([user, item, rating]) => [user, item, Math.round(10 * rating)]),
    { scale: { min: 0, max: 10 } },
  );
  for (const [name, Model] of Object.entries(MODELS)) {
    const model = await new Model({ similarity: 'cosine' }).fit(table);
    const exact = await new Model({ similarity: 'cosine' }).fit(whole);
    for (const user of [low, high, mixed]) {
      const [score, expected] = [model, exact].map((of) => of.predict(user, itemId('i5')).score);
      assert.ok(Math.abs(10 * score - expected) < 1e-5, `${name}, ${user}: ${score}, not ${expected} / 10`);
    }
  }

  const equal = Interactions.fromRows(
    rows.map(([user, item]) => [user, item, 0.1]),
    { scale: { min: 0, max: 1 } },
  );
  assert.equal(equal.mean, Math.fround(0.1));
  for (const baseline of ['als', 'sgd'] as const) {
    const model = await new KNNBaseline({ similarity: 'pearson_baseline', baseline }).fit(equal);
    assert.deepEqual(model.similarUsers(low), [], baseline);
    assert.deepEqual(model.foldIn(equal.ratingsOf(low)).predict(itemId('i3')).score, Math.fround(0.1));
  }
});

test('pearson_baseline: ratings that biases explain entirely show no similarity', async () => {
  const rows = ['a', 'b', 'c', 'd'].flatMap((user, u) =>
    Array.from({ length: 30 }, (_, i) => [user, `i${i}`, (u + (i % 7)) / 10] as const),
  );
  const table = Interactions.fromRows(rows, { scale: { min: 0, max: 1 } });
  const options = { similarity: 'pearson_baseline', regUser: 0, regItem: 0, baselineEpochs: 60 } as const;
  const model = await new KNNBaseline(options).fit(table);
  assert.deepEqual(model.similarUsers(userId('a')), []);
});
