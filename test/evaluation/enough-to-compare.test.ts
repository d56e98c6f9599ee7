import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enoughToCompare } from '../../lib/evaluation/evaluation';

test('what is too small to compare models is said in words', () => {
  for (const [userCount, itemCount, length, has] of [
    [2, 3, 4, '2 users, 3 items and 4 rows'],
    [30, 1, 30, '30 users, 1 item and 30 rows'],
    [5, 5, 24, '5 users, 5 items and 24 rows'],
  ] as const) {
    assert.throws(() => enoughToCompare({ userCount, itemCount, length }), {
      name: 'DataError',
      message: `too little data to compare models: the table has ${has}, but needs at least 5 users, 5 items and 25 rows`,
    });
  }
  enoughToCompare({ userCount: 5, itemCount: 5, length: 25 });
});
