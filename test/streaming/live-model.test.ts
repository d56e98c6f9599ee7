import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { ALS } from '../../lib/models/factors/als';
import { EASE } from '../../lib/models/item-item/ease';
import { ItemKNN } from '../../lib/models/item-item/item-knn';
import { modelFromJson } from '../../lib/models/model-from-json';
import { KNNBasic } from '../../lib/models/neighbors/knn-basic';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { modelToJson } from '../../lib/recommender/saving/model-to-json';
import { applyEvents } from '../../lib/streaming/apply-events';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import type { LoggedEvent } from '../../lib/streaming/event-log';
import { LiveModel } from '../../lib/streaming/live-model/live-model';
import { partitionOf } from '../../lib/streaming/partition-of';
import {
  checkEvent,
  completed,
  keyOf,
  type NewEvent,
  type StreamEvent,
} from '../../lib/streaming/stream-event';
import { temporaryFolder } from './event-log-contract';

const T = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const ITEMS = ['up', 'cars', 'शोले', '🎬', '__proto__', "o'hara", 'heat'];
const NAMES = ['ann', 'bob', 'चंद्रा', '🙂', 'constructor', 'Ωmega'];

/** Each user likes every other item; nobody has rated heat. */
const ROWS = NAMES.slice(0, 5).flatMap((user, u) =>
  ITEMS.slice(0, 6).flatMap((item, i) =>
    (u * 3 + i) % 4 === 0 ? [] : [[user, item, (u + i) % 2 === 0 ? 5 : 1] as [string, string, number]],
  ),
);
const train = Interactions.fromRows(ROWS, { scale: { min: 1, max: 5, step: 1 } });

/** As a log with 4 partitions would give them. */
function logged(events: readonly NewEvent[]): LoggedEvent[] {
  const ends = [0, 0, 0, 0];
  return events.map((given, n) => {
    const appended = T + n * 60_000;
    const event = { ...(completed(given, appended) as StreamEvent), id: `e${n}` };
    checkEvent(event, { latest: appended + 300_000, unknownFields: 'refuse' });
    const partition = partitionOf(keyOf(event), 4);
    return { partition, offset: ends[partition]++, appended, event };
  });
}

const rate = (user: string, item: string, rating: number): NewEvent => ({
  type: 'rating',
  userId: user,
  itemId: item,
  rating,
});
const takeBack = (user: string, item: string): NewEvent => ({
  type: 'retraction',
  userId: user,
  itemId: item,
});
const click = (user: string, item: string): NewEvent => ({ type: 'click', userId: user, itemId: item });

function fed(live: LiveModel, ...events: NewEvent[]): LiveModel {
  for (const event of logged(events)) live.apply(event);
  return live;
}
const bytes = (live: LiveModel) => Buffer.from(live.save()).toString();
const listed = (list: readonly { readonly item: string; readonly score: number }[]) =>
  list.map(({ item, score }) => [item, score]);

function randomEvents(count: number): NewEvent[] {
  const random = new RandomState(7);
  const one = <Of>(list: readonly Of[]) => list[Math.floor(random.random() * list.length)];
  return Array.from({ length: count }, (_, n): NewEvent => {
    const [user, item] = [one(NAMES), one(ITEMS)];
    // Clocks of senders: late, by up to an hour, or ahead.
    const time = T + n * 60_000 + Math.floor((random.random() - 0.92) * HOUR);
    const kind = Math.floor(random.random() * 10);
    if (kind < 4) return { ...rate(user, item, 1 + Math.floor(random.random() * 5)), time };
    if (kind < 6) return { ...click(user, item), time };
    if (kind < 7) return { ...takeBack(user, item), time };
    if (kind < 8) return { type: 'impression', userId: user, itemId: item, place: 1, time };
    return kind < 9 ? { type: 'new-item', itemId: item } : { type: 'new-user', userId: user };
  });
}

const SMALL = { perUser: 4, usersPerPartition: 2, itemsPerPartition: 5 };

