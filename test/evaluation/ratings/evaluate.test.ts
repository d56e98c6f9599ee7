import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossValidate } from '../../../lib/evaluation/ratings/cross-validate';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { rmse } from '../../../lib/evaluation/ratings/metrics/rmse';
import { receiptOf } from '../../../lib/evaluation/receipt';
import { resultsFrame } from '../../../lib/evaluation/results-frame';
import { kFold } from '../../../lib/evaluation/splits/k-fold';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { loadedBackend, loadTensors } from '../../../lib/math/tensors/tensors';
import { createModel } from '../../../lib/models/registry';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { syntheticRatings } from '../synthetic-ratings';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 7 });

test('a result has metrics, counts, times and a receipt that is plain JSON', async () => {
  const model = new BaselineOnly({ epochs: 4 });
  const before = loadedBackend() ?? 'none';
  const { row, predictions, test: part } = await evaluate(model, { split, label: 'mine' });
  assert.equal(part, split.test);
  assert.equal(row.rmse, rmse(predictions, split.test));
  assert.ok(row.rmse > row.mae && Math.abs(row.rmse ** 2 - row.mse) < 1e-12);
  assert.equal(row.rows, split.test.length);
  assert.ok(row.fitSeconds > 0 && row.testSeconds > 0 && row.fcp > 0.5);
  assert.deepEqual(JSON.parse(JSON.stringify(row)), row);
  const { receipt } = row;
  assert.equal(receipt.data, ratings.hash());
  assert.equal(receipt.split, split.hash);
  assert.deepEqual([receipt.splitSeed, receipt.seed, receipt.model], [7, null, 'BaselineOnly']);
  assert.equal(receipt.options.epochs, 4);
  assert.equal(receipt.versions.node, process.versions.node);
  assert.equal(receipt.backend, before); // TensorFlow isn't loaded to name it
  const { backend } = await loadTensors();
  assert.equal((await evaluate(model, { split })).row.receipt.backend, backend);
  for (const version of Object.values(receipt.versions)) assert.match(version, /^\d+\.\d+\.\d+/);
});

test('the same model on the same split has the same receipt and result, on another split another', async () => {
  const run = async (seed: number) =>
    (await evaluate(new BaselineOnly(), { split: trainTestSplit(ratings, { seed }) })).row;
  const [one, again, other] = [await run(1), await run(1), await run(2)];
  assert.deepEqual(again.receipt, one.receipt);
  assert.equal(again.rmse, one.rmse);
  assert.equal(other.receipt.data, one.receipt.data);
  assert.notEqual(other.receipt.split, one.receipt.split);
});

test('progress and abort reach the fit', async () => {
  let steps = 0;
  await evaluate(new BaselineOnly({ epochs: 3 }), { split, onProgress: () => steps++ });
  assert.equal(steps, 3);
  const reason = new Error('enough');
  await assert.rejects(evaluate(new BaselineOnly(), { split, signal: AbortSignal.abort(reason) }), reason);
});

test('a model that does not rate is refused', async () => {
  const model = Object.create(new BaselineOnly(), { can: { value: { rates: false } } }) as BaselineOnly;
  await assert.rejects(evaluate(model, { split }), {
    name: 'OptionError',
    message: /doesn't predict ratings/,
  });
});

test('cross-validation is a row a fold and their mean', async () => {
  const splits = kFold(ratings, { folds: 3, seed: 0 });
  const progress: number[] = [];
  const result = await crossValidate(
    { label: 'biases', model: 'BaselineOnly', options: { epochs: 2 } },
    { splits, onProgress: ({ row, done }) => row && progress.push(done) },
  );
  assert.deepEqual(progress, [1, 2, 3]);
  const alone = [];
  for (const fold of splits) {
    alone.push((await evaluate(createModel('BaselineOnly', { epochs: 2 }), { split: fold })).row.rmse);
  }
  assert.deepEqual(
    result.rows.map((row) => row.rmse),
    alone,
  );
  assert.equal(result.mean.rmse.mean, (alone[0] + alone[1] + alone[2]) / 3);
  const spread = Math.sqrt(alone.reduce((sum, one) => sum + (one - result.mean.rmse.mean) ** 2, 0) / 3);
  assert.ok(Math.abs(result.mean.rmse.sd - spread) < 1e-15);
  assert.deepEqual([result.label, result.splits], ['biases', '3 folds, seed 0']);
});

test("cross-validation takes a model of one's own, made again for each fold", async () => {
  const made: BaselineOnly[] = [];
  const splits = kFold(ratings, { folds: 2, seed: 0 });
  const mine = await crossValidate(() => made[made.push(new BaselineOnly()) - 1], { splits });
  const registered = await crossValidate({ model: 'BaselineOnly' }, { splits });
  assert.equal(made.length, 2);
  assert.deepEqual(mine.mean.rmse, registered.mean.rmse);
  assert.equal(mine.label, 'BaselineOnly');
});

test('rows become a frame', async () => {
  const { row } = await evaluate(new BaselineOnly(), { split });
  const frame = resultsFrame([row, { ...row, label: 'again' }]);
  assert.deepEqual(frame.column('label').values, ['BaselineOnly', 'again']);
  assert.deepEqual(frame.column('rmse').values, [row.rmse, row.rmse]);
  assert.equal(frame.shape[0], 2);
});

test('the receipt says which context there was, as the hashes of the data and the split do not', async () => {
  const plain = trainTestSplit(ratings);
  const device = Array.from({ length: ratings.length }, (_, row) => (row % 2 === 0 ? 'tv' : 'phone'));
  const split = trainTestSplit(ratings.withContext({ device }));
  const [one, other] = [plain, split].map((part) => receiptOf(new BaselineOnly(), part));
  assert.equal(one.split, other.split);
  assert.equal(one.data, other.data);
  assert.ok(!('context' in one));
  assert.match(other.context ?? '', /^[0-9a-f]{64}$/);
  const inverse = trainTestSplit(ratings.withContext({ device: [...device].reverse() }));
  assert.notEqual(receiptOf(new BaselineOnly(), inverse).context, other.context);
});
