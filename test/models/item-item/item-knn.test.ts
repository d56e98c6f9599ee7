import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import type { Interactions } from '../../../lib/data/table/interactions';
import { ItemKNN } from '../../../lib/models/item-item/item-knn';
import { allScores, circles, denseWeights, farthest, handful, product, transpose } from '../ranking-data';

type Weighting = 'cosine' | 'tfidf' | 'bm25';

/** The formulas of the doc comment, cell by cell: sim(j, i) for all pairs, 0 on the diagonal. */
function slowSimilarities(table: Interactions, weighting: Weighting, K: number, B: number): number[][] {
  const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
  const vectors = transpose(X); // [items][users]
  const likes = X.map((row) => row.reduce((sum, w) => sum + w, 0));
  const idf = likes.map((count) => Math.log(vectors.length / (1 + count)));
  const mean = likes.reduce((sum, count) => sum + count, 0) / vectors.length;
  const weighted = vectors.map((vector) => {
    const length = vector.reduce((sum, w) => sum + w, 0) / mean;
    const entries = vector.map((w, u) => {
      if (weighting === 'bm25') return ((w * (K + 1)) / (w + K * (1 - B + B * length))) * idf[u];
      return weighting === 'tfidf' ? Math.sqrt(w) * idf[u] : w;
    });
    const norm = weighting === 'bm25' ? 1 : Math.hypot(...entries) || 1;
    return entries.map((entry) => entry / norm);
  });
  const S = product(weighted, transpose(weighted)).map((row, j) => row.map((s, i) => (i === j ? 0 : s)));
  const unit = weighting === 'bm25' ? Math.max(...S.flat()) : 1;
  return S.map((row) => row.map((s) => s / unit));
}

// x is liked by ann and bob, y by all three, z by bob and cid: cos(x, y) = 2 / √6, cos(x, z) = 1 / 2.
test('by hand: cosine of who likes what', async () => {
  const model = await new ItemKNN().fit(handful());
  const similar = model.similarItems(itemId('x'));
  assert.deepEqual(
    similar.map(({ item, similarity }) => [item, similarity.toFixed(6)]),
    [
      ['y', (2 / Math.sqrt(6)).toFixed(6)],
      ['z', '0.500000'],
    ],
  );
  // cid likes y and z: both speak for x.
  assert.ok(Math.abs(model.scoresOf(userId('cid'))[0] - (2 / Math.sqrt(6) + 0.5)) < 1e-6);
});

for (const weighting of ['cosine', 'tfidf', 'bm25'] as const) {
  test(`${weighting}: equal to the formula, all neighbors kept`, async () => {
    const table = circles();
    const model = await new ItemKNN({ weighting, neighbors: 1000, bm25K: 2, bm25B: 0.4 }).fit(table);
    const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
    const expected = product(X, slowSimilarities(table, weighting, 2, 0.4));
    assert.ok(farthest(allScores(model), expected) < 1e-5);
  });
}

test('of each item the k most alike count', async () => {
  const table = circles();
  const model = await new ItemKNN({ neighbors: 3 }).fit(table);
  const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
  const S = slowSimilarities(table, 'cosine', 1, 1);
  const cut = S.map((row) => {
    // Among equal ones the first, as everywhere.
    const kept = row
      .map((s, i) => [s, i] as const)
      .sort(([a, i], [b, j]) => b - a || i - j)
      .slice(0, 3);
    return row.map((s, i) => (kept.some(([, at]) => at === i) ? s : 0));
  });
  assert.ok(farthest(allScores(model), product(X, cut)) < 1e-5);
  for (const item of table.items) assert.ok(model.similarItems(item, { k: 100 }).length <= 3);
});

test('options out of range are refused', () => {
  assert.throws(
    () => new ItemKNN({ neighbors: 0 }),
    /ItemKNN: neighbors must be a positive whole number, got 0/,
  );
  assert.throws(
    () => new ItemKNN({ weighting: 'dice' as 'cosine' }),
    /must be one of cosine, tfidf, bm25, got "dice"/,
  );
  assert.throws(() => new ItemKNN({ bm25B: 2 }), /bm25B must be a number from 0 to 1, got 2/);
});