test('the state is the same bit for bit: interleaved, delivered twice, continued from a snapshot', async () => {
  const base = await new EASE().fit(train);
  const events = logged(randomEvents(500));
  for (const options of [{}, SMALL]) {
    const expected = new LiveModel(base, options);
    for (const event of events) expected.apply(event);
    const random = new RandomState(11);
    for (let round = 0; round < 5; round++) {
      const queues = [0, 1, 2, 3].map((p) => events.filter(({ partition }) => partition === p));
      let live = new LiveModel(base, options);
      for (const next = [0, 0, 0, 0]; next.some((n, p) => n < queues[p].length); ) {
        const p = Math.floor(random.random() * 4);
        if (next[p] === queues[p].length) continue;
        live.apply(queues[p][next[p]++]);
        const chance = random.random();
        if (chance < 0.1) next[p] = Math.max(0, next[p] - 5); // delivered again
        if (chance > 0.95) {
          const again = new LiveModel(base, options);
          again.load(live.save());
          assert.equal(bytes(again), bytes(live));
          live = again;
        }
      }
      assert.equal(bytes(live), bytes(expected));
      assert.deepEqual(live.trending(20), expected.trending(20));
      for (const name of NAMES)
        assert.deepEqual(
          live.visitorOf(userId(name))?.recommend(),
          expected.visitorOf(userId(name))?.recommend(),
        );
    }
  }
});

test('killed between an event and its snapshot: the next run continues and ends the same', async () => {
  const base = await new EASE().fit(train);
  const root = temporaryFolder();
  let now = T;
  const log = await EmbeddedLog.open(path.join(root, 'log'), {}, { now: () => now });
  for (const event of randomEvents(300)) {
    now += 60_000;
    await log.append([event]);
  }
  const clean = new LiveModel(base);
  await applyEvents(log, clean, { name: 'clean', follow: false });
  const dir = path.join(root, 'state');
  let runs = 0;
  for (let done = false; !done; runs++) {
    const live = new LiveModel(base);
    let saves = 0;
    const state = {
      apply: (event: LoggedEvent) => live.apply(event),
      load: (saved: Uint8Array | undefined) => live.load(saved),
      save(): Uint8Array {
        if (++saves >= 3) throw new Error('killed');
        return live.save();
      },
    };
    const end = new AbortController();
    const run = { name: 'live', dir, follow: false, most: 20, saveEvery: 0, signal: end.signal };
    await applyEvents(log, state, { ...run, onNote: () => end.abort() }).catch(() => undefined);
    done = saves < 3;
    if (done) assert.equal(bytes(live), bytes(clean));
  }
  assert.ok(runs > 3, `${runs} runs`);
  assert.equal(readdirSync(dir).length, 2);
  await log.close();
});

test('a rating changes the next list, a second one replaces it, and taking it back undoes it', async () => {
  for (const model of [new EASE(), new ItemKNN(), new ALS({ factors: 2, epochs: 3 }), new KNNBasic()]) {
    const base = await model.fit(train);
    for (const name of ['ann', 'new user 🙂']) {
      const user = userId(name);
      const isKnown = train.users.has(user);
      const before = isKnown ? base.recommend(user) : undefined;
      const live = fed(new LiveModel(base), rate(name, 'up', 1), rate(name, 'up', 5), rate(name, 'शोले', 5));
      const ratings = [
        { item: itemId('up'), rating: 5 },
        { item: itemId('शोले'), rating: 5 },
      ];
      const expected = base.foldIn(ratings, isKnown ? { user } : {}).recommend();
      assert.deepEqual(live.recommend(user), expected, base.name);
      if (before) assert.notDeepEqual(listed(live.recommend(user)), listed(before), base.name);
      const undone = fed(
        new LiveModel(base),
        rate(name, '__proto__', 5),
        takeBack(name, '__proto__'),
        takeBack(name, 'not there'),
      );
      if (before) assert.deepEqual(undone.recommend(user), before);
      else assert.equal(undone.visitorOf(user), undefined);
    }
  }
});

