/** A service whose lists follow an event log. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { LabError } from '../../lib/core/errors';
import { itemId } from '../../lib/core/ids';
import { loadModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import type { StreamSource } from '../../lib/service/stream/live-stream';
import { applyEvents } from '../../lib/streaming/apply-events';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import type { EventLog, LoggedEvent } from '../../lib/streaming/event-log';
import { until } from '../fixtures/until';
import { ask, codeOf, json } from './ask';
import { PATIENT, saveToy, temporaryFolder } from './serve-toy';

interface Home {
  readonly model: string;
  readonly home: string;
}

function streamed(
  { model, home }: Home,
  log = path.join(home, 'log'),
  source: Partial<StreamSource> = {},
): Promise<Service> {
  return createService({
    load: () => loadModel(model),
    feedbackDir: path.join(home, 'feedback'),
    stream: { open: () => EmbeddedLog.open(log), dir: path.join(home, 'live'), ...PATIENT, ...source },
  });
}

const ready = (service: Service) => until(async () => (await ask(service, '/ready')).status === 200, 'ready');

const itemsOf = ({ body }: { body: { recommendations: { itemId: string }[] } }) =>
  body.recommendations.map((entry) => entry.itemId);
const feedback = (...events: object[]) => json({ events });

test('feedback changes the next list, also of a new user, and a restart ends with the same lists', async () => {
  const home = temporaryFolder();
  const model = path.join(home, 'model');
  const toy = await saveToy(model);
  let service = await streamed({ model, home });
  try {
    await service.load();
    await ready(service);
    const url = '/recommend/u1?n=5';
    const before = await ask(service, url);
    const [first] = itemsOf(before);
    const rated = await ask(
      service,
      '/feedback',
      feedback(
        { type: 'rating', userId: 'u1', itemId: first, rating: 1 },
        { type: 'impression', userId: 'u2', itemId: first },
      ),
    );
    assert.deepEqual([rated.status, rated.body], [201, { stored: 2, followed: true }]);
    const after = await ask(service, url);
    assert.ok(!itemsOf(after).includes(first), 'the next list');
    assert.equal(after.body.cold, false);

    const newcomer = '/recommend/%F0%9F%99%82%20new?n=5';
    assert.equal(codeOf(await ask(service, newcomer)), 'UNKNOWN_USER');
    await ask(service, '/feedback', feedback({ type: 'click', userId: '🙂 new', itemId: 'i3', place: 1 }));
    const answer = await ask(service, newcomer);
    const expected = toy.foldIn([{ item: itemId('i3'), rating: 4 }]).recommend({ k: 5 });
    assert.deepEqual(
      itemsOf(answer),
      expected.map(({ item }) => item),
    );
    const { body: metrics } = await ask(service, '/metrics');
    assert.match(metrics, /^lab_stream_lag_events 0$/m);
    assert.match(metrics, /^lab_stream_effect_seconds_count 3$/m);

    assert.deepEqual((await service.load()).pack.header.model, toy.name, 'a reload keeps the state');
    assert.deepEqual(itemsOf(await ask(service, newcomer)), itemsOf(answer));
    await service.close();
    service = await streamed({ model, home });
    await service.load();
    await ready(service);
    assert.deepEqual((await ask(service, newcomer)).body, answer.body);
    assert.deepEqual((await ask(service, url)).body, after.body);
  } finally {
    await service.close();
  }
});

/** A service of the toy model that follows a log of its own; closed after the tests of the file. */
async function toyStream(source: Partial<StreamSource> = {}) {
  const home = temporaryFolder();
  const model = path.join(home, 'model');
  const toy = await saveToy(model);
  const service = await streamed({ model, home }, undefined, source);
  after(() => service.close());
  await service.load();
  await ready(service);
  const say = (...events: object[]) => ask(service, '/feedback', feedback(...events));
  return { service, toy, say };
}

