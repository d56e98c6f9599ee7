import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import type { RatingRow } from '../../../lib/data/table/rating-rows';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { rankingIntervals } from '../../../lib/evaluation/ranking/ranking-intervals';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MostPopular } from '../../../lib/models/simple/most-popular';
import { rankingFigure } from '../../../lib/notebook/lab/ranking-figure';

const ratings = Interactions.fromRows(
  Array.from(
    { length: 300 },
    (_, n): RatingRow => [`u${n % 30}`, `i${(n * 7 + (n % 30)) % 41}`, 1 + (n % 5)],
  ),
);
const split = trainTestSplit(ratings, { testSize: 0.3, seed: 1 });

test('a bar for each model with its interval, and words for those who do not see it', async () => {
  const results = [
    await evaluateRanking(new MostPopular(), { split, k: 5 }),
    await evaluateRanking(new BaselineOnly(), { split, k: 5, label: 'Baseline' }),
  ];
  const { data, layout, alt } = rankingFigure(results, { metric: 'recall' });
  const bars = data[0] as { x: string[]; y: number[]; error_y: { array: number[]; arrayminus: number[] } };
  assert.deepEqual([...bars.x], ['MostPopular', 'Baseline']);
  for (const [n, result] of results.entries()) {
    const { value, low, high } = rankingIntervals(result, { metrics: ['recall'] }).recall;
    assert.equal(value, result.row.recall);
    assert.ok(Math.abs(bars.y[n] - value) < 1e-6);
    assert.ok(Math.abs(bars.y[n] + bars.error_y.array[n] - high) < 1e-6);
    assert.ok(Math.abs(bars.y[n] - bars.error_y.arrayminus[n] - low) < 1e-6);
    assert.ok(low < value && value < high);
  }
  assert.match(JSON.stringify(layout), /recall@5 \(higher is better\)/i);
  assert.match(alt, /MostPopular 0\.\d{3}, Baseline 0\.\d{3}/);
});

test('nothing to draw, an unknown metric and results that must not be compared are refused', async () => {
  assert.throws(() => rankingFigure([]), /at least one evaluation/);
  assert.throws(
    () => rankingFigure([], { metric: 'rmse' as 'ndcg' }),
    /metric must be one of precision, .*, got rmse/,
  );
  assert.throws(
    () => rankingFigure([], { metric: 'overlap' as 'ndcg' }),
    /metric must be one of .*, got overlap/,
  );
  const [five, three] = await Promise.all(
    [5, 3].map((k) => evaluateRanking(new MostPopular(), { split, k })),
  );
  assert.throws(
    () => rankingFigure([five, three]),
    /rankingFigure: k must be the same for both, got 5 .* and 3/,
  );
});
