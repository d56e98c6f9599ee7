import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { FactorDescent } from '../../../lib/models/factors/parts/factor-descent';
import { SVD } from '../../../lib/models/factors/svd';
import type { FitProgress } from '../../../lib/recommender/model';
import { generateRatings } from '../../../lib/simulation/generate';
import { goldenTables } from '../../fixtures/golden';
import { goldenFactors } from '../oracles/golden-factors';
import { rmseOf } from './factor-checks';

/** Everybody has rated everything: 5 users, 5 items. */
const FULL = Interactions.fromRows(
  Array.from({ length: 25 }, (_, n) => [`u${n % 5}`, `i${Math.floor(n / 5)}`, 1 + ((n * 7) % 11) / 2.5]),
  { scale: { min: 1, max: 5 } },
);

for (const run of goldenFactors('SVD')) {
  test(`it predicts what Surprise does: ${JSON.stringify(run.params)}`, async () => {
    const { n_factors, n_epochs, lr_all, reg_all, biased } = run.params as Record<string, never>;
    const options = { factors: n_factors, epochs: n_epochs, learningRate: lr_all, reg: reg_all, biased };
    const { train, test: pairs } = goldenTables();
    const { ratings, impossible } = (await new SVD(options).fit(train)).predictAll(pairs);
    for (let row = 0; row < pairs.length; row++) {
      assert.equal(impossible[row] === 1, run.impossible[row]);
      // Surprise computes in 64 bits, SVD in 32.
      const off = Math.abs(ratings[row] - run.predictions[row]);
      assert.ok(off < 1e-5, `row ${row}: ${ratings[row]}, Surprise ${run.predictions[row]}`);
    }
  });
}

// Surprise 1.1.5 on the same rows, SVD(random_state=0..2): 0.8461 0.8488 0.8507.
test('the RMSE that Surprise prints, seed by seed', async () => {
  const { train, test: pairs } = trainTestSplit(
    generateRatings({ users: 400, items: 300, ratings: 20_000, seed: 1 }),
    { testSize: 0.2, seed: 42 },
  );
  for (const [seed, python] of [0.8461, 0.8488, 0.8507].entries()) {
    const rmse = rmseOf(await new SVD({ seed }).fit(train), pairs);
    assert.equal(Number(rmse.toFixed(4)), python, `seed ${seed}`);
  }
});

test('the train RMSE of each epoch is told, and falls', async () => {
  const { train } = goldenTables();
  const told: FitProgress[] = [];
  const options = { factors: 5, epochs: 30, learningRate: 0.02 };
  const model = await new SVD(options).fit(train, { onProgress: (progress) => told.push(progress) });
  assert.equal(told.length, 30);
  const rmse = told.map(({ trainRmse }) => trainRmse as number);
  for (let n = 1; n < rmse.length; n++) assert.ok(rmse[n] < rmse[n - 1], `epoch ${n + 1}: ${rmse[n]}`);
  // Measured while the epoch runs, so the fitted model is a little better.
  const after = rmseOf(model, train, { clipped: false });
  assert.ok(after < rmse[29] && after > 0.9 * rmse[29], `${after} after ${rmse[29]}`);
});

test('many ratings of one user or item do not make it diverge', async () => {
  const busy = Interactions.fromRows(
    Array.from({ length: 900 }, (_, n) => [
      n < 600 ? 'busy' : `u${n}`,
      n < 600 ? `i${n}` : 'hit',
      1 + (n % 5),
    ]),
  );
  const model = await new SVD({ factors: 2, epochs: 30, learningRate: 0.5 }).fit(busy);
  assert.ok(rmseOf(model, busy) < 1.5);
});

test('it breathes while it takes the ratings of one user', async () => {
  const train = Interactions.fromRows(
    Array.from({ length: 20_000 }, (_, n) => ['busy', `i${n}`, 1 + (n % 5)]),
  );
  const factors = 2000;
  const descent = await new FactorDescent(train, { ...new SVD().options, factors }).start(async () => {});
  let breaths = 0;
  await descent.epoch(async () => void breaths++);
  assert.equal(breaths, 4, '5000 ratings of 2000 factors at a time');
});

test('PMF gets better with every epoch, on ratings as many as those of MovieLens 100K', async () => {
  const ratings = generateRatings({ users: 1000, items: 1700, ratings: 100_000 });
  const curve: number[] = [];
  const onProgress = ({ trainRmse }: FitProgress) => curve.push(trainRmse as number);
  await new SVD({ biased: false, factors: 20, epochs: 12 }).fit(ratings, { onProgress });
  assert.equal(curve.length, 12);
  for (let n = 1; n < curve.length; n++) assert.ok(curve[n] < curve[n - 1], curve.join(', '));
  assert.ok(curve[11] < 1, String(curve[11]));
});

test('PMF marks a pair with an unknown user or item as impossible; SVD takes the biases it has', async () => {
  const pmf = await new SVD({ biased: false, factors: 3 }).fit(FULL);
  const svd = await new SVD({ factors: 3 }).fit(FULL);
  const stranger = pmf.predict(userId('nobody'), itemId('i1'));
  assert.deepEqual([stranger.wasImpossible, stranger.score], [true, FULL.mean]);
  assert.match(stranger.reason ?? '', /user is unknown/);
  const known = svd.predict(userId('nobody'), itemId('i1'));
  assert.equal(known.wasImpossible, false);
  assert.notEqual(known.score, FULL.mean);
  assert.equal(svd.predict(userId('nobody'), itemId('nothing')).score, FULL.mean);
});

test('a user in the vocabulary without a rating is treated as unknown, whatever the start values', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => n);
  const part = FULL.select(rows); // i4 is left without a rating
  const svd = await new SVD({ factors: 3, initStdDev: 1 }).fit(part);
  const { score } = svd.predict(userId('u1'), itemId('i4'));
  assert.equal(score, svd.predict(userId('u1'), itemId('nothing')).score);
  const pmf = await new SVD({ factors: 3, biased: false }).fit(part);
  assert.equal(pmf.predict(userId('u1'), itemId('i4')).wasImpossible, true);
});

test('a stop is obeyed in the middle of an epoch, within half a second', async () => {
  const ratings = generateRatings({ users: 3_000, items: 2_000, ratings: 300_000 });
  const late: number[] = [];
  // A busy machine may be late, and an epoch may just end: it may try a few times to be in time.
  for (let run = 0; run < 5 && !late.some((ms) => ms < 500); run++) {
    const control = new AbortController();
    let stopped = 0;
    setTimeout(() => {
      stopped = performance.now();
      control.abort(new Error('enough'));
    }, 700);
    await assert.rejects(new SVD({ epochs: 100_000 }).fit(ratings, { signal: control.signal }), /enough/);
    late.push(performance.now() - stopped);
  }
  assert.ok(Math.min(...late) < 500, `${late.join(', ')} ms`);
});

test('what would not fit into memory is refused before it is tried', async () => {
  await assert.rejects(
    new SVD({ factors: 1e9 }).fit(FULL),
    /SVD: 1000000000 factors .* would take about .* GB/,
  );
});

test('tables that WebAssembly cannot address are refused, whatever memory the machine has', () => {
  const { options } = new SVD({ factors: 1e9 });
  assert.throws(
    () => new FactorDescent(FULL, options),
    /1000000000 factors .* but WebAssembly has at most 4\.0 GB; use fewer factors, or `npm run spark/,
  );
});
