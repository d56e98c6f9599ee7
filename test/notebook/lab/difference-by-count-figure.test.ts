import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { pairedBootstrap } from '../../../lib/evaluation/intervals/bootstrap';
import { differenceByCount } from '../../../lib/evaluation/ratings/difference-by-count';
import { errorByCount } from '../../../lib/evaluation/ratings/error-by-count';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import { comparisonFigure } from '../../../lib/notebook/lab/comparison-figure';
import { differenceByCountFigure } from '../../../lib/notebook/lab/difference-by-count-figure';
import { syntheticRatings } from '../../evaluation/synthetic-ratings';

const split = trainTestSplit(syntheticRatings(), { seed: 7 });
const both = async () => [
  await evaluate(new BaselineOnly(), { split, label: 'biases' }),
  await evaluate(new MeanRating(), { split, label: 'mean' }),
];

test('one group of all is what the paired bootstrap says of items, and of users', async () => {
  const [a, b] = await both();
  for (const by of ['item', 'user'] as const) {
    const [all] = differenceByCount(a, b, { split, by, edges: [0] });
    const { difference, users } = pairedBootstrap({ a, b, over: `${by}s` });
    assert.deepEqual([all.rows, all.places], [split.test.length, users]);
    assert.ok(Math.abs(all.difference.value - difference.value) < 1e-12);
    assert.ok(Math.abs(all.difference.low - difference.low) < 0.02);
    assert.ok(Math.abs(all.difference.high - difference.high) < 0.02);
  }
});

test('groups are those of errorByCount; without ratings there is no interval', async () => {
  const [a, b] = await both();
  const options = { split, edges: [0, 1, 9, 100_000] };
  const groups = differenceByCount(a, b, options);
  const [ofA, ofB] = [a, b].map((one) => errorByCount(one, options));
  for (const [n, { rows, places, difference }] of groups.entries()) {
    assert.equal(rows, ofA[n].rows);
    if (rows > 0) assert.ok(Math.abs(difference.value - (ofA[n].rmse - ofB[n].rmse)) < 1e-12);
    assert.equal(Number.isNaN(difference.low), places < 2);
  }
  assert.equal(groups[3].rows, 0);
});

test('the figure shows counts and intervals, and leaves out groups that say nothing', async () => {
  const [a, b] = await both();
  const { layout, data, alt } = differenceByCountFigure(a, b, { split, edges: [0, 9, 100_000] });
  const labels = [...(layout.yaxis?.ticktext ?? [])];
  assert.ok(
    labels.every((label) => /^\d+(–\d+|\+)? \(n = [\d,]+\)$/.test(label)),
    labels.join(),
  );
  assert.ok(labels.length < 3, 'no dot for more ratings than there are');
  const { array } = (data[0] as unknown as { error_x: { array: number[] } }).error_x;
  assert.ok(array.every((up) => up > 0));
  assert.match(alt, /0–8|9–/);
  assert.match(alt, /[+−]0\.\d+ \([+−]\d\.\d+ to [+−]\d\.\d+\)/);
  assert.match(layout.xaxis!.title!.text!, /^RMSE of biases minus that of mean \(stars\)$/);
});

test('shares are not called stars, and their small differences are not 0', async () => {
  const shares = Interactions.fromRows(
    Array.from(syntheticRatings(), ({ user, item, rating }) => [user, item, (rating - 1) / 4] as const),
    { scale: { min: 0, max: 1 } },
  );
  const split = trainTestSplit(shares, { seed: 7 });
  const a = await evaluate(new BaselineOnly(), { split, label: 'a' });
  const b = await evaluate(new BaselineOnly({ regUser: 16 }), { split, label: 'b' });
  const { layout, alt } = differenceByCountFigure(a, b, { split, edges: [0] });
  assert.equal(layout.xaxis?.title?.text, 'RMSE of a minus that of b');
  assert.doesNotMatch(alt, /[+−]0(\.0+)? /);
  assert.match(comparisonFigure([a, b]).alt, /^RMSE: a 0\./);
});