test('a train rating can be taken back, also the only one', async () => {
  const base = await new EASE().fit(train);
  const [first, ...rest] = [...train.ratingsOf(userId('ann'))];
  const live = fed(new LiveModel(base), takeBack('ann', first.item));
  assert.deepEqual(live.recommend(userId('ann')), base.foldIn(rest).recommend());
  assert.ok(live.recommend(userId('ann')).some(({ item }) => item === first.item));
});

test('clicks stand for a good rating, are left out of the list, and never replace a rating', async () => {
  const base = await new EASE().fit(train);
  const user = userId('new');
  const clicked = fed(new LiveModel(base), click('new', 'up'));
  assert.deepEqual(clicked.recommend(user), base.foldIn([{ item: itemId('up'), rating: 4 }]).recommend());
  assert.ok(clicked.recommend(user).every(({ item }) => item !== 'up'));
  const other = fed(new LiveModel(base, { clickRating: 2 }), click('new', 'up'));
  assert.deepEqual(other.recommend(user), base.foldIn([{ item: itemId('up'), rating: 2 }]).recommend());
  const both = fed(new LiveModel(base), click('new', 'up'), rate('new', 'up', 1), click('new', 'up'));
  assert.deepEqual(both.recommend(user), base.foldIn([{ item: itemId('up'), rating: 1 }]).recommend());
  assert.deepEqual(both.eventsOf(itemId('up')), { impressions: 0, clicks: 2, ratings: 1 });
  assert.throws(() => new LiveModel(base, { clickRating: 2.5 }), /clickRating must be a rating from 1 to 5/);
});

test('any scale: half stars, play counts, choices; a rating off it is refused and changes nothing', async () => {
  const scales: [string, Interactions, number, number][] = [
    ['half stars', Interactions.fromRows(ROWS, { scale: { min: 0.5, max: 5, step: 0.5 } }), 4, 0.75],
    [
      'play counts',
      Interactions.fromRows(
        ROWS.map(([u, i, r]) => [u, i, r * 30] as const),
        {
          scale: { min: 1, max: Number.POSITIVE_INFINITY, step: 1 },
        },
      ),
      0,
      -1,
    ],
    ['choices', Interactions.fromRows(ROWS.map(([u, i]) => [u, i] as const)), 1, 0],
  ];
  for (const [what, table, good, bad] of scales) {
    const base = await new ItemKNN().fit(table);
    const expected = good === 0 ? Math.ceil(table.mean) : good;
    const live = fed(new LiveModel(base), click('new', 'up'));
    assert.deepEqual(
      live.recommend(userId('new')),
      base.foldIn([{ item: itemId('up'), rating: expected }]).recommend(),
      what,
    );
    const before = bytes(live);
    const offset = 1000;
    const [poison] = logged([rate('new', 'up', bad)]);
    assert.throws(() => live.apply({ ...poison, offset }), /rating event: rating must be/, what);
    assert.equal(bytes(live), before);
  }
});

test('a poison rating becomes a dead letter with the reason, and those after it are applied', async () => {
  const base = await new EASE().fit(train);
  const log = await EmbeddedLog.open(path.join(temporaryFolder(), 'log'));
  await log.append([rate('new', 'up', 5.5), rate('new', 'cars', 5)]);
  const live = new LiveModel(base);
  const { applied, setAside } = await applyEvents(log, live, { name: 'live', follow: false });
  assert.deepEqual([applied, setAside], [1, 1]);
  assert.deepEqual(
    live.recommend(userId('new')),
    base.foldIn([{ item: itemId('cars'), rating: 5 }]).recommend(),
  );
  await log.close();
});

