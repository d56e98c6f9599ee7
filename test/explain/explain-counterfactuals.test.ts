import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { counterfactualInWords } from '../../lib/explain/counterfactual-in-words';
import { counterfactuals } from '../../lib/explain/counterfactuals';
import { createModel } from '../../lib/models/registry';
import { CapabilityError, UnknownIdError } from '../../lib/recommender/model-errors';
import { toyRatings } from '../../lib/testing/toy-ratings';

const toy = toyRatings();

// KNNBasic between items, msd: sim(A, P) = 1 as v and w agree, sim(A, Q) = sim(B, P) = 1/17, 1 and 5 being far apart.
const tiny = Interactions.fromRows(
  [
    ['u', 'P', 5],
    ['u', 'Q', 1],
    ['v', 'P', 5],
    ['v', 'A', 5],
    ['v', 'Q', 1],
    ['v', 'B', 1],
    ['w', 'P', 1],
    ['w', 'A', 1],
    ['w', 'Q', 5],
    ['w', 'B', 5],
  ],
  { scale: { min: 1, max: 5, step: 1 } },
);

// With both: A = (5 · 1 + 1/17) / (1 + 1/17) = 86/18, B = (1 + 5/17) / (18/17) = 22/18. Without P both A and B are 1
// (A's score ties with B's, and ties are better ranks), without Q both are 5.
// Even B falls without P, from 22/18, as the 5 for P says a little for it too.
test('by hand: without the rating that counts the item falls, without the other it rises', async () => {
  const model = await createModel('KNNBasic', { similarity: 'msd', userBased: false }).fit(tiny);
  const found = counterfactuals(model, userId('u'), itemId('A'));
  const rounded = found.map(({ score, before, ...rest }) => ({
    ...rest,
    score: Number(score.toFixed(9)),
    before: { ...before, score: Number(before.score.toFixed(9)) },
  }));
  const before = { score: Number((86 / 18).toFixed(9)), rank: 1 };
  assert.deepEqual(rounded, [
    { without: 'P', rating: 5, score: 1, rank: 1, before },
    { without: 'Q', rating: 1, score: 5, rank: 1, before },
  ]);
  const ofB = counterfactuals(model, userId('u'), itemId('B'), { k: 1 });
  assert.deepEqual(
    ofB.map(({ without, before: { rank } }) => [without, rank]),
    [['P', 2]],
  );
});

for (const name of [
  'ALS',
  'SVD',
  'KNNBaseline',
  'KNNWithMeans',
  'EASE',
  'ImplicitALS',
  'ContentRidge',
  'WeightedHybrid',
]) {
  test(`${name}: scores and ranks are those of a list without the rating`, async () => {
    const model = await createModel(name).fit(toy);
    const given = toy.ratingsOf(userId('u4'));
    const item = itemId([...toy.items].find((id) => given.every((rating) => rating.item !== id)) ?? '');
    const unseen = [...toy.items].filter((id) => given.every((rating) => rating.item !== id));
    const all = counterfactuals(model, given, item, { k: 100 });
    assert.equal(all.length, given.length);
    const falls = all.map(({ score, before }) => before.score - score);
    assert.deepEqual(
      falls,
      [...falls].sort((x, y) => y - x),
    );
    assert.deepEqual(counterfactuals(model, userId('u4'), item), all.slice(0, 3));
    for (const { without, rating, score, rank } of all) {
      assert.equal(rating, given.find((one) => one.item === without)?.rating);
      const list = model
        .foldIn(given.filter((one) => one.item !== without))
        .recommend({ k: 100, among: unseen });
      const place = list.find((one) => one.item === item);
      assert.equal(score, place?.score);
      assert.equal(rank, 1 + list.filter((one) => one.score > score).length);
    }
  });
}

test('few attempts take the ratings that speak most for the item, else the best', async () => {
  const given = toy.ratingsOf(userId('u4'));
  const item = itemId([...toy.items].find((id) => given.every((rating) => rating.item !== id)) ?? '');
  // The terms of EASE are what the score loses, so that the first attempts are the best.
  const ease = await createModel('EASE').fit(toy);
  const all = counterfactuals(ease, given, item, { k: 2 });
  assert.deepEqual(counterfactuals(ease, given, item, { k: 2, attempts: 2 }), all);
  // Between users no term is of a rating.
  const knn = await createModel('KNNBasic').fit(toy);
  const few = counterfactuals(knn, given, item, { k: 100, attempts: 2 });
  const best = [...given].sort((a, b) => b.rating - a.rating).slice(0, 2);
  assert.deepEqual(few.map(({ without }) => without).sort(), best.map((rating) => rating.item).sort());
});

