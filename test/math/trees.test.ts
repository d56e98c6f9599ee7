import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../lib/math/random/random-state';
import { binnedColumns } from '../../lib/math/trees/binned-columns';
import { boostedScore, boostedTrees } from '../../lib/math/trees/boosted-trees';
import { growTree } from '../../lib/math/trees/regression-tree';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);

const rowsOf = (length: number) => Int32Array.from({ length }, (_, row) => row);

test('bins: cuts are halfway between different numbers; NaN is lowest', () => {
  const column = Float64Array.of(5, 1, 1, Number.NaN, 2, 9);
  const { cuts, bins, rows } = binnedColumns(column, 1, 256);
  assert.deepEqual([rows, [...cuts[0]], [...bins[0]]], [6, [1.5, 3.5, 7], [2, 0, 0, 0, 1, 3]]);
  const same = binnedColumns(Float64Array.of(4, 4, 4), 1, 8);
  assert.deepEqual([[...same.cuts[0]], [...same.bins[0]]], [[], [0, 0, 0]]);
  const many = Float64Array.from({ length: 50_000 }, (_, n) => n);
  const quarters = binnedColumns(many, 1, 4);
  assert.equal(quarters.cuts[0].length, 3);
  for (const [n, cut] of quarters.cuts[0].entries()) near(cut, 12_500 * (n + 1), 10);
});

test('bins: columns with few or uneven numbers are cut between them, wherever the quantiles are', () => {
  const cutsOf = (counts: readonly number[], bins: number) => {
    const numbers = counts.flatMap((count, value) => Array<number>(count).fill(value));
    return [...binnedColumns(Float64Array.from(numbers), 1, bins).cuts[0]];
  };
  assert.deepEqual(cutsOf([905, 95], 64), [0.5]);
  assert.deepEqual(cutsOf([1, 998, 1], 4), [0.5, 1.5]);
  assert.deepEqual(cutsOf([10, 970, 10, 10], 3), [0.5, 1.5]); // at the nearer end of the 970, twice
  assert.equal(cutsOf(Array(154).fill(130), 64).length, 63);
  const isRare = Float64Array.from({ length: 1000 }, (_, row) => (row < 95 ? 1 : 0));
  const trees = boostedTrees({ x: isRare, columns: 1, y: isRare });
  near(boostedScore(trees, [1]), 1, 0.01);
  near(boostedScore(trees, [0]), 0, 0.01);
});

test('a tree of depth one makes the best of all cuts, by an independent search', () => {
  const random = new RandomState(5);
  const [rows, columns] = [40, 3];
  const x = random.normals(rows * columns, 0, 1);
  const y = random.normals(rows, 0, 1);
  const weights = Float64Array.from({ length: rows }, () => 1 + random.interval(2));
  const table = binnedColumns(x, columns, 256);
  const [reg, minWeight] = [0.5, 4];
  const sums = y.map((value, row) => weights[row] * value);
  const tree = growTree({ table, rows: rowsOf(rows), sums, weights }, { depth: 1, minWeight, reg });
  const side = (of: number[]) => {
    const weight = of.reduce((sum, row) => sum + weights[row], 0);
    return { weight, value: of.reduce((sum, row) => sum + sums[row], 0) / (weight + reg) };
  };
  // The loss that the gain stands for: Σ w (y − value)² + reg · value².
  let best = { loss: Infinity, column: -1, cut: 0, values: [0, 0] };
  for (let column = 0; column < columns; column++) {
    for (let at = 0; at < rows; at++) {
      const cut = x[at * columns + column];
      const parts = [false, true].map((above) =>
        [...rowsOf(rows)].filter((row) => x[row * columns + column] > cut === above),
      );
      const sides = parts.map(side);
      if (sides.some(({ weight }) => weight < minWeight)) continue;
      const errors = parts.map((part, n) =>
        part.reduce((sum, row) => sum + weights[row] * (y[row] - sides[n].value) ** 2, 0),
      );
      const loss = errors[0] + errors[1] + reg * (sides[0].value ** 2 + sides[1].value ** 2);
      if (loss < best.loss) best = { loss, column, cut, values: sides.map(({ value }) => value) };
    }
  }
  assert.equal(tree.columns[0], best.column);
  assert.ok(tree.cuts[0] > best.cut);
  for (const [n, value] of tree.values.entries()) near(value, best.values[n], 1e-12);
});

