import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapInterval, pairedBootstrap } from '../../../lib/evaluation/intervals/bootstrap';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import { NormalPredictor } from '../../../lib/models/simple/normal-predictor';
import { comparisonFigure } from '../../../lib/notebook/lab/comparison-figure';
import { syntheticRatings } from '../../evaluation/synthetic-ratings';

interface Dots {
  readonly type: string;
  readonly mode: string;
  readonly x: number[];
  readonly y: number[];
  readonly error_x: { readonly array: number[]; readonly arrayminus: number[] };
}

const split = trainTestSplit(syntheticRatings(), { seed: 7 });
const models = async () => [
  await evaluate(new NormalPredictor(), { split, label: 'noise' }),
  await evaluate(new BaselineOnly(), { split, label: 'biases' }),
  await evaluate(new MeanRating(), { split, label: 'noise' }),
];
const near = (a: number, b: number) => Math.abs(a - b) < 1e-5;

test('dots with intervals, and differences from the best one by the paired bootstrap', async () => {
  const all = await models();
  const [noise, biases] = all;
  const { data, layout, alt } = comparisonFigure(all);
  const [errors, differences] = data as unknown as Dots[];
  assert.deepEqual([errors.type, errors.mode], ['scatter', 'markers'], 'no bars from 0');
  assert.deepEqual([...errors.y], [0, 1, 2], 'two of one label are two');
  assert.deepEqual([...(layout.yaxis?.ticktext ?? [])], ['noise', 'biases', 'noise']);
  const own = bootstrapInterval({ of: noise });
  assert.ok(near(errors.x[0], own.value) && near(errors.x[0] - errors.error_x.arrayminus[0], own.low));
  const { difference } = pairedBootstrap({ a: noise, b: biases });
  assert.ok(near(differences.x[0], difference.value));
  assert.ok(near(differences.x[0] + differences.error_x.array[0], difference.high));
  assert.deepEqual([differences.x[1], differences.error_x.array[1]], [0, 0]);
  assert.match(alt, /^RMSE in stars: noise 1\.\d{3}; biases 0\.\d{3}; noise /);
  assert.match(JSON.stringify(layout), /minus that of biases/);
});

test('it says which results hang on one seed', async () => {
  const [noise, biases, mean] = await models();
  assert.match(comparisonFigure([noise, biases]).alt, /noise: one seed each; the intervals/);
  assert.doesNotMatch(comparisonFigure([biases, mean]).alt, /seed/);
});

test('another metric, another reference, and items instead of users', async () => {
  const all = await models();
  const figure = comparisonFigure(all, { metric: 'mae', against: all[2], over: 'items' });
  const [errors, differences] = figure.data as unknown as Dots[];
  assert.ok(near(errors.x[1], all[1].row.mae));
  assert.equal(differences.x[2], 0);
  const { difference } = pairedBootstrap({ a: all[1], b: all[2], metric: 'mae', over: 'items' });
  assert.ok(near(differences.x[1] - differences.error_x.arrayminus[1], difference.low));
  assert.match(figure.alt, /^MAE .* Intervals: 95 %, over items/);
});

test('fewer than two results, and those of different splits, are refused', async () => {
  const [noise] = await models();
  const other = trainTestSplit(syntheticRatings(), { seed: 8 });
  assert.throws(() => comparisonFigure([]), /comparisonFigure: expected at least two results, got 0/);
  assert.throws(() => comparisonFigure([noise]), /got 1/);
  const elsewhere = await evaluate(new BaselineOnly(), { split: other });
  assert.throws(() => comparisonFigure([noise, elsewhere]), /compare results on the same split/);
  assert.throws(() => bootstrapInterval({ of: noise, over: 'films' as 'items' }), /users, items, got films/);
});
