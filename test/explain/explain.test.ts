/** What explanations are made of: see `lib/testing` for what holds of every model's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, type ItemIndex, itemId, type UserId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { inWords } from '../../lib/explain/explanation-in-words';
import { cellOf, type ItemTable } from '../../lib/models/item-item/parts/item-table';
import type { KnnModel } from '../../lib/models/neighbors/parts/knn-model';
import { createModel } from '../../lib/models/registry';
import { type Explanation, isCommon, sumOfTerms } from '../../lib/recommender/explanation';
import type { Model } from '../../lib/recommender/model';
import { CapabilityError, NotFittedError } from '../../lib/recommender/model-errors';
import { toyRatings } from '../../lib/testing/toy-ratings';

const toy = toyRatings();

/** a hasn't rated Z. μ = 26/7. */
const tiny = Interactions.fromRows(
  [
    ['a', 'X', 5],
    ['a', 'Y', 4],
    ['b', 'X', 4],
    ['b', 'Y', 4],
    ['b', 'Z', 3],
    ['c', 'X', 2],
    ['c', 'Z', 4],
  ],
  { scale: { min: 1, max: 5, step: 1 } },
);
const [a, Z] = [userId('a'), itemId('Z')];

function near(got: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

/** Terms as `kind item` with their values. */
function listed({ terms }: Explanation): [string, number][] {
  return terms.map(({ kind, item, value }) => [item === undefined ? kind : `${kind} ${item}`, value]);
}

// sim(Z, X) = 1 / (1 + (1² + 2²) / 2) = 2/7 by b and c, sim(Z, Y) = 1 / (1 + 1²) = 1/2 by b.
// r̂ = (5 · 2/7 + 4 · 1/2) / (11/14) = 48/11, of which X has 2/7 (5 − 26/7) / (11/14) and Y 1/2 (4 − 26/7) / (11/14).
test('KNNBasic between items by hand: how far each neighbor pulls from the mean, and on what it rests', async () => {
  const model = await createModel('KNNBasic', { similarity: 'msd', userBased: false }).fit(tiny);
  const explanation = model.explain(a, Z);
  near(explanation.score, 48 / 11);
  const [mean, x, y] = explanation.terms;
  assert.equal(explanation.terms.length, 3);
  assert.equal(mean.kind, 'mean');
  near(mean.value, 26 / 7);
  assert.deepEqual(
    { ...x, value: 0, weight: 0 },
    {
      kind: 'rating',
      item: 'X',
      rating: 5,
      support: 2,
      value: 0,
      weight: 0,
    },
  );
  near(x.value, 36 / 77);
  near(x.weight as number, 2 / 7);
  assert.deepEqual([y.item, y.rating, y.support], ['Y', 4, 1]);
  near(y.value, 14 / 77);
});

// dev(Z, X) = ((3 − 4) + (4 − 2)) / 2 = 1/2 and dev(Z, Y) = 3 − 4 = −1: X says 5.5 and Y says 3, of a mean of 4.5.
test('SlopeOne by hand: what each rating says of the item, beside the mean', async () => {
  const model = await createModel('SlopeOne').fit(tiny);
  const explanation = model.explain(a, Z);
  near(explanation.score, 4.25);
  assert.deepEqual(listed(explanation), [
    ['userMean', 4.5],
    ['rating Y', -0.75],
    ['rating X', 0.5],
  ]);
});

for (const name of ['KNNBasic', 'KNNWithMeans', 'KNNWithZScore', 'KNNBaseline']) {
  for (const userBased of [true, false]) {
    for (const minNeighbors of [1, 4]) {
      test(`${name} ${userBased ? 'users' : 'items'}, minNeighbors ${minNeighbors}: the neighbors, their ratings and their support`, async () => {
        const options = { userBased, minNeighbors, neighbors: 5, similarity: 'pearson' };
        const model = (await createModel(name, options).fit(toy)) as unknown as KnnModel;
        let explained = 0;
        for (const user of toy.users) {
          for (const item of toy.items) {
            const { terms, wasImpossible } = model.explain(user, item);
            const neighbors = model.neighborsOf(user, item);
            const own = terms.filter((term) => !isCommon(term));
            if (wasImpossible || neighbors.length < minNeighbors) {
              assert.deepEqual(own, []);
              continue;
            }
            explained++;
            const byName = (one: { name: string }, other: { name: string }) =>
              one.name < other.name ? -1 : 1;
            const got = own.map((term) => ({
              name: (userBased ? term.user : term.item) as string,
              similarity: term.weight,
              rating: term.rating,
              support: term.support,
            }));
            const expected = neighbors.map(({ neighbor, similarity, rating }) => ({
              name: neighbor as string,
              similarity,
              rating,
              support: userBased
                ? commonTo(user, neighbor as UserId)
                : commonRaters(item, neighbor as ItemId),
            }));
            assert.deepEqual(got.sort(byName), expected.sort(byName));
          }
        }
        assert.ok(explained > 50);
      });
    }
  }
}

function commonTo(one: UserId, other: UserId): number {
  const items = new Set(toy.ratingsOf(one).map(({ item }) => item));
  return toy.ratingsOf(other).filter(({ item }) => items.has(item)).length;
}

function commonRaters(one: ItemId, other: ItemId): number {
  const rows = [...toy.users].map((user) => toy.ratingsOf(user).map(({ item }) => item));
  return rows.filter((items) => items.includes(one) && items.includes(other)).length;
}

// The table is fixed and a score is a sum over what is liked, so that a term is what the score would lose.
for (const name of ['ItemKNN', 'EASE', 'SLIM']) {
  test(`${name}: a term is a cell of the table, and what the score loses without the rating`, async () => {
    const model = await createModel(name, { positiveFrom: 3 }).fit(toy);
    const user = userId('u3');
    const ratings = toy.ratingsOf(user);
    let told = 0;
    for (const item of toy.items) {
      const { score, terms } = model.explain(user, item);
      for (const term of terms) {
        const by = toy.items.require(term.item as ItemId);
        const cell = cellOf(model.state as ItemTable, by, toy.items.require(item));
        assert.equal(term.weight, cell);
        assert.equal(term.rating, ratings.find((rating) => rating.item === term.item)?.rating);
        const others = ratings.filter((rating) => rating.item !== term.item);
        near(score - model.foldIn(others).scoresOf()[toy.items.require(item)], term.value, 1e-9);
        told++;
      }
    }
    assert.ok(told > 10);
  });
}

// Which items were rated sets A, the ratings only b: one star more changes the score by the weight, and all by the bias.
for (const [name, options] of [
  ['ALS', { factors: 3 }],
  ['SVD', { factors: 3 }],
  ['SVD', { factors: 3, biased: false, epochs: 40 }],
  ['SVD++', { factors: 3 }],
  ['FeatureFactors', { factors: 3 }],
  ['NMF', { factors: 4, biased: true }],
] as const) {
  test(`${name} ${JSON.stringify(options)}: a visitor's term says what one star more would do`, async () => {
    const model = await createModel(name, options).fit(toy);
    const ratings = toy.ratingsOf(userId('u2')).slice(0, 5);
    const visitor = model.foldIn(ratings);
    // Factors that may not be below 0 are linear in the ratings as long as it is the same ones that are 0.
    const step = name === 'NMF' ? 1e-4 : 1;
    for (const changed of ratings.filter(({ rating }) => rating <= 4)) {
      const more = ratings.map((one) => (one === changed ? { ...one, rating: one.rating + step } : one));
      const after = model.foldIn(more);
      for (const [index, item] of [...toy.items].entries()) {
        const { terms, score } = visitor.explain(item);
        const term = terms.find((one) => one.item === changed.item);
        const [ofAll, inAll] = [after.explain(item), visitor.explain(item)].map(biasOf);
        const change = (after.scoresOf()[index] - score - (ofAll - inAll)) / step;
        near(change, term?.weight ?? Number.NaN, name === 'NMF' ? 5e-3 : 1e-5);
      }
    }
  });
}

function biasOf({ terms }: Explanation): number {
  return terms.find(({ kind }) => kind === 'userBias')?.value ?? 0;
}

test('ImplicitALS: a visitor’s terms are those of Hu, Koren and Volinsky, each system solved by itself', async () => {
  const options = { factors: 3, reg: 2, alpha: 3, positiveFrom: 3 };
  const model = await createModel('ImplicitALS', options).fit(toy);
  const { itemFactors } = model.state as { itemFactors: Float32Array };
  const rowOf = (item: number) => Array.from(itemFactors.subarray(item * 3, (item + 1) * 3));
  const ratings = toy.ratingsOf(userId('u5'));
  const liked = ratings.filter(({ rating }) => rating >= 3).map(({ item }) => toy.items.require(item));
  // A = QᵀQ + λ I + α Σ q qᵀ over the liked.
  const A = [0, 1, 2].map((f) =>
    [0, 1, 2].map((g) => {
      let sum = f === g ? options.reg : 0;
      for (let item = 0; item < toy.itemCount; item++) {
        const times = 1 + (liked.includes(item as ItemIndex) ? options.alpha : 0);
        sum += times * rowOf(item)[f] * rowOf(item)[g];
      }
      return sum;
    }),
  );
  const visitor = model.foldIn(ratings);
  for (const item of toy.items) {
    const { terms } = visitor.explain(item);
    assert.equal(terms.length, liked.length);
    for (const term of terms) {
      const share = solved3(
        A,
        rowOf(toy.items.require(term.item as ItemId)).map((q) => (1 + options.alpha) * q),
      );
      const q = rowOf(toy.items.require(item));
      near(term.value, q[0] * share[0] + q[1] * share[1] + q[2] * share[2], 1e-6);
    }
  }
});

/** A x = b by Cramer's rule. */
function solved3(A: number[][], b: number[]): number[] {
  const det = ([[p, q, r], [s, t, u], [v, w, x]]: number[][]) =>
    p * (t * x - u * w) - q * (s * x - u * v) + r * (s * w - t * v);
  return [0, 1, 2].map((k) => det(A.map((row, n) => row.map((cell, m) => (m === k ? b[n] : cell)))) / det(A));
}

test('FeatureFactors: what features do for everybody and for one, and what is the item’s own', async () => {
  const model = await createModel('FeatureFactors', { factors: 3 }).fit(toy);
  const { featureFactors, userFactors } = model.state as Record<string, Float32Array>;
  const names = toy.itemFeatures?.names ?? [];
  const user = userId('u4');
  const p = userFactors.subarray(3 * toy.users.require(user));
  for (const item of toy.items) {
    const { terms } = model.explain(user, item);
    const number = Number(item.slice(1));
    const features = [number % 2 === 0 ? 'even' : 'odd', `third ${number % 3}`];
    for (const feature of features) {
      const row = featureFactors.subarray(4 * names.indexOf(feature), 4 * names.indexOf(feature) + 4);
      const [all, own] = (['feature', 'taste'] as const).map((kind) =>
        terms.find((term) => term.kind === kind && term.feature === feature),
      );
      const weight = all?.weight as number;
      assert.ok(weight > 0 && weight < 1);
      near(all?.value as number, weight * row[3]);
      near(own?.value as number, weight * (row[0] * p[0] + row[1] * p[1] + row[2] * p[2]));
    }
    assert.equal(terms.filter(({ kind }) => kind === 'feature' || kind === 'taste').length, 4);
  }
});

test('hybrids: the members’ terms by their weight, means and biases merged, the others named', async () => {
  const [cf, content] = [
    { model: 'KNNBaseline', options: { userBased: false } },
    { model: 'ContentRidge', options: {} },
  ];
  const hybrid = await createModel('WeightedHybrid', { cf, content, weight: 0.3 }).fit(toy);
  const alone = await Promise.all(
    [cf, content].map(({ model, options }) => createModel(model, options).fit(toy)),
  );
  const [user, item] = [userId('u1'), itemId('i2')];
  const { terms } = hybrid.explain(user, item);
  const [ofCf, ofContent] = alone.map((model) => model.explain(user, item).terms);
  for (const [members, share] of [
    [ofCf, 0.7],
    [ofContent, 0.3],
  ] as const) {
    for (const term of members.filter((one) => !isCommon(one))) {
      const member = members === ofCf ? 'KNNBaseline' : 'ContentRidge';
      const found = terms.find(
        (one) =>
          one.kind === term.kind &&
          one.member === member &&
          one.item === term.item &&
          one.feature === term.feature,
      );
      near(found?.value as number, share * term.value);
    }
  }
  const bias = (of: readonly { kind: string; value: number }[]) =>
    of.find(({ kind }) => kind === 'userBias')?.value ?? 0;
  near(bias(terms), 0.7 * bias(ofCf) + 0.3 * bias(ofContent));
  assert.equal(terms.filter(({ kind }) => kind === 'mean').length, 1);
  near(terms[0].value, toy.mean);
});

test('two members of one model have numbers', async () => {
  const members = [
    { model: 'KNNBasic', options: { neighbors: 3 } },
    { model: 'KNNBasic', options: { userBased: false } },
    { model: 'MeanRating' },
  ];
  const model = await createModel('StackedHybrid', { members }).fit(toy);
  const found = new Set(model.explain(userId('u1'), itemId('i2')).terms.map(({ member }) => member));
  assert.deepEqual([...found].sort(), ['KNNBasic 1', 'KNNBasic 2', undefined]);
});

// Beside the defaults of the contract tests.
for (const [name, options] of [
  ['SVD', { factors: 3, biased: false }],
  ['NMF', { factors: 3, biased: true }],
  ['KNNBaseline', { userBased: false, similarity: 'pearson_baseline', minNeighbors: 3 }],
  ['WeightedHybrid', { cf: { model: 'EASE' }, content: { model: 'ImplicitALS', options: { factors: 4 } } }],
  ['WeightedHybrid', { cf: { model: 'KNNBasic', options: { minNeighbors: 4 } } }],
  ['SwitchingHybrid', { cf: { model: 'KNNBasic' }, switchAt: 7, by: 'either' }],
  // Members without a prediction here and there.
  [
    'StackedHybrid',
    {
      members: ['KNNBasic', 'ContentProfile', 'ALS'].map((model) => ({
        model,
        options: model === 'KNNBasic' ? { minNeighbors: 4 } : {},
      })),
    },
  ],
] as const) {
  test(`${name} ${JSON.stringify(options)}: terms add up to the score, a visitor's too`, async () => {
    const model: Model = await createModel(name, options).fit(toy);
    const pairs = [...toy.users, userId('nobody')].flatMap((user) =>
      [...toy.items].map((item) => [user, item] as const),
    );
    let explained = 0;
    for (const [user, item] of pairs) {
      const { score, terms, wasImpossible } = model.explain(user, item);
      if (wasImpossible) continue;
      near(sumOfTerms(terms), score);
      explained++;
    }
    assert.ok(explained > 100);
    const visitor = model.foldIn(toy.ratingsOf(userId('u6')).slice(0, 4));
    const scored = [...visitor.scoresOf().entries()].filter(([, score]) => !Number.isNaN(score));
    assert.ok(scored.length > 5, `${scored.length} items`);
    for (const [index, score] of scored) {
      near(sumOfTerms(visitor.explain(toy.items.idOf(index as ItemIndex)).terms), score, 1e-5);
    }
  });
}

test('a model that can’t explain says so, by name', async () => {
  const random = await createModel('NormalPredictor').fit(tiny);
  assert.throws(
    () => random.explain(a, Z),
    (error) => error instanceof CapabilityError && /NormalPredictor/.test(error.message),
  );
  assert.throws(() => createModel('SVD').explain(a, Z), NotFittedError);
  const ease = await createModel('EASE').fit(tiny);
  const visitor = ease.foldIn([{ item: itemId('X'), rating: 5 }]);
  const { score, terms, reason, unknownItem } = visitor.explain(itemId('W'));
  assert.deepEqual([score, terms, reason, unknownItem], [Number.NaN, [], 'the item is unknown', true]);
});

test('no prediction, no reasons: the mean is all there is, and the reason is given', async () => {
  const knn = await createModel('KNNBasic').fit(tiny);
  const { terms, ...rest } = knn.explain(userId('nobody'), Z);
  assert.deepEqual(terms, [{ kind: 'mean', value: tiny.mean }]);
  assert.deepEqual(rest, {
    model: 'KNNBasic',
    user: 'nobody',
    item: 'Z',
    score: tiny.mean,
    wasImpossible: true,
    reason: 'the user is unknown',
    unknownUser: true,
  });
  const mean = (await createModel('MeanRating', { of: 'item' }).fit(tiny)).explain(userId('nobody'), Z);
  assert.deepEqual([mean.wasImpossible, mean.unknownUser], [false, true]);
  assert.match(inWords(mean, String), /as nothing is known about this user\.$/);
  const ranker = await createModel('EASE').fit(tiny);
  const unknown = ranker.explain(a, itemId('W'));
  assert.deepEqual([unknown.score, unknown.terms, unknown.reason], [Number.NaN, [], 'the item is unknown']);
});
