import assert from 'node:assert/strict';
import test from 'node:test';
import { gramMatrix } from '../../../lib/math/dense/gram-matrix';
import { RandomState } from '../../../lib/math/random/random-state';
import { type CompressedRows, transposed } from '../../../lib/math/sparse/compressed-rows';
import { withTensors } from '../../../lib/math/tensors/tensors';

/** [[1, 0, 2], [0, 0, 0], [3, 4, 0]], its last row from right to left. */
const SMALL: CompressedRows = Object.freeze({
  columnCount: 3,
  offsets: Int32Array.of(0, 2, 2, 4),
  columns: Int32Array.of(0, 2, 1, 0),
  values: Float32Array.of(1, 2, 4, 3),
});

test('the transpose by hand; twice it is the matrix with ascending columns', () => {
  const once = transposed(SMALL);
  assert.equal(once.columnCount, 3);
  assert.deepEqual([...once.offsets], [0, 2, 3, 4]);
  assert.deepEqual([...once.columns], [0, 2, 2, 0]);
  assert.deepEqual([...once.values], [1, 3, 4, 2]);
  const twice = transposed(once);
  assert.deepEqual([...twice.offsets], [...SMALL.offsets]);
  assert.deepEqual([...twice.columns], [0, 2, 0, 1]);
  assert.deepEqual([...twice.values], [1, 2, 3, 4]);
});

test('the Gram matrix by hand', async () => {
  const gram = await withTensors(async (tensors) =>
    (await gramMatrix(tensors, SMALL, async () => {})).dataSync(),
  );
  assert.deepEqual([...gram], [10, 12, 2, 12, 16, 0, 2, 0, 4]);
});

test('a ridge is added to the diagonal', async () => {
  const gram = await withTensors(async (tensors) =>
    (await gramMatrix(tensors, SMALL, async () => {}, { ridge: 5 })).dataSync(),
  );
  assert.deepEqual([...gram], [15, 12, 2, 12, 21, 0, 2, 0, 9]);
});

test('cut into blocks of rows it is the same sum', async () => {
  const [rowCount, columnCount] = [54, 60];
  const random = new RandomState(3);
  const columns = Int32Array.from({ length: 3 * rowCount }, (_, n) => 3 * random.interval(19) + (n % 3));
  const values = Float32Array.from(columns, () => 1 + random.interval(4));
  const offsets = Int32Array.from({ length: rowCount + 1 }, (_, row) => 3 * row);
  let breaths = 0;
  const gram = await withTensors(async (tensors) => {
    const breathe = async () => {
      breaths++;
    };
    return (
      await gramMatrix(tensors, { columnCount, offsets, columns, values }, breathe, {
        blockCells: 20 * columnCount,
      })
    ).data();
  });
  assert.equal(breaths, 3);
  const expected = new Map<number, number>();
  for (let row = 0; row < rowCount; row++) {
    for (let a = 3 * row; a < 3 * row + 3; a++) {
      for (let b = 3 * row; b < 3 * row + 3; b++) {
        const cell = columns[a] * columnCount + columns[b];
        expected.set(cell, (expected.get(cell) ?? 0) + values[a] * values[b]);
      }
    }
  }
  let filled = 0;
  for (let cell = 0; cell < gram.length; cell++) if (gram[cell] !== 0) filled++;
  assert.equal(filled, expected.size);
  for (const [cell, value] of expected) assert.equal(gram[cell], value);
});