test('a visitor with a name: clicks count beside the ratings that are sent, and are reasons as such', async () => {
  const { service, toy, say } = await toyStream();
  const list = (ratings: object[], userId?: string) =>
    ask(service, '/recommend', json({ ratings, userId, n: 5, because: true }));
  const expected = (...ratings: [string, number][]) =>
    toy
      .foldIn(ratings.map(([item, rating]) => ({ item: itemId(item), rating })))
      .recommend({ k: 5 })
      .map(({ item }) => item);
  assert.equal((await list([], 'visitor-1')).body.cold, true);
  await say({ type: 'click', userId: 'visitor-1', itemId: 'i3' });
  const clicked = await list([], 'visitor-1');
  assert.deepEqual([clicked.body.userId, clicked.body.cold], ['visitor-1', false]);
  assert.deepEqual(itemsOf(clicked), expected(['i3', 4]));

  const both = await list([{ itemId: 'i5', rating: 1 }], 'visitor-1');
  assert.deepEqual(itemsOf(both), expected(['i3', 4], ['i5', 1]));
  const reasons = both.body.recommendations.flatMap(({ because }: { because: object[] }) => because);
  assert.ok(reasons.length > 0);
  for (const { itemId: by, rating } of reasons) assert.deepEqual([by, rating], ['i3', null]);

  const over = await list([{ itemId: 'i3', rating: 1 }], 'visitor-1');
  assert.deepEqual(itemsOf(over), expected(['i3', 1]), 'what is sent comes first');
  assert.equal((await list([])).body.cold, true, 'another visitor');
});

test('explanations follow, also of a user whom only the log knows', async () => {
  const { service, toy, say } = await toyStream();
  assert.equal(codeOf(await ask(service, '/explain/new/i1')), 'UNKNOWN_USER');
  await say(
    { type: 'rating', userId: 'new', itemId: 'i3', rating: 5 },
    { type: 'click', userId: 'new', itemId: 'i5' },
  );
  const { body } = await ask(service, '/explain/new/i1?counterfactuals=2');
  const ratings = [
    { item: itemId('i3'), rating: 5 },
    { item: itemId('i5'), rating: 4 },
  ];
  assert.equal(body.score, toy.foldIn(ratings).explain(itemId('i1')).score);
  assert.equal(body.foldedIn, true);
  const ofClick = (by: string) =>
    body.terms.find((term: { itemId: string }) => term.itemId === by)?.isClick as boolean;
  assert.deepEqual([ofClick('i3'), ofClick('i5')], [false, true]);
  assert.deepEqual(
    new Set(body.counterfactuals.without.map((one: { itemId: string }) => one.itemId)),
    new Set(['i3', 'i5']),
  );
  const before = (await ask(service, '/explain/u1/i1')).body.score;
  await say({ type: 'rating', userId: 'u1', itemId: 'i3', rating: 1 });
  assert.notEqual((await ask(service, '/explain/u1/i1')).body.score, before);
});

test('what is taken back counts no more; new items take feedback, new users have a list', async () => {
  const { service, say } = await toyStream();
  await say({ type: 'rating', userId: 'ann', itemId: 'i3', rating: 5 });
  assert.equal((await ask(service, '/recommend/ann')).body.cold, false);
  await say({ type: 'retraction', userId: 'ann', itemId: 'i3' });
  const back = await ask(service, '/recommend/ann?n=20');
  assert.deepEqual([back.status, back.body.cold], [200, true]);
  assert.ok(itemsOf(back).includes('i3'));

  const late = { type: 'click', userId: 'ann', itemId: 'गीत' };
  assert.equal(codeOf(await say(late)), 'UNKNOWN_ITEM');
  const announced = { type: 'new-item', itemId: 'गीत', title: 'A new one', features: ['Drama'] };
  assert.deepEqual((await say(announced, late)).body, { stored: 2, followed: true });
  assert.equal((await say(late)).status, 201);

  assert.equal(codeOf(await ask(service, '/recommend/bob')), 'UNKNOWN_USER');
  await say({ type: 'new-user', userId: 'bob', features: ['student'] });
  const first = await ask(service, '/recommend/bob');
  assert.deepEqual([first.status, first.body.cold], [200, true]);
});

