import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { BestRows } from '../../../lib/math/wasm/best-rows';
import { wasm } from '../../../lib/math/wasm/web-assembly';

const random = new RandomState(1);

function madeUp(rows: number, width: number, size = 1): number[][] {
  return Array.from({ length: rows }, () => [...random.normals(width, 0, size)]);
}

function tableOf(rows: readonly number[][], allowed?: number[]): BestRows {
  return new BestRows(rows.length, rows[0].length, (row, n) => row.set(rows[n]), allowed);
}

function find(table: BestRows, vectors: readonly number[][], k: number, without: number[] = [], noise = 0) {
  const fill = (row: Float64Array, n: number) => row.set(vectors[n]);
  return [...table.find({ count: vectors.length, fill, without: () => without }, k, noise)];
}

/** The numbers of all rows whose product is at least the kth largest. */
function expected(
  rows: readonly number[][],
  vector: readonly number[],
  k: number,
  without: number[],
): number[] {
  const products = rows.map((row) => row.reduce((sum, x, f) => sum + x * vector[f], 0));
  const left = [...rows.keys()].filter((n) => !without.includes(n) && !Number.isNaN(products[n]));
  const last = left.map((n) => products[n]).sort((a, b) => b - a)[Math.min(k, left.length) - 1];
  return left.filter((n) => products[n] >= last);
}

test('the largest products are among those found, which are few more, whatever the sizes', () => {
  for (const [rows, width, count] of [
    [1, 1, 1],
    [7, 3, 2],
    [8, 4, 33],
    [300, 17, 70],
    [1000, 64, 5],
  ]) {
    const table = madeUp(rows, width, 10 ** (width - 10));
    const vectors = madeUp(count, width, 10 ** (10 - width));
    const best = tableOf(table);
    // First few, then many, which need more memory; then few again.
    for (const k of [1, 10, 400, 3]) {
      const found = find(
        best,
        vectors,
        k,
        [2, 5, 2].filter((n) => n < rows),
      );
      assert.equal(found.length, count);
      for (const [n, numbers] of found.entries()) {
        const wanted = expected(table, vectors[n], k, [2, 5]);
        assert.ok(numbers && wanted.every((row) => numbers.includes(row)), `${rows} rows, ${k}`);
        assert.deepEqual(
          [...numbers],
          [...numbers].sort((a, b) => a - b),
        );
        assert.ok(numbers.length <= wanted.length + 20, `${numbers.length} of ${wanted.length}`);
      }
    }
  }
});

test('rows that are not allowed or have NaN are never found, a vector with NaN finds nothing', () => {
  const table = madeUp(40, 5);
  table[3][4] = Number.NaN;
  const allowed = table.map((_, n) => Number(n % 2 === 1));
  const [vector] = madeUp(1, 5);
  const [found, none] = find(tableOf(table, allowed), [vector, [0, 0, Number.NaN, 0, 0]], 30);
  assert.deepEqual(
    [...found!],
    [...table.keys()].filter((n) => n % 2 === 1 && n !== 3),
  );
  assert.deepEqual([...none!], []);
});

test('too many ties, or products that are far too noisy, are undefined', () => {
  const table = madeUp(400, 5);
  const [vector] = madeUp(1, 5);
  const zero = [0, 0, 0, 0, 0];
  const infinite = [Number.POSITIVE_INFINITY, 0, 0, 0, 0];
  const [first, ...others] = find(tableOf(table), [vector, zero, infinite], 10);
  assert.ok(first && first.length < 15);
  assert.deepEqual(others, [undefined, undefined]);
  assert.deepEqual(find(tableOf(table), [vector], 10, [], 1e9), [undefined]);
  const same = table.map(() => [1, 2, 3, 4, 5]);
  assert.deepEqual(find(tableOf(same), [vector], 10), [undefined]);
  // Each row five times: all five of the last place.
  const [fives] = find(tableOf(table.map((_, n) => table[n % 80])), [vector], 12);
  assert.equal(fives!.length % 5, 0);
  assert.ok(fives!.length >= 15);
});

test('two searches in one table at the same time', () => {
  const table = madeUp(100, 5);
  const best = tableOf(table);
  const vectors = madeUp(80, 5);
  const asked = (k: number) => {
    const fill = (row: Float64Array, n: number) => row.set(vectors[n]);
    return best.find({ count: 80, fill, without: () => [k] }, k);
  };
  const [one, two] = [asked(3), asked(30)];
  for (const vector of vectors) {
    for (const [k, numbers] of [
      [3, one.next().value],
      [30, two.next().value],
    ] as const) {
      assert.ok(expected(table, vector, k, [k]).every((n) => numbers?.includes(n)));
    }
  }
});

test('what WebAssembly can address: a table that fits is made, a larger one must not be', () => {
  for (const [rows, width, k] of [
    [40e6, 64, 10],
    [1e5, 30_000, 10],
    [8, 1, 1e7],
  ]) {
    assert.equal(BestRows.fits(rows, width, k), false, `${rows}, ${width}, ${k}`);
  }
  assert.ok(BestRows.fits(30e6, 64, 10));
  assert.ok(BestRows.fits(1, 1, 1));
});

test('no memory grows: a detached buffer would make V8 compile all that uses typed arrays again', (context) => {
  const Memory = Object.getPrototypeOf(new wasm.Memory({ initial: 1 })) as { grow(pages: number): number };
  const grow = context.mock.method(Memory, 'grow');
  const vectors = madeUp(40, 5);
  for (const found of find(tableOf(madeUp(5000, 5)), vectors, 2000)) assert.ok(found && found.length >= 2000);
  assert.equal(grow.mock.callCount(), 0);
});
