import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DRAWS, normalsInTurns, uniformsInTurns } from '../../../lib/math/random/draw-in-turns';
import { RandomState } from '../../../lib/math/random/random-state';
import { WasmTables } from '../../../lib/math/wasm/wasm-tables';
import { PAGE, wasm } from '../../../lib/math/wasm/web-assembly';
import { FactorTable } from '../../../lib/models/factors/parts/factor-table';

const LENGTH = 2 * DRAWS + 7;

test('numbers drawn in turns are those drawn at once, and so are the next ones', async () => {
  const [inTurns, atOnce] = [new RandomState(5), new RandomState(5)];
  let breaths = 0;
  const breathe = async () => void breaths++;
  const normals = await normalsInTurns(inTurns, { length: LENGTH, mean: 3, standardDeviation: 0.1 }, breathe);
  assert.deepEqual(normals, atOnce.normals(LENGTH, 3, 0.1));
  const uniforms = await uniformsInTurns(inTurns, { length: LENGTH, low: 1, high: 2 }, breathe);
  assert.deepEqual(uniforms, atOnce.uniforms(LENGTH, 1, 2));
  assert.equal(inTurns.normal(), atOnce.normal());
  assert.equal(breaths, 6);
});

test('a table of factors is drawn in turns, too', async () => {
  const [rows, factors, width] = [DRAWS / 10, 30, 32];
  const memory = new wasm.Memory({ initial: Math.ceil(FactorTable.bytes(rows, width) / PAGE) });
  const table = new FactorTable(new WasmTables(memory), rows, factors, width);
  let breaths = 0;
  await table.draw(new RandomState(5), { mean: 3, standardDeviation: 0.1 }, async () => void breaths++);
  assert.deepEqual(table.values(), Float32Array.from(new RandomState(5).normals(rows * factors, 3, 0.1)));
  assert.ok(breaths >= 2, `${breaths} breaths`);
});
