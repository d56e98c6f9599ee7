import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ContentHash } from '../../lib/core/content-hash';

test('is SHA-256 over name, kind, length and bytes', () => {
  const bytes = Buffer.concat([Buffer.from('"a":Int32Array:2\n'), Buffer.from([1, 0, 0, 0, 2, 0, 0, 0])]);
  const expected = createHash('sha256').update(bytes).digest('hex');
  assert.equal(new ContentHash().add('a', Int32Array.of(1, 2)).digest(), expected);
});

test('a view hashes its own part only', () => {
  const part = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  const alone = Float32Array.of(1, 2);
  assert.equal(new ContentHash().add('a', part).digest(), new ContentHash().add('a', alone).digest());
});

test('name, type, order and the border between parts all count', () => {
  const hashes = [
    new ContentHash().add('a', Int32Array.of(1, 2)).add('b', Int32Array.of(3)),
    new ContentHash().add('a', Int32Array.of(1)).add('b', Int32Array.of(2, 3)),
    new ContentHash().add('b', Int32Array.of(3)).add('a', Int32Array.of(1, 2)),
    new ContentHash().add('a', Float32Array.of(1, 2)).add('b', Int32Array.of(3)),
    new ContentHash().add('a', ['1', '2']).add('b', { n: 3 }),
    new ContentHash().add('a', ['12']).add('b', { n: 3 }),
  ].map((hash) => hash.digest());
  assert.equal(new Set(hashes).size, hashes.length);
});

test('pieces have the hash of the whole', () => {
  const ids = Array.from({ length: 25_000 }, (_, n) => `"${n} फ़िल्म 🎬`);
  for (const texts of [ids, ids.slice(0, 20_000), ids.slice(0, 1), []]) {
    assert.equal(
      new ContentHash().addTexts('ids', () => texts).digest(),
      new ContentHash().add('ids', texts).digest(),
    );
  }
  const pieces = new ContentHash()
    .begin('a', 'Int32Array', 3)
    .more(Int32Array.of(1, 2))
    .more(Int32Array.of(3));
  assert.equal(pieces.digest(), new ContentHash().add('a', Int32Array.of(1, 2, 3)).digest());
});
