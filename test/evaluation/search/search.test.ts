import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossValidate } from '../../../lib/evaluation/ratings/cross-validate';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { listenToResults, stopListening } from '../../../lib/evaluation/result-listeners';
import { trialsFrame } from '../../../lib/evaluation/results-frame';
import { gridSearch } from '../../../lib/evaluation/search/grid-search';
import { randomSearch } from '../../../lib/evaluation/search/random-search';
import type { SearchProgress, SearchResult } from '../../../lib/evaluation/search/search';
import { combinations, draw } from '../../../lib/evaluation/search/search-space';
import { kFold } from '../../../lib/evaluation/splits/k-fold';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { syntheticRatings } from '../synthetic-ratings';

const split = trainTestSplit(syntheticRatings(), { seed: 7 });
const grid = { regUser: [0, 5, 50], regItem: [1, 20] };

/** What doesn't depend on the clock. */
const outcome = ({ trials, best, heldOut }: SearchResult) => ({
  trials: trials.map(({ options, rmse, folds }) => ({ options, rmse, folds })),
  best: best.options,
  heldOut: heldOut.row.rmse,
});

test('grid search: equal with one worker and with two, and to cross-validation done by hand', async () => {
  const progress: SearchProgress[] = [];
  const one = await gridSearch(split, { model: 'BaselineOnly', grid, workers: 1 });
  const two = await gridSearch(split, {
    model: 'BaselineOnly',
    grid,
    workers: 2,
    onProgress: (now) => progress.push(now),
  });
  assert.deepEqual(outcome(two), outcome(one));
  assert.equal(one.trials.length, 6);
  for (const { options, rmse } of one.trials) {
    const splits = kFold(split.train, { folds: 3, seed: 42 });
    const { mean } = await crossValidate({ model: 'BaselineOnly', options }, { splits });
    assert.equal(rmse, mean.rmse.mean);
  }
  const scores = one.trials.map(({ rmse }) => rmse);
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => a - b),
  );
  assert.equal(one.best, one.trials[0]);
  const again = await evaluate(new BaselineOnly(one.best.options), { split });
  assert.equal(one.heldOut.row.rmse, again.row.rmse, 'the held-out score is of the test part');
  assert.equal(one.heldOut.row.receipt.split, split.hash);
  assert.equal(one.heldOut.row.label, 'BaselineOnly tuned');

  assert.deepEqual(
    progress.map(({ done, total }) => [done, total]),
    Array.from({ length: 19 }, (_, n) => [n + 1, 19]),
  );
  assert.equal(progress.filter(({ trial }) => trial).length, 6);
  assert.ok(progress.every(({ secondsLeft }) => Number.isFinite(secondsLeft) && secondsLeft >= 0));
  assert.equal(progress[18].secondsLeft, 0);
  assert.deepEqual(progress[18].best?.options, two.best.options);
  const frame = trialsFrame(one.trials);
  assert.deepEqual(frame.columns.slice(0, 3), ['regUser', 'regItem', 'rmse']);
  assert.deepEqual(frame.column('rmse').values, scores);
});

test('random search: seeded, and it keeps what is fixed', async () => {
  const space = {
    epochs: { from: 1, to: 6 },
    learningRate: { from: 0.001, to: 0.1, scale: 'log' },
  } as const;
  const run = (seed: number) =>
    randomSearch(split, {
      model: 'BaselineOnly',
      fixed: { method: 'sgd' },
      space,
      trials: 4,
      folds: 2,
      seed,
      workers: 1,
    });
  const [one, again] = [await run(5), await run(5)];
  assert.deepEqual(outcome(again), outcome(one));
  assert.equal(one.heldOut.row.options.method, 'sgd');
  assert.equal(new Set(one.trials.map(({ options }) => JSON.stringify(options))).size, 4);
});

test('the highest FCP wins where that is the metric', async () => {
  const { trials } = await gridSearch(split, {
    model: 'BaselineOnly',
    grid,
    metric: 'fcp',
    folds: 2,
    workers: 1,
  });
  const scores = trials.map(({ fcp }) => fcp);
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  );
});

test('a candidate that diverges is last, with its reason; the others go on', async () => {
  const { trials, best } = await gridSearch(split, {
    model: 'BaselineOnly',
    fixed: { method: 'sgd' },
    grid: { learningRate: [1e9, 0.005] },
    workers: 1,
  });
  assert.equal(best.options.learningRate, 0.005);
  assert.match(trials[1].error ?? '', /use a smaller learningRate/);
  assert.ok(Number.isNaN(trials[1].rmse));
  const hopeless = gridSearch(split, {
    model: 'BaselineOnly',
    fixed: { method: 'sgd' },
    grid: { learningRate: [1e9] },
  });
  await assert.rejects(hopeless, { name: 'OptionError', message: /every candidate failed: .*learningRate/ });
});

test('an abort ends the workers and gives its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const running = gridSearch(split, {
    model: 'BaselineOnly',
    grid: { epochs: [1, 2, 3, 4], regUser: [1, 2, 3, 4], regItem: [1, 2, 3, 4] },
    signal: stop.signal,
    onProgress: ({ done }) => {
      assert.ok(done <= 3, 'went on');
      if (done === 3) stop.abort(reason);
    },
  });
  await assert.rejects(running, reason);
  await assert.rejects(
    gridSearch(split, { model: 'BaselineOnly', grid, signal: AbortSignal.abort(reason) }),
    reason,
  );
});

test('one worker is the caller’s thread: an abort ends the search in the middle of a fit', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const running = gridSearch(split, {
    model: 'SVD',
    fixed: { epochs: 1_000_000 },
    grid: { factors: [2, 3] },
    workers: 1,
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(reason), 50);
  await assert.rejects(running, reason);
});

