/** Services of a group, which divide the users among themselves. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { loadModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { partitionOf } from '../../lib/streaming/partition-of';
import { until } from '../fixtures/until';
import { ask, codeOf, json } from './ask';
import { PATIENT, saveToy, temporaryFolder } from './serve-toy';

const home = temporaryFolder();
const model = path.join(home, 'model');

/** A service of the group; only one can append to a log in a folder, so the others only read. */
async function member(name: string, readOnly: boolean): Promise<Service> {
  const service = await createService({
    load: () => loadModel(model),
    feedbackDir: path.join(home, name),
    stream: {
      open: () => EmbeddedLog.open(path.join(home, 'log'), { readOnly }),
      dir: path.join(home, name, 'live'),
      group: 'shop',
      ...PATIENT,
    },
  });
  await service.load();
  return service;
}

/** The partitions of a service, as soon as it has this many and has applied their events. */
async function partitionsOf(service: Service, count: number): Promise<number[]> {
  let partitions: number[] = [];
  await until(async () => {
    const { status, body } = await ask(service, '/ready');
    partitions = body.stream?.partitions ?? [];
    return status === 200 && partitions.length === count && body.stream.lag === 0;
  }, `${count} partitions`);
  return partitions;
}

const users = Array.from({ length: 12 }, (_, n) => `उपयोगकर्ता ${n}`);
const list = (service: Service, user: string) =>
  ask(service, `/recommend/${encodeURIComponent(user)}?n=5&cold=true`);
const say = (service: Service, ...events: object[]) => ask(service, '/feedback', json({ events }));
const clicks = users.map((userId) => ({ type: 'click', userId, itemId: 'i3' }));

test('each user is answered by the service of their partition, and users move with it', async () => {
  await saveToy(model);
  const one = await member('one', false);
  let two: Service | undefined;
  try {
    assert.deepEqual(await partitionsOf(one, 4), [0, 1, 2, 3]);
    assert.deepEqual((await say(one, ...clicks)).body, { stored: 12, followed: true });
    const lists = new Map<string, unknown>();
    for (const user of users) lists.set(user, (await list(one, user)).body);

    two = await member('two', true);
    const [mine, others] = [await partitionsOf(two, 2), await partitionsOf(one, 2)];
    assert.deepEqual([...mine, ...others].sort(), [0, 1, 2, 3]);
    for (const user of users) {
      const partition = partitionOf(user, 4);
      const [here, there]: Service[] = mine.includes(partition) ? [two, one] : [one, two];
      assert.deepEqual((await list(here, user)).body, lists.get(user), 'the same as before');
      const refused = await list(there, user);
      assert.deepEqual([refused.status, codeOf(refused)], [421, 'OTHER_SERVICE']);
      assert.equal(
        refused.body.error.message,
        `user "${user}" is in partition ${partition}, for which another service of the group answers; ` +
          `this one has ${(there === one ? others : mine).join(', ')}`,
      );
      assert.equal((await ask(there, `/explain/${encodeURIComponent(user)}/i5`)).status, 421);
      const named = json({ ratings: [], userId: user });
      assert.equal((await ask(there, '/recommend', named)).status, 421);
      assert.equal((await ask(here, '/recommend', named)).status, 200);
    }
    assert.equal(
      (await ask(one, '/recommend', json({ ratings: [] }))).status,
      200,
      'a visitor without a name',
    );

    // Feedback is taken for anyone, also about a new item that only the other service knows.
    const moved = users.find((user) => mine.includes(partitionOf(user, 4)))!;
    const item = ['a', 'b', 'c', 'd', 'e'].find((id) => mine.includes(partitionOf(id, 4)))!;
    await say(one, { type: 'new-item', itemId: item });
    const told = await say(
      one,
      { type: 'rating', userId: moved, itemId: 'i5', rating: 1 },
      { type: 'click', userId: moved, itemId: item },
    );
    assert.deepEqual([told.status, told.body.followed], [201, false]);
    // The new item alone changes the list, too: it is offered until the click, the last event, is applied.
    let after = '';
    const isBefore = () => after === textOf(lists.get(moved)) || after.includes(JSON.stringify(item));
    const follows = async () => {
      after = await listOf(two!, moved);
      return !isBefore();
    };
    await until(follows, () => `the list of what was said in the end, not ${after}`);

    await two.close();
    assert.deepEqual(await partitionsOf(one, 4), [0, 1, 2, 3]);
    assert.equal(await listOf(one, moved), after, 'what it said to the other service counts');
    for (const user of users) assert.equal((await list(one, user)).status, 200);
    const { body } = await ask(one, '/metrics');
    assert.match(body, /^lab_stream_lag_events 0$/m);
  } finally {
    await two?.close();
    await one.close();
  }
});

const textOf = (body: unknown) =>
  JSON.stringify(
    (body as { recommendations: { itemId: string }[] }).recommendations.map(({ itemId }) => itemId),
  );
async function listOf(service: Service, user: string): Promise<string> {
  return textOf((await list(service, user)).body);
}
