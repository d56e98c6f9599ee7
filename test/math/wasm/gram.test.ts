import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { BINARY } from '../../../lib/math/wasm/factor-rows-wasm';
import { ThreadTeam } from '../../../lib/math/wasm/thread-team';
import { wasmModule } from '../../../lib/math/wasm/web-assembly';

const factorRows = wasmModule(BINARY);

/** G and its inverse, from rows of which each third is a piece. */
async function inverted(rows: readonly (readonly number[])[], penalty: number) {
  const width = rows[0].length;
  const size = width ** 2;
  const team = new ThreadTeam({ what: 'gram', advice: '', module: factorRows, bytes: 1e6, threads: 1 });
  const { tables } = team;
  const table = tables.floats(rows.length * width);
  for (const [n, row] of rows.entries()) table.values.set(row, n * width);
  const pieceRows = Math.ceil(rows.length / 3);
  const [sums, work, gram, inverse] = [3, 2, 1, 1].map((matrices) => tables.floats(matrices * size));
  await team.run('sumOuter', 3, [table.address, rows.length, pieceRows, width, sums.address], async () => {});
  const addresses = [work.address, gram.address, inverse.address];
  const done = team.call('invertGram', sums.address, 3, width, penalty, ...addresses);
  return { done, gram: gram.values, inverse: inverse.values };
}

test('G = Σ x xᵀ + λ I from pieces, and G times its inverse is I', async () => {
  for (const [width, count, penalty] of [
    [8, 3, 0.5],
    [24, 200, 2],
    [64, 1000, 25],
  ]) {
    const random = new RandomState(width);
    const rows = Array.from({ length: count }, () => Array.from(random.normals(width)).map(Math.fround));
    const { done, gram, inverse } = await inverted(rows, penalty);
    assert.equal(done, 1);
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const sum = rows.reduce((total, row) => total + row[i] * row[j], i === j ? penalty : 0);
        // Sums of `count` numbers in 32 bits.
        assert.ok(
          Math.abs(gram[i * width + j] - sum) < 1e-6 * count,
          `${width}: ${gram[i * width + j]}, ${sum}`,
        );
        let product = 0;
        for (let k = 0; k < width; k++) product += gram[i * width + k] * inverse[k * width + j];
        assert.ok(Math.abs(product - Number(i === j)) < 1e-4, `${width}: ${product}`);
      }
    }
  }
});

test('a matrix that is not positive definite has no inverse', async () => {
  const rows = Array.from({ length: 3 }, () => Array.from({ length: 8 }, (_, f) => f));
  assert.equal((await inverted(rows, 0)).done, 0);
  assert.equal((await inverted(rows, Number.NaN)).done, 0);
  rows[1][2] = Number.POSITIVE_INFINITY;
  assert.equal((await inverted(rows, 1)).done, 0);
});