const COMEDIES = new Set(['i0', 'i3', 'i6', 'i9']);

test('a new item has the last place of the lists of those who like its genres, and of lists for everyone', async () => {
  const { service, say, toy } = await toyStream();
  const list = async (url: string) => (await ask(service, url)).body.recommendations;
  await say({ type: 'new-item', itemId: 'गीत', title: 'गीत (2026)', features: ['Comedy'] });
  await say({ type: 'new-user', userId: 'bob' });
  const everyones = await list('/recommend/bob?n=5&because=true');
  assert.equal(everyones.length, 5);
  assert.deepEqual(everyones[4], {
    itemId: 'गीत',
    title: 'गीत (2026)',
    year: null,
    genres: ['Comedy'],
    support: 0,
    meanRating: null,
    score: everyones[3].score,
    predictedRating: null,
    confidence: null,
    because: [],
    isNew: true,
  });
  assert.ok(everyones.slice(0, 4).every((item: object) => !('isNew' in item)));
  const sent = json({ ratings: [{ itemId: 'गीत', rating: 4 }], n: 5 });
  assert.ok(!itemsOf(await ask(service, '/recommend', sent)).includes('गीत'), 'it was rated');

  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  /** Whether the mean score of the four comedies is above that of all. */
  const likesComedies = (scores: Float64Array) => {
    const comedies = [...toy.summary.items].flatMap((item, n) => (COMEDIES.has(item) ? [scores[n]] : []));
    return mean(comedies) > mean(Array.from(scores).filter((score) => !Number.isNaN(score)));
  };
  const likers: string[] = [];
  for (const user of toy.summary.users) {
    const items = itemsOf(await ask(service, `/recommend/${user}?n=4`));
    assert.equal(items.at(-1) === 'गीत', likesComedies(toy.scoresOf(user)), user);
    if (items.at(-1) === 'गीत') likers.push(user);
  }
  assert.ok(likers.length > 0 && likers.length < toy.summary.userCount, likers.join());
  const visitors = new Set<boolean>();
  for (const item of toy.summary.items) {
    const ratings = ['i1', 'i2']
      .filter((other) => other !== item)
      .map((other) => ({ itemId: other, rating: 1 }));
    ratings.push({ itemId: item, rating: 5 });
    const visitor = toy.foldIn(ratings.map(({ itemId: id, rating }) => ({ item: itemId(id), rating })));
    const isOffered = itemsOf(await ask(service, '/recommend', json({ ratings, n: 4 }))).includes('गीत');
    assert.equal(isOffered, likesComedies(visitor.scoresOf()), item);
    visitors.add(isOffered);
  }
  assert.equal(visitors.size, 2);
  assert.ok(!itemsOf(await ask(service, `/recommend/${likers[0]}?n=1`)).includes('गीत'));
  await say({ type: 'click', userId: 'bob', itemId: 'गीत' });
  assert.ok(!itemsOf(await ask(service, '/recommend/bob?n=5')).includes('गीत'));
});

test('as many places are for new items as the source says', async () => {
  for (const newItems of [0, 2]) {
    const { service, say } = await toyStream({ newItems });
    await say(...['a', 'b', 'c'].map((item) => ({ type: 'new-item', itemId: item })));
    await say({ type: 'new-user', userId: 'bob' });
    const { body } = await ask(service, '/recommend/bob?n=5');
    const added = body.recommendations.filter((item: object) => 'isNew' in item);
    assert.deepEqual([body.recommendations.length, added.length], [5, newItems]);
  }
});

