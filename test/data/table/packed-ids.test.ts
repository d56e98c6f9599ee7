/** Large vocabularies in arrays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../../lib/core/errors';
import { itemId, itemIndex } from '../../../lib/core/ids';
import { IdMap } from '../../../lib/data/table/id-map';
import { PackedIds } from '../../../lib/data/table/packed-ids';

const WORDS = ['242', 'Amélie', '映画', '🎬', 'constructor', '__proto__', ' ', 'a', 'aa', '\u0000'];

test('a packed vocabulary answers as one in a map', () => {
  const ids = [...WORDS, ...Array.from({ length: 3000 }, (_, n) => `B00${n * 7}`)];
  const [map, packed] = [IdMap.items(ids), IdMap.items(PackedIds.of(ids)!)];
  assert.equal(packed.size, ids.length);
  assert.deepEqual([...packed], ids);
  assert.deepEqual(packed.toJSON(), ids);
  for (const id of [...ids, '', 'B001', 'amélie', '映', 'toString']) {
    assert.equal(packed.indexOf(id as never), map.indexOf(id as never), id);
  }
  for (const index of [-1, 0.5, ids.length, Number.NaN]) assert.throws(() => packed.idOf(index as never));
  assert.equal(packed.idOf(itemIndex(2)), '映画');
  assert.throws(
    () => packed.require(itemId('nobody')),
    /not among the 3010 item ids \("242", "Amélie", "映画", …\)/,
  );
});

test('a vocabulary that grows from a packed one leaves it as it is', () => {
  const packed = IdMap.items(PackedIds.of(['a', 'b'])!);
  const grown = packed.with([itemId('c'), itemId('a')]);
  assert.deepEqual([...grown], ['a', 'b', 'c']);
  assert.deepEqual([...packed], ['a', 'b']);
  assert.equal(packed.with([itemId('b')]), packed);
});

test('what can not be packed, and arrays that do not fit together', () => {
  assert.equal(PackedIds.of(['a', 'half \ud83c']), undefined);
  assert.throws(() => PackedIds.of(['a', 'b', 'a']), DataError);
  assert.throws(() => PackedIds.of(['a', '']), DataError);
  assert.equal(PackedIds.of([])!.indexOf('a'), undefined);
  const { text, ends, slots } = PackedIds.of(['ab', 'c'])!.parts;
  const damaged = [
    { text: text.subarray(1), ends, slots },
    { text, ends: Int32Array.of(3, 2), slots },
    { text, ends, slots: slots.slice(1) },
    { text, ends, slots: new Int32Array(2) },
  ];
  for (const parts of damaged) assert.throws(() => new PackedIds(parts), DataError);
});
