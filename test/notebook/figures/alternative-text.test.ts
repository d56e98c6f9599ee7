/** What charts say about themselves. */
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  barChart,
  dotPlot,
  heatmap,
  histogram,
  lineChart,
  scatter,
  sideBySide,
} from '../../../lib/notebook/figures/figures';

const words = { title: 'T', xTitle: 'x', yTitle: 'y' };

test('a line says where it begins and ends, and where it turns', () => {
  const line = (y: (number | null)[], x: unknown[] = y.map((_, n) => n + 1)) =>
    lineChart({ ...words, x: x as number[], y, missing: 'gap' }).alt.replace('y by x. ', '');
  assert.equal(line([1.02, 0.9, 0.71234]), 'From 1.02 at 1 to 0.7123 at 3.');
  assert.equal(line([1, 0.5, 3, 2]), 'From 1 at 1 to 2 at 4, lowest 0.5 at 2, highest 3 at 3.');
  assert.equal(line([7, 7, 7]), 'From 7 at 1 to 7 at 3.');
  assert.equal(line([null, 2, Number.NaN]), '2 at 2.');
  assert.equal(line([null]), 'No values.');
  assert.equal(line([10_000, 20_000], [1997, 1998]), 'From 10,000 at 1997 to 20,000 at 1998.');
  assert.equal(line([1, 2], [new Date(0), '1998-01']), 'From 1 at 1970-01-01 to 2 at 1998-01.');
});

test('each series is a sentence with its name', () => {
  const series = [
    { name: 'train', x: [1, 2], y: [3, 1] },
    { name: 'test', x: Int32Array.of(1, 2), y: Float32Array.of(3, 2) },
  ];
  assert.equal(
    lineChart({ ...words, series }).alt,
    'y by x. train: from 3 at 1 to 1 at 2. test: from 3 at 1 to 2 at 2.',
  );
});

test('a few bars, dots and points are listed; many are summed up', () => {
  const bars = (x: string[] | number[], y: number[]) =>
    barChart({ ...words, x, y }).alt.replace('y by x. ', '');
  assert.equal(bars(['Heat', 'Fargo'], [4.2, 3]), '4.2 for Heat, 3 for Fargo.');
  assert.equal(barChart({ ...words, x: ['a'], y: [1], horizontal: true }).alt, 'y by x. 1 for a.');
  const many = Array.from({ length: 40 }, (_, n) => n);
  const squares = many.map((n) => (n - 9) ** 2);
  assert.equal(bars(many, squares), '40 bars, lowest 0 for 9, highest 900 for 39.');
  assert.equal(
    bars(
      many,
      many.map(() => 5),
    ),
    '40 bars, all 5.',
  );
  const dots = [
    { label: 'SVD', value: 0.93456, low: 0.92, high: 0.95 },
    { label: 'ALS', value: 0.91 },
  ];
  assert.equal(dotPlot({ ...words, dots }).alt, 'x by y. 0.9346 for SVD (0.92 to 0.95), 0.91 for ALS.');
  const film = { x: [583], y: [900], text: ['Star Wars (1977)'] };
  assert.equal(scatter({ ...words, ...film }).alt, 'y by x. 900 at 583 (Star Wars (1977)).');
  assert.equal(
    scatter({ ...words, x: many, y: squares, text: many.map(String) }).alt,
    'y by x. 40 points, from 0 to 39 across, lowest 0 at 9 (9), highest 900 at 39 (39).',
  );
});

test('bins and cells are counted', () => {
  assert.equal(
    histogram({ ...words, values: [1, 2, 2, 3] }).alt,
    'y by x. 4 in 3 bins from 0.5 to 3.5, the most (2) in 2.',
  );
  const z = [
    [1, null],
    [5, 3],
  ];
  const cells = heatmap({ ...words, z, zTitle: 'stars', missing: 'gap' });
  assert.equal(cells.alt, 'y by x. 2 rows, 2 columns, stars from 1 to 5, 1 empty cell.');
  assert.equal(
    heatmap({ ...words, z: [[null]], zTitle: 'stars' }).alt,
    'y by x. 1 row, 1 column, 1 empty cell.',
  );
});

test('parts side by side each say their own, after their titles', () => {
  const part = (title: string) => barChart({ ...words, title, x: ['a'], y: [1] });
  const both = { title: 'Both', figures: [part('Left'), part('Right')] };
  assert.equal(sideBySide(both).alt, 'Left: y by x. 1 for a. Right: y by x. 1 for a.');
  assert.equal(sideBySide({ ...both, alt: 'Two bars.' }).alt, 'Two bars.');
});

test("words of one's own win; empty ones are refused", () => {
  assert.equal(lineChart({ ...words, alt: 'A line.', x: [1], y: [1] }).alt, 'A line.');
  assert.throws(() => lineChart({ ...words, alt: ' ', x: [1], y: [1] }), /alt must be a non-empty string/);
});