test('nothing is cut where that gains nothing, or leaves too little on a side', () => {
  const table = binnedColumns(Float64Array.of(1, 2, 3, 4), 1, 16);
  const weights = new Float64Array(4).fill(1);
  const grow = (y: number[], minWeight: number) =>
    growTree(
      { table, rows: rowsOf(4), sums: Float64Array.from(y), weights },
      { depth: 2, minWeight, reg: 0 },
    );
  const constant = grow([2, 2, 2, 2], 1);
  assert.deepEqual([...constant.cuts], [Infinity, Infinity, Infinity]);
  assert.deepEqual([...constant.values], [2, 0, 0, 0]);
  assert.deepEqual([...grow([9, 0, 0, 0], 1).cuts], [1.5, Infinity, Infinity]);
  assert.deepEqual([...grow([9, 0, 0, 0], 2).cuts], [2.5, Infinity, Infinity]);
});

test('boosting learns what no weighted sum could, and the same with the same seed', () => {
  const random = new RandomState(1);
  const [rows, columns] = [2000, 4];
  const x = random.normals(rows * columns, 0, 1);
  const truth = (row: ArrayLike<number>) => (row[0] > 0 === row[1] > 0.5 ? 2 : 0) + (row[2] > 1 ? 1 : 0);
  const rowOf = (row: number) => x.subarray(row * columns, (row + 1) * columns);
  const y = Float64Array.from({ length: rows }, (_, row) => truth(rowOf(row)) + 0.5 * random.normal());
  const trees = boostedTrees({ x, columns, y }, { trees: 150, depth: 3 });
  const fresh = Array.from({ length: 500 }, () => random.normals(columns, 0, 1));
  const square = fresh.reduce((sum, row) => sum + (boostedScore(trees, row) - truth(row)) ** 2, 0) / 500;
  assert.ok(square < 0.06, `${square}`); // the variance of the truth is 1.1
  assert.deepEqual(boostedTrees({ x, columns, y }, { trees: 150, depth: 3 }), trees);
  assert.notDeepEqual(boostedTrees({ x, columns, y }, { trees: 150, depth: 3, seed: 1 }), trees);
});

test('by hand: one tree without shrinkage predicts the means of its leaves, with η a part of them', () => {
  const input = { x: Float64Array.of(0, 0, 1, 1), columns: 1, y: [1, 3, 6, 10] };
  const whole = { trees: 1, depth: 1, share: 1, minRows: 1, reg: 0 };
  const score = (options: object, at: number) =>
    boostedScore(boostedTrees(input, { ...whole, ...options }), [at]);
  assert.deepEqual([score({ learningRate: 1 }, 0), score({ learningRate: 1 }, 1)], [2, 8]);
  assert.deepEqual([score({ learningRate: 0.5 }, -7), score({ learningRate: 0.5 }, 0.6)], [3.5, 6.5]);
  // reg counts as a row at the mean in each leaf.
  assert.deepEqual([score({ learningRate: 1, reg: 1 }, Number.NaN)], [5 - 6 / 3]);
});

test('options of boosted trees are checked', () => {
  const input = { x: Float64Array.of(0, 1), columns: 1, y: [0, 1] };
  assert.throws(() => boostedTrees(input, { depth: 0 }), {
    name: 'OptionError',
    message: 'boostedTrees: depth must be a whole number from 1 to 12, got 0',
  });
  assert.throws(() => boostedTrees(input, { share: 0 }), { name: 'OptionError' });
});

test('a table without rows, or with another number of them than y, is refused', () => {
  for (const [numbers, y] of [
    [0, []],
    [3, [1, 2]],
  ] as const) {
    assert.throws(() => boostedTrees({ x: new Float64Array(numbers), columns: 2, y }), {
      name: 'OptionError',
      message: `boostedTrees: x must have rows of 2 numbers for at least one y, got ${numbers} numbers for ${y.length}`,
    });
  }
});