for (const workers of [1, 2]) {
  test(`who listens for results hears of the winner only, with ${workers} workers`, async (t) => {
    const heard: string[] = [];
    listenToResults('search test', ({ label }) => heard.push(label));
    t.after(() => stopListening('search test'));
    await gridSearch(split, { model: 'BaselineOnly', grid, folds: 2, workers });
    assert.deepEqual(heard, ['BaselineOnly tuned']);
  });
}

test('an error in the progress callback ends the search with it', async () => {
  const mine = new Error('mine');
  const onProgress = () => {
    throw mine;
  };
  await assert.rejects(gridSearch(split, { model: 'BaselineOnly', grid, onProgress }), mine);
});

const refused: [string, () => Promise<unknown>, RegExp][] = [
  ['an unknown model', () => gridSearch(split, { model: 'svd', grid }), /no model is named "svd"/],
  [
    'an unknown option',
    () => gridSearch(split, { model: 'BaselineOnly', grid: { foo: [1] } }),
    /no option foo/,
  ],
  [
    'a bad value',
    () => gridSearch(split, { model: 'BaselineOnly', grid: { epochs: [5, 0] } }),
    /epochs must be .*got 0/,
  ],
  ['no grid', () => gridSearch(split, { model: 'BaselineOnly', grid: {} }), /at least one option/],
  [
    'no values',
    () => gridSearch(split, { model: 'BaselineOnly', grid: { epochs: [] } }),
    /grid\.epochs must be a list/,
  ],
  [
    'an option twice',
    () => gridSearch(split, { model: 'BaselineOnly', grid, fixed: { regUser: 1 } }),
    /regUser can't be both/,
  ],
  [
    'no workers',
    () => gridSearch(split, { model: 'BaselineOnly', grid, workers: 0 }),
    /workers must be .*got 0/,
  ],
  ['one fold', () => gridSearch(split, { model: 'BaselineOnly', grid, folds: 1 }), /folds must be .*got 1/],
  ['no trials', () => randomSearch(split, { model: 'BaselineOnly', space: {}, trials: 0 }), /trials must be/],
  [
    'a range upside down',
    () => randomSearch(split, { model: 'BaselineOnly', space: { reg: { from: 2, to: 1 } } }),
    /space\.reg must have from <= to, got 2 and 1/,
  ],
  [
    'a logarithm of 0',
    () => randomSearch(split, { model: 'BaselineOnly', space: { reg: { from: 0, to: 1, scale: 'log' } } }),
    /space\.reg must have 0 < from <= to/,
  ],
];
for (const [what, call, message] of refused) {
  test(`refused before anything starts: ${what}`, () =>
    assert.rejects(call(), { name: 'OptionError', message }));
}

test('combinations: all of them, the last option fastest', () => {
  assert.deepEqual(combinations({ a: [1, 2], b: ['x', 'y'] }), [
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
  ]);
});

test('draws lie in their ranges, reach both ends, and spread evenly over factors of ten', () => {
  const random = new RandomState(1);
  const space = {
    whole: { from: 1, to: 3, whole: true },
    log: { from: 0.001, to: 1, scale: 'log' },
    list: ['a', 'b'],
  } as const;
  const drawn = Array.from({ length: 3000 }, () => draw(space, random));
  assert.deepEqual([...new Set(drawn.map(({ whole }) => whole))].sort(), [1, 2, 3]);
  assert.deepEqual([...new Set(drawn.map(({ list }) => list))].sort(), ['a', 'b']);
  const logs = drawn.map(({ log }) => log as number);
  assert.ok(logs.every((value) => value >= 0.001 && value <= 1));
  const small = logs.filter((value) => value < 0.01).length;
  assert.ok(Math.abs(small - 1000) < 120, `${small} of 3000 in the first of three factors of ten`);
});

test('what the workers would choke on is refused before they start', async () => {
  const search = (more: object) => gridSearch(split, { model: 'BaselineOnly', grid, ...more });
  await assert.rejects(search({ metric: 'RMSE' }), {
    name: 'OptionError',
    message: /gridSearch: metric must be one of rmse, mae, mse, fcp, got RMSE/,
  });
  await assert.rejects(search({ worker: 1 }), {
    name: 'OptionError',
    message: /gridSearch: there is no option worker; the options are grid, model, fixed, .*signal/,
  });
  const misspelled = { model: 'BaselineOnly', spaces: {} } as unknown as Parameters<typeof randomSearch>[1];
  await assert.rejects(
    randomSearch(split, misspelled),
    /randomSearch: .*; space is missing \(given: model, spaces\)$/,
  );
  await assert.rejects(search({ seed: -1 }), { name: 'OptionError', message: /seed must be/ });
  await assert.rejects(search({ folds: 1e6 }), { name: 'OptionError', message: /folds must be at most/ });
});

test('the ends of a range must be values that the option takes', async () => {
  const search = (range: object) =>
    randomSearch(split, { model: 'BaselineOnly', space: { epochs: range as { from: number; to: number } } });
  const message = /^randomSearch: BaselineOnly: epochs must be a positive whole number, got 0$/;
  await assert.rejects(search({ from: 0, to: 5 }), { name: 'OptionError', message });
  await assert.rejects(search({ from: 1, to: 5.5 }), /epochs must be a positive whole number, got 5.5/);
});

test('a drawn number is inside its range, its ends included, after rounding too', () => {
  const random = new RandomState(1);
  for (const end of [0.1, 0.3, 0.7, 1e-3, 5e-10, 1682]) {
    for (const scale of ['log', 'linear'] as const) {
      assert.deepEqual(draw({ reg: { from: end, to: end, scale } }, random), { reg: end });
    }
  }
});