test('an event that is sent again counts once; one from a clock that is ahead is refused at the door', async () => {
  const { service, say } = await toyStream();
  const click = { type: 'click', userId: 'ann', itemId: 'i3', id: 'phone-1', time: Date.now() - 1000 };
  for (let n = 0; n < 2; n++) assert.equal((await say(click)).body.followed, true);
  const { body: metrics } = await ask(service, '/metrics');
  assert.match(metrics, /^lab_stream_effect_seconds_count 1$/m);

  const time = Date.now() + 3_600_000;
  const ahead = await say(click, { type: 'click', userId: 'ann', itemId: 'i5', time });
  assert.deepEqual([ahead.status, codeOf(ahead)], [400, 'INVALID']);
  const { message } = ahead.body.error;
  const [, most] =
    new RegExp(
      `^body events\\.1: click event: time must not be in the future: at most (\\d+), got ${time}`,
    ).exec(message) ?? [];
  assert.ok(Math.abs(Number(most) - Date.now() - 300_000) < 10_000, message);
  assert.equal((await say({ ...click, id: 'phone-2', time: Date.now() + 60_000 })).status, 201);
});

test('an event without a field that its type needs, or with another one, is refused in words', async () => {
  const { say } = await toyStream();
  const bad: [object, RegExp][] = [
    [{ type: 'retraction', userId: 'a', itemId: 'i1', rating: 3 }, /there is no field rating/],
    [{ type: 'new-item', title: 'x' }, /^body events\.0: new-item event: itemId must be .*, got nothing/],
    [{ type: 'new-user', itemId: 'i1', userId: 'a' }, /there is no field itemId/],
    [{ type: 'click', userId: 'a' }, /itemId must be .*, got nothing/],
    [{ type: 'rating', userId: 'a', itemId: 'i1' }, /rating must be a finite number, got nothing/],
    [{ type: 'click', userId: 'a', itemId: 'i1', time: 0.5 }, /body events.0.time must be integer/],
    [{ type: 'new-item', itemId: 'x', features: [''] }, /features.0 must NOT have fewer than 1 characters/],
  ];
  for (const [event, message] of bad) {
    const answer = await say(event);
    assert.deepEqual([answer.status, codeOf(answer)], [400, 'INVALID']);
    assert.match(answer.body.error.message, message);
  }
});

/** A log in a folder that can be away, as a broker can. */
function awayLog(dir: string) {
  const broker = { isAway: true };
  const refuse = () => Promise.reject(new LabError('BROKER', 'nobody answers'));
  const open = async (): Promise<EventLog> => {
    if (broker.isAway) return refuse();
    return new Proxy(await EmbeddedLog.open(dir), {
      get(log, name: keyof EmbeddedLog) {
        if (name === 'isAway') return broker.isAway;
        if (name === 'append' && broker.isAway) return refuse;
        const value = Reflect.get(log, name, log);
        return typeof value === 'function' ? value.bind(log) : value;
      },
    });
  };
  return { broker, open };
}

