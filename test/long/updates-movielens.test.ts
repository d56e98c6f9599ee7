/** Updates of models against another fit, on MovieLens 100K. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../lib/math/random/random-state';
import { createModel } from '../../lib/models/registry';
import { withoutMovieLens } from '../fixtures/movielens';

const skip = withoutMovieLens();

/**
 * RMSE on the test ratings of MovieLens 100K: fitted without a tenth of the users, a tenth of the films and a tenth of
 * the other ratings, then updated with all of them, and fitted on everything.
 */
const MEASURED = [
  ['BaselineOnly', {}, 0.9679, 0.9441, 0.9442],
  ['ALS', {}, 0.9441, 0.9068, 0.9076],
  ['SVD', {}, 0.9666, 0.9185, 0.935],
  ['NMF', {}, 1.0081, 0.949, 0.9601],
] as const;

for (const [name, options, stale, updated, fitted] of MEASURED) {
  test(`${name}: an update comes near another fit`, { skip }, async () => {
    const { train, test: tests } = trainTestSplit(loadMovieLens100K().ratings);
    const random = new RandomState(5);
    const isNewUser = Array.from({ length: train.userCount }, () => random.random() < 0.1);
    const isNewItem = Array.from({ length: train.itemCount }, () => random.random() < 0.1);
    const isLate = Array.from(
      { length: train.length },
      (_, row) =>
        isNewUser[train.userColumn[row]] || isNewItem[train.itemColumn[row]] || random.random() < 0.1,
    );
    const rows = Array.from({ length: train.length }, (_, row) => row);
    const first = train.select(
      rows.filter((row) => !isLate[row]),
      { vocabulary: 'remake' },
    );
    const late = rows.filter((row) => isLate[row]).map((row) => train.row(row));
    const model = createModel(name, options);
    const rmse = () => {
      const { ratings } = model.predictAll(tests);
      const squares = ratings.map((rating, row) => (rating - tests.ratingColumn[row]) ** 2);
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / ratings.length);
    };
    await model.fit(first);
    near(rmse(), stale);
    for (let at = 0; at < late.length; at += 4000) await model.update(late.slice(at, at + 4000));
    near(rmse(), updated);
    await model.fit(model.train);
    near(rmse(), fitted);
  });
}

function near(value: number, measured: number): void {
  assert.ok(Math.abs(value - measured) < 0.006, `${value} is not ${measured}`);
}
