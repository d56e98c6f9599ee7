/** Request ids and their signatures, what becomes of clicks, and how much a challenger may take. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Hmac } from '../../../lib/service/experiments/hmac';
import { Joiner } from '../../../lib/service/experiments/join';
import type { Exposure } from '../../../lib/service/experiments/log-line';
import { RequestIds } from '../../../lib/service/experiments/request-ids';
import { ProcessorBudget } from '../../../lib/service/experiments/shadow/processor-budget';

test('signatures are those of Node', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, n) => 255 - n));
  const hmac = new Hmac(key);
  for (const text of ['', 'a', 'ü€😀'.repeat(50), 'long'.repeat(3000), 'short']) {
    assert.equal(hmac.of(text), createHmac('sha256', key).update(text).digest('base64url'));
  }
});

test('an id says when it was made, to its user only, and nothing once a character of it is another one', () => {
  const ids = new RequestIds(new Uint8Array(32).fill(7));
  const id = ids.make('u1', 1_700_000_000_000);
  assert.equal(ids.timeOf(id, 'u1'), 1_700_000_000_000);
  assert.equal(ids.timeOf(id, 'u2'), undefined);
  assert.equal(new RequestIds(new Uint8Array(32)).timeOf(id, 'u1'), undefined);
  for (let n = 0; n < id.length; n++) {
    const other = `${id.slice(0, n)}${id[n] === 'x' ? 'y' : 'x'}${id.slice(n + 1)}`;
    assert.equal(ids.timeOf(other, 'u1'), undefined, other);
  }
});

function exposure(requestId: string, time: number): Exposure {
  return {
    ...{ type: 'exposure', time, requestId, userId: 'u', arm: 'a', model: 'm', propensity: 1 },
    ...{ items: ['i', 'j'], ms: 1, cold: 0, tail: 0, genres: 1 },
  };
}

test('lists wait until there are too many, and until their time is over', () => {
  const ids = new RequestIds(new Uint8Array(32));
  const joiner = new Joiner(ids, 1, 3);
  const made = Array.from({ length: 8 }, (_, n) => exposure(ids.make('u', n), n));
  const fate = (n: number, itemId = 'i', now = 7) =>
    joiner.join({ type: 'click', userId: 'u', itemId, requestId: made[n].requestId }, now).fate;
  for (const one of made) joiner.add(one);
  assert.deepEqual(
    made.map((_, n) => fate(n)),
    [...Array(5).fill('orphan'), 'joined', 'joined', 'joined'],
  );
  assert.deepEqual([fate(7), fate(7, 'j'), fate(7, 'k')], ['duplicate', 'joined', 'forged']);
  joiner.forget({ type: 'click', itemId: 'i', requestId: made[7].requestId });
  assert.equal(fate(7), 'joined', 'after it could not be stored');
  assert.equal(fate(7, 'i', 60_008), 'late');
  joiner.add(exposure(ids.make('u', 60_007), 60_007));
  assert.equal(joiner.listOf(made[6].requestId), undefined);
  const { time, items } = joiner.listOf(made[7].requestId)!;
  assert.deepEqual([time, items], [7, ['i', 'j']], 'just in time');
});

test('a list that takes the place of another has nothing of it', () => {
  const ids = new RequestIds(new Uint8Array(32));
  const joiner = new Joiner(ids, 1, 1);
  const [first, second] = [ids.make('u', 1), ids.make('u', 2)];
  const click = (requestId: string) => joiner.join({ type: 'click', userId: 'u', itemId: 'i', requestId }, 2);
  joiner.add({ ...exposure(first, 1), teams: 'AB' });
  assert.equal(joiner.listOf(first)?.teams, 'AB');
  assert.equal(click(first).fate, 'joined');
  joiner.add({ ...exposure(second, 2), arm: 'b' });
  assert.deepEqual(
    [click(first).fate, click(second).fate, click(second).fate],
    ['orphan', 'joined', 'duplicate'],
  );
  const { arm, teams } = joiner.listOf(second)!;
  assert.deepEqual([arm, teams], ['b', undefined]);
});

test('the key of a request id is 48 bits of its signature', () => {
  const ids = new RequestIds(new Uint8Array(32).fill(7));
  const id = ids.make('u1', 1_700_000_000_000);
  const signature = Buffer.from(id.split('.')[2], 'base64url');
  assert.equal(ids.keyOf(id), signature.readUIntBE(0, 6));
  assert.equal(ids.keyOf('short'), 0);
});

test('a challenger may take its share of the processor, and what it saved in a second at most', () => {
  let now = 0;
  const budget = new ProcessorBudget(0.05, () => now);
  budget.spend(49);
  assert.equal(budget.isSpent, false);
  budget.spend(21); // 20 more than the 50 at the start
  assert.equal(budget.isSpent, true);
  now = 400;
  assert.equal(budget.isSpent, true);
  now = 401;
  assert.equal(budget.isSpent, false);
  now = 1e9;
  assert.equal(budget.isSpent, false);
  budget.spend(50);
  assert.equal(budget.isSpent, true, 'not more than 50 were saved');
});
