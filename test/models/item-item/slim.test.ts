import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import type { Interactions } from '../../../lib/data/table/interactions';
import { type ItemTable, sparseTable } from '../../../lib/models/item-item/parts/item-table';
import { SLIM, slimWeights } from '../../../lib/models/item-item/slim';
import { stateFromJson } from '../../../lib/recommender/saving/model-json';
import { circles, denseWeights, handful, product, transpose } from '../ranking-data';

const EXACT = { rounds: 5000, tolerance: 1e-9 };

function likes(table: Interactions): number[][] {
  return denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
}

/** B as rows of numbers. */
function tableOf(model: SLIM): number[][] {
  const { size, offsets, columns, cells } = stateFromJson(model.toJSON().state ?? {}) as ItemTable;
  const B = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let j = 0; j < size; j++) {
    for (let at = offsets[j]; at < offsets[j + 1]; at++) B[j][columns[at]] = cells[at];
  }
  return B;
}

// x is liked twice, y three times, both twice: b = (2 − λ) / (3 + β) speaks for x where y is liked.
test('by hand: two items', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).item !== 'z',
  );
  const model = await new SLIM({ l1: 0.5, reg: 1, ...EXACT }).fit(
    table.select(rows, { vocabulary: 'remake' }),
  );
  const [x, y] = model.scoresOf(userId('ann'));
  assert.ok(Math.abs(x - 1.5 / 4) < 1e-6 && Math.abs(y - 1.5 / 3) < 1e-6, `${x} ${y}`);
});

test('the conditions of the least value hold at each weight', async () => {
  const table = circles();
  const [l1, reg] = [0.7, 3];
  const model = await new SLIM({ l1, reg, ...EXACT }).fit(table);
  const X = likes(table);
  const gram = product(transpose(X), X);
  const B = tableOf(model);
  const explained = product(gram, B);
  let zeros = 0;
  for (const [j, row] of B.entries()) {
    for (const [i, b] of row.entries()) {
      if (i === j) {
        assert.equal(b, 0);
        continue;
      }
      // The slope of the objective: 0 where the weight is free, upwards where it is held at 0.
      const slope = explained[j][i] - gram[j][i] + reg * b + l1;
      assert.ok(b >= 0);
      if (b > 0) assert.ok(Math.abs(slope) < 1e-3, `${j} ${i}: ${slope}`);
      else assert.ok(slope > -1e-3, `${j} ${i}: ${slope}`);
      if (b === 0) zeros++;
    }
  }
  assert.ok(zeros > 100 && zeros < 1500, `${zeros}`);
});

test('a higher l1 leaves fewer weights, and a very high one none', async () => {
  const counts: number[] = [];
  for (const l1 of [0, 1, 3, 1000]) {
    const model = await new SLIM({ l1, reg: 3 }).fit(circles());
    counts.push(
      tableOf(model)
        .flat()
        .filter((b) => b > 0).length,
    );
  }
  assert.ok(counts[0] > counts[1] && counts[1] > counts[2] && counts[3] === 0, `${counts}`);
});

test('the weights of one item alone; more rounds change nothing once it is done', () => {
  const gram = Float32Array.of(4, 2, 1, 2, 5, 0, 1, 0, 3);
  const once = slimWeights(gram, 3, 0, { l1: 0.5, reg: 1, ...EXACT });
  // Items 1 and 2 are independent: (2 − 0.5) / 6 and (1 − 0.5) / 4.
  assert.deepEqual([...once], [0, 0.25, 0.125]);
});

test('a table from cells in any order is read row by row', () => {
  const table = sparseTable(3, Int32Array.of(2, 0, 2, 0), Int32Array.of(1, 2, 0, 1), [4, 2, 3, 1]);
  assert.deepEqual([...table.offsets], [0, 2, 2, 4]);
  assert.deepEqual([...table.columns], [1, 2, 0, 1]);
  assert.deepEqual([...table.cells], [1, 2, 3, 4]);
});

test('progress is told while items are done, and a stop is heard', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const fit = new SLIM().fit(circles(), { signal: stop.signal, onProgress: () => stop.abort(reason) });
  await assert.rejects(fit, reason);
  assert.throws(() => new SLIM({ reg: 0 }), /SLIM: reg must be a number above 0, got 0/);
});
