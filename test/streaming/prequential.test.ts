import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { EASE } from '../../lib/models/item-item/ease';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { prequential } from '../../lib/streaming/prequential';

const DAY = 86_400;

/** Two tastes that nobody mixes; every user rates six of ten items, one a minute, and two new users come each day. */
function twoTastes(): Interactions {
  const random = new RandomState(5);
  const rows: [string, string, number, number][] = [];
  for (let user = 0; user < 60; user++) {
    const start = Math.floor(user / 2) * DAY + 3600;
    const items = random.permutation(10).slice(0, 6);
    items.forEach((item, n) => {
      rows.push([`u${user}`, `${user % 2 === 0 ? 'क' : '🎬'}${item}`, 4, start + n * 60]);
    });
  }
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5 } });
}

test('what is learned at once shows in the next list; what is learned at night, too late', async () => {
  const parts = await prequential(twoTastes(), () => new EASE({ reg: 1 }), { k: 5, parts: 2 });
  assert.equal(parts.length, 3);
  const all = parts[2];
  assert.deepEqual([all.tests, all.newUsers], [180, 180]);
  assert.equal(parts[0].tests + parts[1].tests, 180);
  assert.ok(parts[0].to <= parts[1].from);
  // Everyone is new: batch and nightly list what is popular in both tastes. After the first of six ratings, five of the
  // nine items of the right taste are on the live list, and more as fewer are left.
  assert.ok(all.live.hitRate > 0.55 && all.live.hitRate < 0.75, `${all.live.hitRate}`);
  assert.ok(all.batch.hitRate < 0.4, `${all.batch.hitRate}`);
  assert.ok(Math.abs(all.batch.hitRate - all.nightly.hitRate) < 0.1);
  assert.ok(all.live.ndcg > 1.4 * all.batch.ndcg, `${all.live.ndcg} ${all.batch.ndcg}`);
});

test('a nightly model learns of items and users that a batch model never knows', async () => {
  const rows: [string, string, number, number][] = [];
  for (let user = 0; user < 10; user++)
    for (const item of ['a', 'b', 'c', 'd']) rows.push([`${user}`, item, 5, user]);
  // A new item, which one user after the other rates, each on a day of their own.
  for (let user = 0; user < 10; user++) rows.push([`${user}`, 'new', 5, (user + 1) * DAY]);
  const table = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  const [, { batch, nightly, live }] = await prequential(table, () => new EASE({ reg: 1 }), {
    warmUp: 0.8,
    parts: 1,
  });
  assert.deepEqual(batch, { hitRate: 0, ndcg: 0 });
  assert.deepEqual(live, { hitRate: 0, ndcg: 0 }, 'the live model’s items are those of its base');
  // On the first day nobody has rated it yet; later it is the only item left.
  assert.equal(nightly.hitRate, 0.9);
  assert.ok(Math.abs(nightly.ndcg - 0.9) < 1e-12);
});

test('it can be stopped, shows how far it is, and refuses what it can’t evaluate', async () => {
  const table = twoTastes();
  const stop = new AbortController();
  const seen: number[] = [];
  await assert.rejects(
    prequential(table, () => new EASE(), {
      every: 10,
      signal: stop.signal,
      onProgress({ step, steps }) {
        assert.equal(steps, 180);
        seen.push(step);
        if (seen.length === 3) stop.abort();
      },
    }),
    { name: 'AbortError' },
  );
  assert.deepEqual(seen, [1, 11, 21]);
  await assert.rejects(
    prequential(table, () => new MostPopular()),
    /the model must fold in new ratings/,
  );
  const untimed = Interactions.fromRows([
    ['a', 'x', 1],
    ['b', 'y', 5],
  ]);
  await assert.rejects(
    prequential(untimed, () => new EASE()),
    /the table must have timestamps/,
  );
  await assert.rejects(
    prequential(table, () => new EASE(), { warmUp: 0 }),
    /prequential: warmUp must be/,
  );
});
