import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonRows } from '../../lib/evaluation/comparison/json-rows';

test('metrics of the top 10 are printed with their cutoff, in runs and intervals too', () => {
  const row = {
    label: 'EASE',
    ndcg: 0.4,
    map: 0.2,
    mrr: 0.6,
    hitRate: 0.9,
    ndcgSd: 0.01,
    intervals: { ndcg: [0.3, 0.5], coverage: [0.1, 0.2] },
    runs: [{ split: 'u1', ndcg: 0.4 }],
  };
  assert.deepEqual(jsonRows([row]), [
    {
      label: 'EASE',
      ndcgAt10: 0.4,
      mapAt10: 0.2,
      mrr: 0.6,
      hitRate: 0.9,
      ndcgAt10Sd: 0.01,
      intervals: { ndcgAt10: [0.3, 0.5], coverage: [0.1, 0.2] },
      runs: [{ split: 'u1', ndcgAt10: 0.4 }],
    },
  ]);
});

test('rows of ratings and of the cold start keep their names', () => {
  const rating = { label: 'SVD', rmse: 0.9, rmseSd: 0.01, runs: [{ split: 'u1', rmse: 0.9 }] };
  const cold = { part: 'new-films', rmse: null, ndcg: 0.1, ndcgAgainst: 'ALS', ndcgDifference: null };
  assert.deepEqual(jsonRows([rating, cold]), [
    rating,
    { part: 'new-films', rmse: null, ndcgAt10: 0.1, ndcgAgainst: 'ALS', ndcgDifference: null },
  ]);
});