test('with the log away: lists from what there is, feedback kept and forwarded, nothing lost or twice', async () => {
  const home = temporaryFolder();
  const model = path.join(home, 'model');
  await saveToy(model);
  const { broker, open } = awayLog(path.join(home, 'log'));
  const start = async () => {
    const service = await createService({
      load: () => loadModel(model),
      feedbackDir: path.join(home, 'feedback'),
      stream: { open, dir: path.join(home, 'live'), mayBeAway: true, ...PATIENT },
    });
    await service.load();
    return service;
  };
  const stateWhere = async (holds: (state: Record<string, unknown>) => boolean) => {
    let state: Record<string, unknown> = {};
    const isThere = async () => {
      const { status, body } = await ask(service, '/ready');
      state = body.stream ?? {};
      return status === 200 && holds(state);
    };
    await until(isThere, () => JSON.stringify(state));
    return state;
  };
  const clicked = (userId: string, item: string) =>
    ask(service, '/feedback', feedback({ type: 'click', userId, itemId: item, id: `${userId} ${item}` }));
  const statusOf = async (user: string) => (await ask(service, `/recommend/${user}`)).status;

  let service = await start();
  try {
    assert.deepEqual(await stateWhere(() => true), {
      ...{ hasCaughtUp: false, lag: null, isAway: true, waiting: 0, partitions: null },
    });
    const taken = await clicked('ann', 'i3');
    assert.deepEqual([taken.status, taken.body], [201, { stored: 1, followed: false }]);
    assert.equal((await stateWhere(() => true)).waiting, 1);
    const { body: metrics } = await ask(service, '/metrics');
    assert.match(metrics, /^lab_stream_waiting_events 1$/m);
    assert.match(metrics, /^lab_stream_away 1$/m);
    assert.deepEqual([await statusOf('u1'), await statusOf('ann')], [200, 404]);

    broker.isAway = false;
    await stateWhere(({ waiting, hasCaughtUp }) => waiting === 0 && hasCaughtUp === true);
    assert.equal((await clicked('bob', 'i3')).body.followed, true);
    assert.deepEqual([await statusOf('ann'), await statusOf('bob')], [200, 200]);

    broker.isAway = true;
    await clicked('cid', 'i3');
    await clicked('ann', 'i3'); // sent again
    assert.deepEqual(await stateWhere(() => true), {
      ...{ hasCaughtUp: true, lag: 0, isAway: true, waiting: 2, partitions: null },
    });
    assert.equal(await statusOf('bob'), 200);
    await service.close();

    service = await start();
    await stateWhere(({ waiting }) => waiting === 2);
    assert.deepEqual([await statusOf('bob'), await statusOf('cid')], [200, 404], 'from the checkpoint');
    broker.isAway = false;
    await stateWhere(({ waiting, hasCaughtUp }) => waiting === 0 && hasCaughtUp === true);
    assert.equal((await clicked('dan', 'i5')).body.followed, true);
    assert.equal(await statusOf('cid'), 200);
    const ids: string[] = [];
    const counted = { apply: ({ event }: LoggedEvent) => void ids.push(event.id), save: () => Buffer.of() };
    const log = await EmbeddedLog.open(path.join(home, 'log'), { readOnly: true });
    await applyEvents(log, { ...counted, load: () => {} }, { name: 'test', follow: false });
    assert.deepEqual(ids.sort(), ['ann i3', 'bob i3', 'cid i3', 'dan i5']);
    await log.close();
  } finally {
    await service.close();
  }
});

test('the state of another log is dropped; a folder is for one service', async () => {
  const home = temporaryFolder();
  const model = path.join(home, 'model');
  await saveToy(model);
  const service = await streamed({ model, home });
  await assert.rejects(streamed({ model, home }, path.join(home, 'second log')), { code: 'LOCKED' });
  await service.load();
  await ready(service);
  await ask(service, '/feedback', feedback({ type: 'click', userId: 'new', itemId: 'i3' }));
  assert.equal((await ask(service, '/recommend/new')).status, 200);
  await service.close();
  const other = await streamed({ model, home }, path.join(home, 'second log'));
  await other.load();
  await ready(other);
  assert.equal(codeOf(await ask(other, '/recommend/new')), 'UNKNOWN_USER');
  await other.close();
});

test('until the events of the log are applied, /ready says so', async () => {
  const home = temporaryFolder();
  const model = path.join(home, 'model');
  await saveToy(model);
  const dir = path.join(home, 'log');
  const log = await EmbeddedLog.open(dir);
  const clicks = Array.from(
    { length: 3000 },
    (_, n) => ({ type: 'click', userId: `${n}`, itemId: 'i3' }) as const,
  );
  await log.append(clicks);
  await log.close();
  let mayRead = () => {};
  const reading = new Promise<void>((resolve) => {
    mayRead = resolve;
  });
  const service = await streamed({ model, home }, dir, {
    open: async () => {
      const opened = await EmbeddedLog.open(dir);
      const read = opened.read.bind(opened);
      opened.read = async function* (options) {
        await reading;
        yield* read(options);
      };
      return opened;
    },
  });
  await service.load();
  const early = await ask(service, '/ready');
  assert.deepEqual([early.status, codeOf(early)], [503, 'NOT_READY']);
  assert.match(early.body.error.message, /events are being applied/);
  assert.equal((await ask(service, '/recommend/u1')).status, 200, 'it answers all the same');
  mayRead();
  await ready(service);
  assert.equal((await ask(service, '/recommend/2999')).status, 200);
  await service.close();
});
