import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { knownItem, knownUser } from '../../../lib/notebook/lab/known-ids';

const table = Interactions.fromRows([
  ['ann', 1, 5],
  [2, 'up', 3],
]);

test('a known id comes back, as text or as a number', () => {
  assert.deepEqual([knownUser(table, 'ann'), knownUser(table, 2)], ['ann', '2']);
  assert.deepEqual([knownItem(table, 1), knownItem(table, 'up')], ['1', 'up']);
});

test('an unknown id is refused with some of those there are', () => {
  const message = 'user "9999" is unknown: not among the 2 user ids ("ann", "2")';
  assert.throws(() => knownUser(table, '9999'), { name: 'OptionError', message });
  assert.throws(() => knownItem(table, 9999), {
    message: /^item "9999" is unknown: not among the 2 item ids/,
  });
  assert.throws(() => knownUser(table, ''), { message: /^userId: a raw id must be a non-empty string/ });
});