test('a model that can’t fold in says so, answers as before, and learns by refresh', async () => {
  const popular = await new MostPopular().fit(train);
  const live = fed(new LiveModel(popular), rate('ann', 'heat', 5), click('ann', 'up'), rate('new', '新', 5));
  assert.deepEqual(live.can, { newUsers: false, knownUsers: false, learns: 'exact' });
  const without = [itemId('up'), itemId('heat')];
  assert.deepEqual(live.recommend(userId('ann')), popular.recommend(userId('ann'), { without }));
  assert.deepEqual(
    live.recommend(userId('ann'), { filterSeen: false }),
    popular.recommend(userId('ann'), { filterSeen: false }),
  );
  assert.throws(() => live.recommend(userId('new')), { code: 'UNKNOWN_ID' });
  const { added, newUsers, newItems } = await live.refresh();
  assert.deepEqual({ added, newUsers, newItems }, { added: 2, newUsers: 1, newItems: 2 });
  assert.ok(live.recommend(userId('bob'), { k: 20 }).some(({ item }) => item === '新'));
  assert.ok(live.recommend(userId('new')).every(({ item }) => item !== '新'));
});

test('refresh teaches what a fit would learn, can be repeated, and forgets what was taken back', async () => {
  const base = await new EASE().fit(train);
  const taken = ROWS[0];
  const events = [
    rate('ann', 'heat', 4),
    rate('नया', '新', 5),
    rate('नया', 'up', 2),
    takeBack(taken[0], taken[1]),
  ];
  const live = fed(new LiveModel(base), ...events, click('bob', 'heat'));
  await live.refresh();
  const again = await live.refresh();
  assert.deepEqual([again.added, again.changed, again.withdrawn], [0, 0, 0]);
  const rows = [...ROWS.slice(1), ['ann', 'heat', 4], ['नया', '新', 5], ['नया', 'up', 2]] as typeof ROWS;
  assert.equal(base.train.length, rows.length, 'a click isn’t learned as a rating');
  const pairs = (table: Interactions) =>
    [...table].map(({ user, item, rating }) => [user, item, rating].join()).sort();
  assert.deepEqual(
    pairs(base.train),
    pairs(Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } })),
  );
});

test('another base is put in: what it was trained on isn’t folded in again, later events are', async () => {
  const base = await new EASE().fit(train);
  const live = new LiveModel(base);
  const events = logged([rate('ann', 'heat', 4), click('ann', 'cars'), rate('ann', 'up', 2)]);
  for (const event of events) live.apply(event);
  const { partition } = events[0];
  const trainedTo = [0, 0, 0, 0];
  trainedTo[partition] = 2; // the first two
  const nightly = await new EASE().fit(train.updated([['ann', 'heat', 4]]).table);
  live.use(nightly, trainedTo);
  const user = userId('ann');
  assert.deepEqual(
    live.recommend(user),
    nightly.foldIn([{ item: itemId('up'), rating: 2 }], { user }).recommend(),
  );
  trainedTo[partition] = 3;
  live.use(nightly, trainedTo);
  assert.deepEqual(live.recommend(user), nightly.recommend(user));
  const halves = Interactions.fromRows(ROWS, { scale: { min: 0.5, max: 5, step: 0.5 } });
  const other = await new EASE().fit(halves);
  assert.throws(() => live.use(other), /the new base must have ratings from 1 to 5 in steps of 1/);
  // The state doesn't depend on the base.
  const plain = new LiveModel(base);
  for (const event of events) plain.apply(event);
  assert.equal(bytes(live), bytes(plain));
});

