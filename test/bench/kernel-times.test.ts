import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KernelTimes, kernelRows, kernelTable } from '../../scripts/bench/kernel-times';

const start = (ready: number, cell: number) => ({ ready, first: ready + 700, cell, warm: cell / 2 + 1 });
const session = (cell: number, completion: number) => ({
  cells: [cell, cell + 1, cell + 2, cell + 3],
  completion,
  memory: 100 * cell,
});
const MEASURED: KernelTimes = {
  pairs: [
    { ours: { ...start(300, 6), imports: 2900 }, ipykernel: start(600, 8), tslab: start(3000, 40) },
    { ours: { ...start(500, 9), imports: 3200 }, ipykernel: start(500, 6) },
    { ours: { ...start(400, 5), imports: 2000 }, ipykernel: start(400, 10) },
  ],
  long: { ours: session(5, 30), ipykernel: session(7, 9), deno: session(9, 55) },
  restarts: { started: 21, processes: 0, ports: 1 },
  soak: [200, 210, 215, 216, 220, 222, 225, 230, 240, 260],
};

test('the rows of a kernel bench: medians, ratios pair by pair, and what is met', () => {
  const rows = kernelRows(MEASURED);
  assert.deepEqual(
    rows.map(({ what, ours, ipykernel, met }) => [what, ours, ipykernel, met]),
    [
      ['ready', 400, 500, true],
      ['first cell, from the start', 1100, 1200, true],
      ['a trivial cell, median of the first 60', 6, 8, true],
      ['a trivial cell, 300 cells later', 4, 5, true],
      ['cell 10 of a session', 5, 7, undefined],
      ['cell 100 of a session', 6, 8, undefined],
      ['cell 500 of a session', 7, 9, undefined],
      ['cell 1,000 of a session', 8, 10, false],
      ['a completion after 500 cells', 30, 9, true],
      ['memory after 1,000 cells', 500, 700, undefined],
      ['first import of lib, TensorFlow and Danfo', 2900, undefined, true],
      ['processes after 20 restarts', 0, undefined, true],
      ['ports after 20 restarts', 1, undefined, false],
      ['memory after 500 of many cells', 200, undefined, undefined],
      ['memory after 5,000 of them', 260, undefined, undefined],
      ['growth over the last half of them', 40, undefined, false],
    ],
  );
  assert.deepEqual(rows[0], { ...rows[0], tslab: 3000 });
  assert.deepEqual(rows[7], { ...rows[7], deno: 12, wanted: 'at most 1.3 x cell 10' });
  assert.deepEqual(rows[2]!.ratio, { median: 0.75, min: 0.5, max: 1.5 });
});

test('its table', () => {
  const table = kernelTable(kernelRows(MEASURED));
  assert.match(table, /^ +ours +ipykernel +ours \/ ipykernel +tslab +Deno$/m);
  assert.match(
    table,
    /^a trivial cell, median of the first 60 +6\.0 ms +8\.0 ms +0\.75 \(0\.50–1\.50\) +40\.0 ms +✓ not slower than ipykernel$/m,
  );
  assert.match(table, /^ports after 20 restarts +1 left +✗ none left$/m);
});

test('without the long soak its rows are missing', () => {
  const { soak: _, ...rest } = MEASURED;
  assert.equal(kernelRows(rest).length, kernelRows(MEASURED).length - 3);
});
