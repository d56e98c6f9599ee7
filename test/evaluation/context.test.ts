/** Evaluation of models that use context, beside models that don't. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { crossValidate } from '../../lib/evaluation/ratings/cross-validate';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { inContext } from '../../lib/evaluation/splits/in-context';
import { kFold } from '../../lib/evaluation/splits/k-fold';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { MeanRating } from '../../lib/models/simple/mean-rating';
import { contextWorld } from '../../lib/testing/toy-ratings';
import { DeviceBias } from '../fixtures/device-bias';

const world = contextWorld();
const split = trainTestSplit(world, { testSize: 0.4, seed: 1 });
const onPhone = { device: 'phone' };

test('ratings are predicted each in the context of its row', async () => {
  const [bias, mean] = [
    await evaluate(new DeviceBias(), { split }),
    await evaluate(new MeanRating(), { split }),
  ];
  assert.ok(bias.row.rmse < 1 && mean.row.rmse > 1.9, `${bias.row.rmse} and ${mean.row.rmse}`);
  assert.equal(bias.row.receipt.split, mean.row.receipt.split, 'so that they can be compared');
  assert.equal(bias.row.receipt.context, mean.row.receipt.context);
  const rows = await crossValidate(() => new DeviceBias(), { splits: kFold(world, { folds: 3 }) });
  assert.ok(JSON.stringify(rows).includes('"context"'));
});

test('lists for one context are judged by what was rated in it', async () => {
  const options = { split, context: onPhone, k: 3, metrics: ['precision', 'ndcg', 'auc'] } as const;
  const { row, lists } = await evaluateRanking(new DeviceBias(), options);
  const plain = await evaluateRanking(new MeanRating(), options);
  const even = lists?.users.flatMap((user) =>
    lists.of(user).map(({ item }) => Number(item.slice(1)) % 2 === 0),
  );
  assert.ok(
    (even?.filter(Boolean).length ?? 0) > 0.8 * (even?.length ?? 0),
    'few even items are left for some',
  );
  assert.ok(row.ndcg > plain.row.ndcg + 0.1, `${row.ndcg} and ${plain.row.ndcg}`);
  // Not 1: the even items that a user didn't rate are as good.
  assert.ok(row.auc > 0.7 && plain.row.auc < 0.5, `${row.auc} and ${plain.row.auc}`);
  assert.equal(row.split, `${split.name}, device = phone`);
  assert.equal(row.receipt.split, plain.row.receipt.split);
  assert.notEqual(row.receipt.split, split.hash);
  assert.deepEqual(row.warnings, []);
  assert.match(
    plain.row.warnings.join(),
    /^MeanRating doesn't use context: its lists are the same for device = phone/,
  );
  const sampled = { split, context: onPhone, k: 3, candidates: { sampled: 5 } } as const;
  const [one, other] = [
    await evaluateRanking(new DeviceBias(), sampled),
    await evaluateRanking(new MeanRating(), sampled),
  ];
  assert.ok(one.row.ndcg > other.row.ndcg + 0.1, `${one.row.ndcg} and ${other.row.ndcg}`);
});

test('the part of a split in a context', () => {
  const { test: part, train, dataHash, cold } = inContext(split, onPhone);
  assert.ok(part.length > 5 && part.length < split.test.length);
  assert.ok([...part].every(({ context }) => context?.device === 'phone'));
  assert.equal(train, split.train);
  assert.equal(dataHash, split.dataHash);
  assert.equal(cold.user, 0);
  const hour = Number(part.row(0).context?.hour);
  const both = inContext(split, { device: 'phone', hour });
  assert.ok([...both.test].every(({ context }) => context?.hour === hour));
  assert.throws(() => inContext(split, { device: 'fridge' }), {
    name: 'OptionError',
    message: 'inContext: no row of the test set has the context device = fridge',
  });
  assert.throws(
    () => inContext(split, { devise: 'tv' }),
    /no context column "devise"; .*did you mean "device"/,
  );
});
