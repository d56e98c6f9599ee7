/** A service whose lists follow an event log. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { loadModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { ask, codeOf, json } from './ask';
import { saveToy, temporaryFolder } from './serve-toy';

const SECOND = 1000;

interface Home {
  readonly model: string;
  readonly home: string;
}

function streamed({ model, home }: Home, log = path.join(home, 'log')): Promise<Service> {
  return createService({
    load: () => loadModel(model),
    feedbackDir: path.join(home, 'feedback'),
    stream: { open: () => EmbeddedLog.open(log), dir: path.join(home, 'live') },
  });
}

async function ready(service: Service): Promise<void> {
  for (let wait = 0; wait < 500; wait++) {
    if ((await ask(service, '/ready')).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('never ready');
}

/** The first answer that fulfills the condition, with the milliseconds it took. */
async function until(
  service: Service,
  url: string,
  done: (answer: Awaited<ReturnType<typeof ask>>) => boolean,
) {
  const start = performance.now();
  for (;;) {
    const answer = await ask(service, url);
    const took = performance.now() - start;
    if (done(answer)) return { answer, took };
    assert.ok(took < 10 * SECOND, `${url} doesn't follow`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

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
    assert.deepEqual([rated.status, rated.body], [201, { stored: 2 }]);
    const after = await until(service, url, (answer) => !itemsOf(answer).includes(first));
    assert.ok(after.took < SECOND, `${after.took} ms`);
    assert.equal(after.answer.body.cold, false);

    const newcomer = '/recommend/%F0%9F%99%82%20new?n=5';
    assert.equal(codeOf(await ask(service, newcomer)), 'UNKNOWN_USER');
    await ask(service, '/feedback', feedback({ type: 'click', userId: '🙂 new', itemId: 'i3', place: 1 }));
    const { answer } = await until(service, newcomer, ({ status }) => status === 200);
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
    assert.deepEqual((await ask(service, url)).body, after.answer.body);
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
  await until(service, '/recommend/new', ({ status }) => status === 200);
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
  const log = await EmbeddedLog.open(path.join(home, 'log'));
  const clicks = Array.from(
    { length: 3000 },
    (_, n) => ({ type: 'click', userId: `${n}`, itemId: 'i3' }) as const,
  );
  await log.append(clicks);
  await log.close();
  const service = await streamed({ model, home });
  await service.load();
  const early = await ask(service, '/ready');
  assert.deepEqual([early.status, codeOf(early)], [503, 'NOT_READY']);
  assert.match(early.body.error.message, /events are being applied/);
  assert.equal((await ask(service, '/recommend/u1')).status, 200, 'it answers all the same');
  await ready(service);
  assert.equal((await ask(service, '/recommend/2999')).status, 200);
  await service.close();
});
