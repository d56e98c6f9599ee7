import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, OptionError } from '../../../lib/core/errors';
import { itemId, type UserId, userId, userIndex } from '../../../lib/core/ids';
import { IdMap } from '../../../lib/data/table/id-map';

const raters = IdMap.users(['196', '186', '22', 'ann']);

test('ids are numbered in the order given, both ways', () => {
  assert.equal(raters.size, 4);
  assert.equal(raters.indexOf(userId(22)), 2);
  assert.equal(raters.require(userId('ann')), 3);
  assert.equal(raters.idOf(userIndex(1)), '186');
  assert.deepEqual([...raters], ['196', '186', '22', 'ann']);
});

test('an unknown id is undefined or an error that names it, as asked for', () => {
  assert.equal(raters.indexOf(userId(999)), undefined);
  assert.equal(raters.has(userId(999)), false);
  assert.throws(() => raters.require(userId(999)), {
    name: 'OptionError',
    message: 'user "999" is unknown: not among the 4 user ids ("196", "186", "22", …)',
  });
});

test('names of object properties are not taken for ids', () => {
  assert.equal(raters.indexOf('constructor' as UserId), undefined);
  assert.equal(IdMap.items(['__proto__']).indexOf(itemId('__proto__')), 0);
});

test('an index out of range is refused', () => {
  assert.throws(() => raters.idOf(userIndex(4)), /user index must be a whole number from 0 to 3, got 4/);
  assert.throws(() => raters.idOf(Number.NaN as never), OptionError);
});

test('empty and repeated ids are refused', () => {
  assert.throws(() => IdMap.items(['1', '']), DataError);
  assert.throws(() => IdMap.items(['1', '2', '1']), /item id "1" occurs twice/);
});

test('goes through JSON; its list is a copy', () => {
  const copy = IdMap.users(JSON.parse(JSON.stringify(raters)) as string[]);
  assert.deepEqual([...copy], [...raters]);
  raters.toJSON().length = 0;
  assert.equal([...raters].length, 4);
});

// Checked by `tsc`.
export function mapsDoNotMix(): void {
  // @ts-expect-error an item id in a map of users
  raters.indexOf(itemId(1));
  // @ts-expect-error a plain number is no index
  raters.idOf(1);
}
