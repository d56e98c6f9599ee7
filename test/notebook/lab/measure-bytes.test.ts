import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureBytes } from '../../../lib/notebook/lab/measure-bytes';

const isNear = (got: number, wanted: number) => Math.abs(got - wanted) < 0.1 * wanted;

test('typed arrays and objects are measured, without the garbage of making them', async () => {
  const table = await measureBytes(() => new Float32Array(1e6));
  assert.equal(table.value.length, 1e6);
  assert.ok(isNear(table.bytes, 4e6), `${table.bytes}`);
  const texts = await measureBytes(async () => {
    const made = Array.from({ length: 5e4 }, (_, n) => ({ a: n, b: [n] }));
    return made.map(({ b }) => b).length;
  });
  assert.ok(texts.bytes < 1e6, `${texts.bytes}`);
  const objects = await measureBytes(() =>
    Array.from({ length: 1e5 }, (_, n) => ({ a: n, b: n, c: n + 0.5 })),
  );
  assert.ok(objects.bytes > 50 * 1e5 && objects.bytes < 100 * 1e5, `${objects.bytes / 1e5} per object`);
});
