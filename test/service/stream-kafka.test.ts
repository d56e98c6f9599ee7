/** Services that follow a Kafka topic, with a real broker. Skipped where there is no Java. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { loadModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { KafkaLog } from '../../lib/streaming/kafka/kafka-log';
import { until } from '../fixtures/until';
import { TestBroker } from '../streaming/test-broker';
import { ask, json } from './ask';
import { PATIENT, saveToy, temporaryFolder } from './serve-toy';

const broker = new TestBroker();
const home = temporaryFolder();
const model = path.join(home, 'model');
before(() => saveToy(model));
broker.startIn(path.join(home, 'broker'));

/** What the services have said. */
const said: string[] = [];

async function serving(name: string, topic: string, group?: string): Promise<Service> {
  const { address } = broker;
  const service = await createService({
    load: () => loadModel(model),
    feedbackDir: path.join(home, name),
    log: { write: (line) => void said.push(line) },
    stream: {
      open: () => KafkaLog.open(address, { topic, patience: 2 }),
      dir: path.join(home, name, 'live'),
      mayBeAway: true,
      group,
      ...PATIENT,
    },
  });
  await service.load();
  return service;
}

interface State {
  readonly hasCaughtUp: boolean;
  readonly isAway: boolean;
  readonly waiting: number;
  readonly lag: number | null;
  readonly partitions: readonly number[] | null;
}

async function stateWhere(service: Service, holds: (state: State) => boolean): Promise<State> {
  let state = {} as State;
  const isThere = async () => {
    const { status, body } = await ask(service, '/ready');
    state = body.stream ?? body;
    return status === 200 && holds(state);
  };
  await until(isThere, () => JSON.stringify(state));
  return state;
}

const click = (service: Service, userId: string, item: string, id: string) =>
  ask(service, '/feedback', json({ events: [{ type: 'click', userId, itemId: item, id }] }));

test('kill -9 of the broker under a service: feedback is taken, kept and forwarded in order, each once', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const service = await serving('one', 'away');
  await stateWhere(service, ({ hasCaughtUp, isAway }) => hasCaughtUp && !isAway);
  const before = await click(service, 'ann', 'i3', '0');
  assert.deepEqual([before.status, before.body.followed], [201, true]);
  const list = (await ask(service, '/recommend/ann')).body;
  await broker.kill();
  for (let n = 1; n < 6; n++) assert.equal((await click(service, 'ann', `i${n}`, `${n}`)).status, 201);
  const away = await stateWhere(service, ({ isAway }) => isAway);
  assert.deepEqual([away.waiting, away.hasCaughtUp], [5, true]);
  assert.deepEqual((await ask(service, '/recommend/ann')).body, list, 'from what it has');

  await broker.startAgain();
  await stateWhere(service, ({ waiting, isAway }) => waiting === 0 && !isAway);
  assert.equal((await click(service, 'ann', 'i6', '6')).body.followed, true);
  assert.notDeepEqual((await ask(service, '/recommend/ann')).body, list);
  const log = await KafkaLog.open(broker.address, { topic: 'away' });
  const ids = new Set<string>();
  for await (const { events } of log.read({ follow: false }))
    for (const { event } of events) ids.add(event.id);
  assert.deepEqual([...ids], ['0', '1', '2', '3', '4', '5', '6']);
  await log.close();
  await service.close();
});

test('a topic that is deleted and made again: the service says so, and follows the new one from its oldest event', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const topic = 'made-again';
  const service = await serving('again', topic);
  t.after(() => service.close());
  await stateWhere(service, ({ hasCaughtUp }) => hasCaughtUp);
  const listOf = async (user: string) => {
    const { body } = await ask(service, `/recommend/${user}`);
    return JSON.stringify(body.recommendations);
  };
  assert.equal((await click(service, 'ann', 'i3', '0')).body.followed, true);
  assert.equal((await click(service, 'bob', 'i5', '1')).body.followed, true);

  await broker.deleteTopic(topic);
  const next = await KafkaLog.open(broker.address, { topic });
  const clicks = ['ann', 'carl'].map((userId) => ({ type: 'click', userId, itemId: 'i4' }) as const);
  await next.append(clicks);
  await next.close();
  await until(async () => (await ask(service, '/recommend/carl')).status === 200, 'a list for carl');
  await stateWhere(service, ({ lag }) => lag === 0);
  assert.equal(await listOf('ann'), await listOf('carl'), 'what was in the old topic counts no more');
  const { status, body } = await ask(service, '/recommend/bob');
  assert.deepEqual([status, body.error?.code], [404, 'UNKNOWN_USER']);
  assert.match(said.join(''), /the topic made-again was deleted/);
  assert.match(said.join(''), /the state starts again from the oldest event of the log/);
  const before = await listOf('ann');
  assert.equal((await click(service, 'ann', 'i5', '3')).body.followed, true);
  assert.notEqual(await listOf('ann'), before);
  await stateWhere(service, ({ lag, waiting }) => lag === 0 && waiting === 0);
});

test('two services of a group divide the users; one that ends leaves its users to the other', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const users = Array.from({ length: 12 }, (_, n) => `user ${n}`);
  const one = await serving('first', 'shared', 'shop');
  await stateWhere(one, ({ partitions }) => partitions?.length === 4);
  for (const [n, user] of users.entries()) assert.equal((await click(one, user, 'i3', `${n}`)).status, 201);
  const two = await serving('second', 'shared', 'shop');
  await stateWhere(two, ({ partitions, lag }) => partitions?.length === 2 && lag === 0);
  await stateWhere(one, ({ partitions }) => partitions?.length === 2);
  const status = async (service: Service, user: string) =>
    (await ask(service, `/recommend/${encodeURIComponent(user)}`)).status;
  for (const user of users) {
    const both = [await status(one, user), await status(two, user)].sort();
    assert.deepEqual(both, [200, 421], user);
  }
  assert.equal((await click(two, 'late', 'i3', 'late')).status, 201);
  await one.close();
  await stateWhere(two, ({ partitions, lag }) => partitions?.length === 4 && lag === 0);
  for (const user of [...users, 'late']) assert.equal(await status(two, user), 200, user);
  await two.close();
});
