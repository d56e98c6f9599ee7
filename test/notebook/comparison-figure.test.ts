import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../lib/evaluation/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { BaselineOnly } from '../../lib/models/baseline-only';
import { NormalPredictor } from '../../lib/models/normal-predictor';
import { comparisonFigure } from '../../lib/notebook/comparison-figure';
import { syntheticRatings } from '../evaluation/synthetic-ratings';

interface Bars {
  readonly name: string;
  readonly x: string[];
  readonly y: number[];
  readonly error_y?: { readonly array: number[] };
}

test('a pair of bars for each model, with intervals, and words that name the best', async () => {
  const split = trainTestSplit(syntheticRatings(), { seed: 7 });
  const noise = await evaluate(new NormalPredictor(), { split, label: 'noise' });
  const biases = await evaluate(new BaselineOnly(), { split, label: 'biases' });
  const figure = comparisonFigure([noise, biases]);
  const [first, second] = figure.data as unknown as Bars[];
  assert.deepEqual([first.name, second.name], ['RMSE', 'MAE']);
  assert.deepEqual(first.x, ['noise', 'biases']);
  assert.ok(Math.abs(first.y[0] - noise.row.rmse) < 1e-5 && Math.abs(second.y[1] - biases.row.mae) < 1e-5);
  assert.ok(first.error_y?.array.every((half) => half > 0 && half < 0.3));
  assert.match(JSON.stringify(figure), /Lowest RMSE: biases, 0\.\d{3} stars; highest: noise, 1\.\d{3}/);
  const plain = comparisonFigure([noise, biases], { intervals: false }).data as unknown as Bars[];
  assert.ok(plain.every((bars) => bars.error_y === undefined));
});

test('no models: refused', () => {
  assert.throws(() => comparisonFigure([]), { name: 'OptionError' });
});
