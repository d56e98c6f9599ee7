import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import {
  type ItemId,
  type ItemIndex,
  itemId,
  itemIndex,
  type UserId,
  type UserIndex,
  userId,
  userIndex,
} from '../../lib/core/ids';

test('a number and its text are the same raw id', () => {
  assert.equal(userId(196), userId('196'));
  assert.equal(itemId(242), '242');
  assert.equal(userId('ann'), 'ann');
  assert.notEqual(userId('007'), userId(7), 'text is left as it is');
});

test('what can be no raw id is refused with its value', () => {
  for (const bad of ['', Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 60]) {
    assert.throws(() => userId(bad), OptionError, String(bad));
  }
  assert.throws(() => itemId(''), /itemId: a raw id must be a non-empty string or a whole number, got ""/);
});

test('inner indices are whole numbers from 0', () => {
  assert.equal(userIndex(0), 0);
  assert.throws(
    () => userIndex(-1),
    /userIndex: an inner index must be a whole number of at least 0, got -1/,
  );
  assert.throws(() => itemIndex(0.5), OptionError);
});

// Checked by `tsc`: each line below must be an error, or the build fails.
export function idsDoNotMix(wantsUser: (id: UserId) => void, wantsIndex: (index: UserIndex) => void): void {
  const user = userId(1);
  const item = itemId(1);
  const place = userIndex(1);
  wantsUser(user);
  wantsIndex(place);
  // @ts-expect-error a plain string is no raw id
  wantsUser('1');
  // @ts-expect-error an item id is no user id
  wantsUser(item);
  // @ts-expect-error an inner index is no raw id: the tutorial's own mistake
  wantsUser(place);
  // @ts-expect-error a raw id is no inner index
  wantsIndex(user);
  // @ts-expect-error a plain number is no inner index
  wantsIndex(1);
  // @ts-expect-error an item's index is no user's index
  wantsIndex(itemIndex(1));
  const text: string = item;
  const number: number = place;
  // @ts-expect-error nor does text turn back into an id by itself
  const back: ItemId = text;
  // @ts-expect-error nor a number into an index
  const index: ItemIndex = number;
  void [back, index];
}
