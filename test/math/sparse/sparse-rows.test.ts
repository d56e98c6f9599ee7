import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompressedRows } from '../../../lib/math/sparse/compressed-rows';
import { longestFirst, sparseRows, sparseRowsBytes } from '../../../lib/math/sparse/sparse-rows';
import { countTensors, type Tensor, withTensors } from '../../../lib/math/tensors/tensors';

/** A matrix with `lengths[r]` entries in row r, spread over the columns, with the values 1 to 5. */
function matrixOf(lengths: readonly number[], columnCount: number): CompressedRows {
  const offsets = new Int32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) offsets[row + 1] = offsets[row] + length;
  const columns = new Int32Array(offsets[lengths.length]);
  for (const [row, length] of lengths.entries()) {
    const step = Math.floor(columnCount / Math.max(1, length));
    for (let n = 0; n < length; n++) columns[offsets[row] + n] = (row + n * step) % columnCount;
  }
  return { columnCount, offsets, columns, values: Float32Array.from(columns, (_, n) => (n % 5) + 1) };
}

/** Every column, the last first: so that places and columns differ. */
const backwards = (columnCount: number) =>
  Int32Array.from({ length: columnCount }, (_, n) => columnCount - 1 - n);

/** What all blocks make of x_r = (r, 1) and q_i = (1, i) with the entries as weights, by row of the matrix. */
async function productsOf(matrix: CompressedRows) {
  const order = longestFirst(matrix);
  const columnOrder = backwards(matrix.columnCount);
  return withTensors((tensors) => {
    const { tf } = tensors;
    const Q = tf.tensor2d(Float32Array.from([...columnOrder].flatMap((i) => [1, i])), [
      matrix.columnCount,
      2,
    ]);
    const blocks = sparseRows(tensors, matrix, order, columnOrder);
    const sums = new Map<number, number[]>();
    const weighted = new Map<number, number[]>();
    const shapes: number[][] = [];
    for (const { first, count, values, with: productsWith } of blocks) {
      const rows = [...order.subarray(first, first + count)];
      const x = tf.tensor2d(Float32Array.from(rows.flatMap((r) => [r, 1])), [count, 2]);
      const { cellsOf, sumsOf } = productsWith(Q);
      const plain = sumsOf(values);
      const scored = sumsOf(tf.mul(values, cellsOf(x)));
      const list = (t: Tensor) => t.arraySync() as number[][];
      for (const [n, row] of list(plain).entries()) sums.set(rows[n], row);
      for (const [n, row] of list(scored).entries()) weighted.set(rows[n], row);
      shapes.push(values.shape);
    }
    return { order, sums, weighted, shapes };
  });
}

function assertProducts(
  matrix: CompressedRows,
  { sums, weighted }: Awaited<ReturnType<typeof productsOf>>,
): void {
  for (let row = 0; row + 1 < matrix.offsets.length; row++) {
    const from = matrix.offsets[row];
    const to = matrix.offsets[row + 1];
    if (from === to) {
      assert.equal(sums.has(row), false, `row ${row} has no entry`);
      continue;
    }
    const expected = [0, 0];
    const scored = [0, 0];
    for (let at = from; at < to; at++) {
      const [i, value] = [matrix.columns[at], matrix.values[at]];
      const cell = value * (row + i); // (r, 1) · (1, i)
      expected[0] += value;
      expected[1] += value * i;
      scored[0] += cell;
      scored[1] += cell * i;
    }
    for (const n of [0, 1]) {
      assert.ok(Math.abs((sums.get(row) as number[])[n] - expected[n]) <= 1e-5 * expected[n], `row ${row}`);
      assert.ok(Math.abs((weighted.get(row) as number[])[n] - scored[n]) <= 1e-5 * scored[n], `row ${row}`);
    }
  }
}

test('a small matrix is one block of full rows, its empty rows left out', async () => {
  const before = countTensors();
  const matrix = matrixOf([1, 0, 3, 2, 0], 4);
  const products = await productsOf(matrix);
  assert.deepEqual([...products.order], [2, 3, 0]);
  assert.deepEqual(products.shapes, [[6]]);
  assertProducts(matrix, products);
  assert.equal(countTensors(), before);
});

test('in a large matrix long rows are full, and the others filled up to the longest of their block', async () => {
  const columns = 2000;
  // From 50 entries on, a 40th of 2,000, a row is full.
  const lengths = Array.from({ length: 2100 }, (_, row) =>
    row % 300 === 0 ? 60 + row / 100 : (row * 7) % 40,
  );
  lengths[5] = columns;
  const matrix = matrixOf(lengths, columns);
  const products = await productsOf(matrix);
  const [full, ...filled] = products.shapes;
  assert.deepEqual(full, [columns + 7 * 60 + (3 + 6 + 9 + 12 + 15 + 18)]);
  assert.ok(filled.length >= 1);
  const places = filled.map(([count, one, width]) => count * one * width);
  const entries = lengths.filter((length) => length < 50).reduce((sum, length) => sum + length, 0);
  assert.ok(Math.max(...places) <= 1e5, `a block of ${Math.max(...places)} places`);
  const empty = places.reduce((sum, n) => sum + n, 0) - entries;
  assert.ok(empty >= 0 && empty <= 2e4 * filled.length, `${empty} empty places in ${filled.length} blocks`);
  assertProducts(matrix, products);
});

test('a single row with more entries than a block has places is a block', async () => {
  const matrix = matrixOf([110_000, 3, 2], 4_500_000);
  const products = await productsOf(matrix);
  assert.deepEqual(products.shapes, [
    [1, 1, 110_000],
    [2, 1, 3],
  ]);
  assertProducts(matrix, products);
});

test('what a block takes grows with the longest row', () => {
  assert.equal(sparseRowsBytes(10, 64), 4 * 64 * 1e5);
  assert.equal(sparseRowsBytes(1e6, 64), 4 * 64 * 1e6);
  assert.equal(sparseRowsBytes(10, 1), 4 * 4e6);
});