test('popularity halves, counts each user once, and forgets what was taken back', async () => {
  const base = await new EASE().fit(train);
  const at = (hours: number, given: NewEvent, offset: number): LoggedEvent => {
    const time = T + hours * HOUR;
    const event = { ...given, id: `${offset}`, time } as StreamEvent;
    return { partition: 0, offset, appended: time, event };
  };
  const live = new LiveModel(base, { halfLife: 10 });
  live.apply(at(0, click('a', 'old'), 0));
  for (let n = 1; n < 5; n++) live.apply(at(10, click('b', 'old'), n));
  live.apply(at(20, click('c', 'new'), 5));
  live.apply(at(20, click('d', 'gone'), 6));
  live.apply(at(20, takeBack('d', 'gone'), 7));
  // a: 2^-2, b: 2^-1 though b clicked four times.
  assert.deepEqual(listed(live.trending()), [
    ['new', 1],
    ['old', 0.75],
  ]);
  assert.deepEqual(listed(live.trending(1, T + 30 * HOUR)), [['new', 0.5]]);
  assert.throws(() => live.trending(0), /k must be a positive whole number/);
  // An event dated after it was appended counts as of then.
  live.apply({ ...at(20, click('e', 'future'), 8), event: at(20.05, click('e', 'future'), 8).event });
  assert.deepEqual(listed(live.trending(2)), [
    ['future', 1],
    ['new', 1],
  ]);
  assert.deepEqual(live.eventsOf(itemId('old')), { impressions: 0, clicks: 5, ratings: 0 });
});

test('memory is bounded: the oldest users, items, and events are forgotten', async () => {
  const base = await new EASE().fit(train);
  const live = new LiveModel(base, SMALL);
  const events = Array.from({ length: 400 }, (_, n) => rate(`user ${n % 40}`, `item ${n % 70}`, 3));
  fed(live, ...events);
  const size = bytes(live).length;
  assert.equal(live.size.users, 8);
  assert.ok(live.size.items <= 20);
  for (const line of bytes(live).trim().split('\n').slice(1)) {
    const { users } = JSON.parse(line) as { users: [string, unknown[]][] };
    assert.ok(users.every(([, said]) => said.length <= 4));
  }
  const more = new LiveModel(base, SMALL);
  fed(more, ...Array.from({ length: 5 }, () => events).flat());
  assert.ok(bytes(more).length < size * 1.1);
});

test('a base without its train ratings folds in new users and leaves the others as they are', async () => {
  const fitted = await new ALS({ factors: 2, epochs: 3 }).fit(train);
  const base = modelFromJson(modelToJson(fitted, { train: 'seen' }));
  const live = fed(new LiveModel(base), rate('ann', 'up', 5), rate('new', 'up', 5));
  assert.deepEqual(live.can, { newUsers: true, knownUsers: false, learns: 'none' });
  const without = [itemId('up')];
  assert.deepEqual(live.recommend(userId('ann')), base.recommend(userId('ann'), { without }));
  assert.deepEqual(
    live.recommend(userId('new')),
    base.foldIn([{ item: itemId('up'), rating: 5 }]).recommend(),
  );
  await assert.rejects(live.refresh(), { code: 'CAPABILITY' });
});

test('a snapshot of other options is refused', async () => {
  const base = await new EASE().fit(train);
  const saved = fed(new LiveModel(base), click('a', 'up')).save();
  assert.throws(
    () => new LiveModel(base, { perUser: 5 }).load(saved),
    /remove the checkpoint to apply all events/,
  );
  new LiveModel(base, { clickRating: 5 }).load(saved);
});

test('a large state is saved in small pieces, which together are what `save` gives', async () => {
  const live = new LiveModel(await new MostPopular().fit(train));
  for (const [n, user] of Array.from({ length: 3000 }, (_, index) => `विज़िटर "${index}"`).entries())
    for (const item of ['up', 'heat', '新'])
      live.apply({ ...logged([rate(user, item, 5)])[0], partition: n % 2, offset: 3 * n + item.length });
  const pieces = [...live.pieces()];
  assert.ok(pieces.length > 4 && Math.max(...pieces.map(({ length }) => length)) < 300_000);
  const whole = Buffer.concat(pieces);
  assert.deepEqual(whole, live.save());
  const again = new LiveModel(live.base);
  again.load(whole);
  assert.equal(bytes(again), bytes(live));
  const half = new LiveModel(live.base);
  half.part(1).load(Buffer.concat([...live.pieces(1)]));
  assert.equal(half.size.users, 1500);
  half.drop(1);
  assert.equal(half.size.users, 0);
});
