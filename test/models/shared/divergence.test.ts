import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { Interactions } from '../../../lib/data/table/interactions';
import { gridSearch } from '../../../lib/evaluation/search/grid-search';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { createModel } from '../../../lib/models/registry';
import { refuseDivergence } from '../../../lib/models/shared/divergence';
import type { FitProgress } from '../../../lib/recommender/model';

/** Ratings from 0 to 100, for which steps of 0.5 are far too large. */
const WIDE = Interactions.fromRows(
  Array.from({ length: 600 }, (_, n) => [`u${n % 30}`, `i${Math.floor(n / 30)}`, (n * 37) % 101] as const),
  { scale: { min: 0, max: 100 } },
);

const tooLarge: [string, Record<string, unknown>][] = [
  ['SVD', { learningRate: 0.5 }],
  ['SVD', { learningRate: 0.005, reg: 5000 }],
  ['SVD++', { learningRate: 0.5 }],
  ['BPR', { positiveFrom: 60, learningRate: 1, reg: 1000, epochs: 60 }],
  ['BaselineOnly', { method: 'sgd', learningRate: 5, epochs: 300 }],
];
for (const [name, options] of tooLarge) {
  test(`${name} ${JSON.stringify(options)}: descent that diverges is refused, and the model isn't fitted`, async () => {
    const model = createModel(name, options);
    await assert.rejects(model.fit(WIDE), (error: Error) => {
      assert.ok(error instanceof OptionError);
      assert.match(error.message, /grew without bound; use a smaller learningRate than/);
      return true;
    });
    assert.equal(model.isFitted, false);
  });
}

for (const name of ['SVD', 'SVD++']) {
  test(`${name}: when descent diverges, progress reports finite errors only, and the fit ends early`, async () => {
    const seen: (number | undefined)[] = [];
    const model = createModel(name, { learningRate: 0.5, epochs: 500 });
    const onProgress = ({ trainRmse }: FitProgress) => seen.push(trainRmse);
    await assert.rejects(model.fit(WIDE, { onProgress }), /grew without bound/);
    assert.ok(seen.length < 100, `${seen.length} epochs`);
    assert.ok(
      seen.every((rmse) => Number.isFinite(rmse)),
      `${seen}`,
    );
  });
}

test('biases that diverge are refused though the last rating to be looked at is a quiet one', async () => {
  const rows = Array.from({ length: 900 }, (_, n) => {
    const [a, i] = [n % 30, Math.floor(n / 30)];
    return [`u${a}`, `i${i}`, 1 + ((a * i) % 5)] as const;
  });
  const model = createModel('BaselineOnly', { method: 'sgd', learningRate: 2.5 });
  await assert.rejects(model.fit(Interactions.fromRows([...rows, ['z', 'q', 4]])), OptionError);
});

test('in a search a candidate that diverges fails, and the one that does not wins', async () => {
  const split = trainTestSplit(WIDE, { seed: 0 });
  const grid = { learningRate: [0.5, 0.0005] };
  const fixed = { factors: 4, epochs: 10 };
  const { best, trials } = await gridSearch(split, { model: 'SVD', fixed, grid, folds: 2, workers: 1 });
  assert.deepEqual(best.options, { learningRate: 0.0005 });
  assert.match(trials[1].error ?? '', /grew without bound/);
});

test('numbers are let pass, also large ones', () => {
  refuseDivergence('SVD', [[0, 1e30], Float32Array.of(-3)], { learningRate: 1, reg: 0 });
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => refuseDivergence('SVD', [[0], [1, bad]], { learningRate: 1, reg: 0 }), OptionError);
  }
});
