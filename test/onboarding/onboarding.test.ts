import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { luSolve } from '../../lib/math/dense/lu-solve';
import { ALS } from '../../lib/models/factors/als';
import { SVD } from '../../lib/models/factors/svd';
import type { FactorState } from '../../lib/models/shared/factor-state';
import { askEntropy, entropy } from '../../lib/onboarding/ask-entropy';
import { askGreedily } from '../../lib/onboarding/ask-greedily';
import type { Onboarding } from '../../lib/onboarding/ask-in-order';
import { askPopular } from '../../lib/onboarding/ask-popular';
import { askRandom } from '../../lib/onboarding/ask-random';
import { askVariance } from '../../lib/onboarding/ask-variance';
import { interview } from '../../lib/onboarding/interview';
import { syntheticRatings } from '../evaluation/synthetic-ratings';

// Four rated `loved` alike, three are divided on `split`, two on `rare`.
const toy = Interactions.fromRows(
  [
    ['a', 'rare', 1],
    ['b', 'rare', 5],
    ['a', 'loved', 5],
    ['b', 'loved', 5],
    ['c', 'loved', 5],
    ['d', 'loved', 5],
    ['a', 'split', 1],
    ['b', 'split', 3],
    ['c', 'split', 5],
  ],
  { scale: { min: 1, max: 5, step: 1 } },
);
const orderOf = (onboarding: Onboarding) =>
  interview(onboarding, () => 4, { questions: 99 }).map(({ item }) => String(item));

test('popular, entropy and variance by hand', () => {
  assert.deepEqual(orderOf(askPopular(toy)), ['loved', 'split', 'rare']);
  // ln 3 · log2 3 = 1.74; ln 2 · 1 = 0.69; 0
  assert.deepEqual(orderOf(askEntropy(toy)), ['split', 'rare', 'loved']);
  // Sums of squares: 8, 8, 0; ties by the order of the train set.
  assert.deepEqual(orderOf(askVariance(toy)), ['rare', 'split', 'loved']);
  assert.equal(entropy([1, 1, 2, 2]), 1);
  assert.equal(entropy([4, 4]), 0);
});

test('random asks for everything once, by its seed', () => {
  const ratings = syntheticRatings();
  const order = orderOf(askRandom(ratings, { seed: 5 }));
  assert.deepEqual([...order].sort(), [...ratings.items].map(String).sort());
  assert.deepEqual(orderOf(askRandom(ratings, { seed: 5 })), order);
  assert.notDeepEqual(orderOf(askRandom(ratings, { seed: 6 })), order);
});

test('items without a rating are not asked for', () => {
  const kept = toy.select([0, 1, 2]); // keeps `split` in the vocabulary
  for (const ask of [askPopular, askEntropy, askVariance, askRandom]) {
    assert.deepEqual(orderOf(ask(kept)).sort(), ['loved', 'rare'], ask.name);
  }
});

test('an interview counts questions and answers', () => {
  const known = (item: ItemId) => (item === 'loved' ? undefined : 2);
  const asked = interview(askPopular(toy), known, { answers: 1 });
  assert.deepEqual(asked, [
    { item: itemId('loved'), rating: undefined },
    { item: itemId('split'), rating: 2 },
  ]);
  assert.equal(interview(askPopular(toy), known, { questions: 1 }).length, 1);
  assert.equal(interview(askPopular(toy), known, { answers: 9 }).length, 3);
  assert.throws(() => interview(askPopular(toy), known, {}), /pass a limit: answers, questions or both/);
});

/** Σ_j π_j x_jᵀ S x_j with S = (C⁻¹ + Σ x xᵀ / σ²)⁻¹, all by matrices. */
function variance(model: ALS, answered: readonly ItemId[]): number {
  const { train } = model;
  const { factors, itemFactors, userFactors, userBias } = model.state as unknown as FactorState;
  const n = factors + 1;
  const x = (item: number) => [...itemFactors.subarray(item * factors, (item + 1) * factors), 1];
  const rows = Array.from(userBias, (bias, user) => [
    ...userFactors.subarray(user * factors, (user + 1) * factors),
    bias,
  ]);
  const mean = rows[0].map((_, a) => rows.reduce((sum, row) => sum + row[a], 0) / rows.length);
  const C = new Float64Array(n * n).map(
    (_, at) =>
      rows.reduce(
        (sum, row) =>
          sum + (row[Math.floor(at / n)] - mean[Math.floor(at / n)]) * (row[at % n] - mean[at % n]),
        0,
      ) / rows.length,
  );
  const { scores } = model.predictAll(train);
  const noise =
    scores.reduce((sum, score, row) => sum + (train.ratingColumn[row] - score) ** 2, 0) / scores.length;
  const identity = () => new Float64Array(n * n).map((_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const inverse = (matrix: Float64Array) =>
    Float64Array.from(luSolve(matrix.slice(), identity(), { batch: 1, n, k: n }));
  const precision = inverse(C);
  for (const id of answered) {
    const row = x(train.items.require(id));
    for (let at = 0; at < n * n; at++) precision[at] += (row[Math.floor(at / n)] * row[at % n]) / noise;
  }
  const S = inverse(precision);
  return train.itemCounts().reduce((sum, count, item) => {
    const row = x(item);
    const form = S.reduce((total, value, at) => total + row[Math.floor(at / n)] * value * row[at % n], 0);
    return sum + (count / train.length) * form;
  }, 0);
}

test('greedy variance reduction asks for what matrices say is best, answer after answer', async () => {
  const train = syntheticRatings();
  const model = await new ALS({ factors: 3, epochs: 4, reg: 0.5 }).fit(train);
  const items = [...train.items];
  const counts = train.itemCounts();
  for (const per of ['answer', 'question'] as const) {
    const onboarding = askGreedily(model, { per });
    const answered: ItemId[] = [];
    for (let step = 0; step < 6; step++) {
      const before = variance(model, answered);
      const worth = (item: ItemId) => {
        const chance = per === 'answer' ? 1 : counts[train.items.require(item)] / train.userCount;
        return chance * (before - variance(model, [...answered, item]));
      };
      const open = items.filter((item) => !answered.includes(item));
      const best = Math.max(...open.map(worth));
      const next = onboarding.next(answered.map((item) => ({ item, rating: 3 })));
      assert.ok(next !== undefined && open.includes(next));
      assert.ok(worth(next) > 0.999_999 * best, `${per}, step ${step}: ${worth(next)} of ${best}`);
      answered.push(next);
    }
  }
});

test('greedy variance reduction goes on after what is not known, and needs biases', async () => {
  const train = syntheticRatings();
  const onboarding = askGreedily(await new ALS({ factors: 2, epochs: 2 }).fit(train));
  const first = onboarding.next([]);
  assert.ok(first !== undefined);
  const second = onboarding.next([{ item: first, rating: undefined }]);
  assert.ok(second !== undefined && second !== first);
  assert.equal(interview(onboarding, () => undefined, { answers: 1 }).length, train.itemCount);
  const unbiased = await new SVD({ factors: 2, epochs: 2, biased: false }).fit(train);
  assert.throws(
    () => askGreedily(unbiased),
    /askGreedily: model must be a factor model with biases, got SVD/,
  );
});