test('without the only rating nothing is left to say, where strangers are refused', async () => {
  const model = await createModel('EASE').fit(toy);
  const [first] = toy.ratingsOf(userId('u4'));
  const other = itemId([...toy.items].find((id) => id !== first.item) ?? '');
  const only = [
    { item: first.item, rating: 5 },
    { item: itemId('unheard of'), rating: 3 },
  ];
  const found = counterfactuals(model, only, other);
  assert.equal(found.length, 1);
  assert.deepEqual([found[0].without, found[0].score, found[0].rank], [first.item, Number.NaN, Number.NaN]);
  // One that answers strangers goes on with what holds for everybody.
  const als = await createModel('ALS').fit(toy);
  const [stranger] = counterfactuals(als, only, other);
  assert.equal(stranger.score, als.predict(userId('nobody'), other).score);
});

test('the item’s own rating and repeated ones: the first is left out, of the others the last counts', async () => {
  const model = await createModel('ALS').fit(toy);
  const item = itemId('i2');
  const rest = [
    { item: itemId('i3'), rating: 5 },
    { item: itemId('i4'), rating: 2 },
  ];
  const plain = counterfactuals(model, rest, item);
  const messy = [{ item: itemId('i3'), rating: 1 }, { item, rating: 5 }, ...rest];
  assert.deepEqual(counterfactuals(model, messy, item), plain);
});

test('bad input is refused', async () => {
  const als = await createModel('ALS').fit(toy);
  const slope = await createModel('SlopeOne').fit(toy);
  const [user, item] = [userId('u1'), itemId('i2')];
  assert.throws(() => counterfactuals(slope, user, item), CapabilityError);
  assert.throws(() => counterfactuals(als, userId('nobody'), item), UnknownIdError);
  for (const [name, value] of [
    ['k', 0],
    ['k', 1.5],
    ['k', Number.NaN],
    ['attempts', 0],
    ['attempts', -1],
  ] as const) {
    assert.throws(
      () => counterfactuals(als, user, item, { [name]: value }),
      (error) =>
        error instanceof OptionError &&
        error.message.includes(`${name} must be a positive whole number, got ${value}`),
    );
  }
  assert.throws(
    () => counterfactuals(als, user, itemId('nothing')),
    (error) => error instanceof OptionError && /ALS has no score for item "nothing"/.test(error.message),
  );
});

test('in words, with English ordinals', () => {
  const words = (rank: number, before: number) =>
    counterfactualInWords(
      { without: itemId('P'), rating: 5, score: 1, rank, before: { score: 2, rank: before } },
      (item) => `Film ${item}`,
    );
  assert.equal(words(34, 2), 'Without your 5 for Film P, it would rank 34th instead of 2nd.');
  assert.equal(words(1, 1), 'Even without your 5 for Film P, it would rank 1st.');
  assert.equal(words(Number.NaN, 1), 'Without your 5 for Film P, it would have no score.');
  const ordinals = [3, 11, 12, 13, 21, 22, 103, 111].map((rank) => /rank (\w+)/.exec(words(rank, 1))?.[1]);
  assert.deepEqual(ordinals, ['3rd', '11th', '12th', '13th', '21st', '22nd', '103rd', '111th']);
});

test('ranks up to a limit: the same, and below it said in words', async () => {
  const model = await createModel('ALS', { factors: 3, epochs: 4 }).fit(toy);
  const titleOf = (id: string) => id;
  let below = 0;
  for (const item of toy.items) {
    const all = counterfactuals(model, userId('u1'), item, { k: 10 });
    const some = counterfactuals(model, userId('u1'), item, { k: 10, ranked: 3 });
    const limited = (rank: number) => (rank > 3 ? Number.POSITIVE_INFINITY : rank);
    assert.deepEqual(
      some,
      all.map((one) => ({
        ...one,
        rank: limited(one.rank),
        before: { ...one.before, rank: limited(one.before.rank) },
      })),
    );
    for (const one of some.filter(({ rank }) => rank === Number.POSITIVE_INFINITY)) {
      assert.match(counterfactualInWords(one, titleOf, 3), /it would rank below 3rd/);
      below++;
    }
  }
  assert.ok(below > 0);
  assert.throws(() => counterfactuals(model, userId('u1'), itemId('i1'), { ranked: 0 }), /ranked must be/);
});
