import assert from 'node:assert/strict';
import test from 'node:test';
import { histogram } from '../../../lib/notebook/figures/figures';
import { binValues } from '../../../lib/notebook/figures/histogram-bins';

const words = { title: 'T', xTitle: 'x (unit)', yTitle: 'n (count)', alt: 'A histogram.' };
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

test('bins worked by hand: by size, by edges, by number', () => {
  const values = [0.5, 1, 1.5, 2.5, 4];
  assert.deepEqual(binValues(values, { binSize: 1 }), { edges: [0, 1, 2, 3, 4, 5], counts: [1, 2, 1, 0, 1] });
  assert.deepEqual(binValues(values, { edges: [0, 1, 4] }).counts, [1, 4]); // the last holds its upper edge
  assert.deepEqual(binValues([0.1, 0.3, 0.7, 1.1], { binSize: 0.1 }).counts.length, 10 + 1);
  assert.deepEqual(binValues(values, { bins: 2 }), { edges: [0.5, 2.25, 4], counts: [3, 2] });
});

test('every value is counted, the extremes too, whatever the scale', () => {
  const values = Array.from({ length: 1000 }, (_, i) => 0.1 + (i * 7919) / 1000);
  for (const options of [{}, { bins: 7 }, { logX: true }, { logX: true, bins: 13 }, { binSize: 7.7 }]) {
    assert.equal(sum(binValues(values, options).counts), 1000);
  }
});

test('whole numbers get bins of equally many of them, with bounds at halves', () => {
  const values = Array.from({ length: 737 }, (_, i) => i + 1);
  const { edges, counts } = binValues(values, { bins: 40 });
  assert.equal(edges[0], 0.5);
  assert.ok(
    counts.slice(0, -1).every((count) => count === 19),
    counts.join(),
  );
  const log = binValues(values, { bins: 25, logX: true });
  assert.deepEqual(log.edges.slice(0, 4), [0.5, 1.5, 2.5, 3.5]);
  assert.ok(log.counts.every((count) => count > 0));
  assert.equal(sum(log.counts), 737);
});

test('tenths lie in the bin that starts with them, as written and in 32 bits', () => {
  const tenths = Array.from({ length: 10 }, (_, n) => n / 10);
  for (const values of [tenths, Float32Array.from(tenths)]) {
    const { edges, counts } = binValues(values, { binSize: 0.1 });
    assert.deepEqual(edges, [...tenths, 1]);
    assert.deepEqual(counts, Array<number>(10).fill(1));
    assert.deepEqual(binValues(values, { edges: [0, 0.3, 0.6, 0.9] }).counts, [3, 3, 4]);
  }
  const large = [1e9, 1e9 + 1, 1e9 + 3.5];
  assert.deepEqual(binValues(large, { binSize: 1 }).counts, [1, 1, 0, 1]);
  assert.deepEqual(binValues(Float32Array.of(0.7, 0.9), { edges: [0.7, 0.9] }).counts, [2]);
});

test('equal values have a bin with a width', () => {
  assert.deepEqual(binValues([3, 3]), { edges: [2.5, 3.5], counts: [2] });
  assert.deepEqual(binValues([0.3, 0.3], { bins: 1 }).counts, [2]);
  assert.deepEqual(binValues([0.3], { bins: 1, logX: true }).counts, [1]);
});

test('bad input is refused with the value', () => {
  assert.throws(() => binValues([]), /values must not be empty/);
  assert.throws(() => binValues([1, Number.NaN]), /values\[1\] is NaN/);
  assert.throws(
    () => binValues([1, 9], { edges: [0, 5] }),
    /edges go from 0 to 5, but the values go from 1 to 9/,
  );
  assert.throws(() => binValues([1], { edges: [2, 2] }), /two increasing numbers, got \[2, 2\]/);
  assert.throws(() => binValues([1], { binSize: 0 }), /binSize must be above 0, got 0/);
  assert.throws(() => binValues([0, 1e9], { binSize: 1 }), /would make 1000000001 bins/);
  assert.throws(() => binValues([1], { bins: 2.5 }), /bins must be a whole number from 1 to 10000, got 2.5/);
});

test('the mean line stands at the mean and is named, on a logarithmic axis too', () => {
  const values = [1, 2, 4, 100];
  const plain = histogram({ ...words, values, meanLine: true }).layout;
  assert.equal(plain.shapes?.[0].x0, 26.75);
  assert.deepEqual([plain.annotations?.[0].x, plain.annotations?.[0].text], [26.75, 'mean 26.75']);
  const log = histogram({ ...words, values, meanLine: true, logX: true }).layout;
  assert.equal(log.xaxis?.type, 'log');
  assert.equal(log.shapes?.[0].x0, 26.75); // plotly: shapes in values, annotations in logarithms
  assert.equal(log.annotations?.[0].x, Number(Math.log10(26.75).toPrecision(6)));
  assert.equal(histogram({ ...words, values }).layout.shapes, undefined);
});

test('a million values make a small figure that says what its bins hold', () => {
  const values = Int32Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 80));
  const made = histogram({ ...words, values, bins: 40 });
  assert.ok(JSON.stringify(made).length < 5000);
  const [{ customdata }] = made.data as unknown as [{ customdata: string[] }];
  assert.deepEqual([customdata[0], customdata[39]], ['1 to 2', '79 to 80']);
  const single = histogram({ ...words, values: [1, 2, 3] }).data[0] as unknown as { customdata: string[] };
  assert.deepEqual(single.customdata, ['1', '2', '3']);
});
