/** An experiment in a service that follows an event log, whose disk is full, and that is reloaded under load. */
import assert from 'node:assert/strict';
import fs, { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { readOffPolicyLog } from '../../../lib/service/experiments/off-policy-log';
import { EmbeddedLog } from '../../../lib/streaming/embedded/embedded-log';
import { fileHandles } from '../../fixtures/file-handles';
import { ask, codeOf } from '../ask';
import { PATIENT, saveToy, temporaryFolder } from '../serve-toy';
import { armsOf, feedback, linesIn, listFor, twoModels, USERS, WITH_KEY } from './two-models';

test('with an event log: a click counts for its list and changes the next one of its arm, also after a restart', async () => {
  const home = temporaryFolder();
  const stream = {
    open: () => EmbeddedLog.open(path.join(home, 'log')),
    dir: path.join(home, 'live'),
    ...PATIENT,
  };
  const { open } = await twoModels({}, { stream });
  let service = await open();
  const isReady = async () => (await ask(service, '/ready')).status === 200;
  while (!(await isReady())) await new Promise((done) => setTimeout(done, 10));
  const arms = await armsOf(service);
  const next = new Map<string, object>();
  const itemsOf = ({ recommendations }: { recommendations: { itemId: string }[] }) =>
    recommendations.map(({ itemId }) => itemId);
  for (const arm of ['one', 'two']) {
    const userId = USERS[arms.indexOf(arm)];
    const { requestId, model, ...list } = await listFor(service, userId);
    const [itemId] = itemsOf(list as never);
    const { body } = await feedback(service, { type: 'click', userId, itemId, requestId, place: 1 });
    assert.deepEqual([body.stored, body.followed, body.experiment.joined], [1, true, 1]);
    const after = await listFor(service, userId);
    assert.deepEqual([after.arm, after.model], [arm, model]);
    assert.ok(!itemsOf(after).includes(itemId), 'what was clicked leaves the list');
    next.set(userId, after.recommendations);
  }
  const results = async () => (await ask(service, '/experiments/one-or-two')).body;
  const clicks = async () => (await results()).arms.map((arm: { clicks: number }) => arm.clicks);
  assert.deepEqual(await clicks(), [1, 1]);
  await service.close();
  service = await open();
  while (!(await isReady())) await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(await clicks(), [1, 1]);
  for (const [userId, list] of next) {
    assert.deepEqual((await listFor(service, userId)).recommendations, list);
  }
  await service.close();
});

test('on a full disk lists go on and do not count; clicks are refused, and count when there is space again', async (t) => {
  const notes: string[] = [];
  const log = { write: (line: string) => notes.push(line) };
  const { open, dir } = await twoModels({}, { log });
  const service = await open();
  const list = await listFor(service, 'u0');
  const [{ itemId }] = list.recommendations;
  const click = { type: 'click', userId: 'u0', itemId, requestId: list.requestId };
  const before = (await ask(service, '/experiments/one-or-two')).body;

  const write = fs.writeSync;
  let first = true;
  const full = t.mock.method(fs, 'writeSync', (fd: number, bytes: Uint8Array) => {
    // Half of the first line still fits.
    if (first) {
      first = false;
      return write(fd, bytes.subarray(0, bytes.length / 2));
    }
    throw new Error('ENOSPC: no space left on device, write');
  });
  for (const user of ['u0', 'u1', 'u0']) {
    const { requestId, arm, experiment, recommendations } = await listFor(service, user);
    assert.deepEqual([requestId, experiment, recommendations.length], [null, 'one-or-two', 3]);
    assert.ok(user !== 'u0' || arm === list.arm);
  }
  const refused = await feedback(service, click);
  assert.deepEqual([refused.status, codeOf(refused)], [503, 'STORAGE']);
  assert.match(
    (await ask(service, '/metrics')).body,
    /lab_experiment_unrecorded_total\{experiment="one-or-two"\} 3/,
  );
  const recorded = async () => (await ask(service, '/ready')).body.experimentRecorded;
  assert.equal(await recorded(), false);
  assert.deepEqual((await ask(service, '/experiments/one-or-two')).body, before);

  full.mock.restore();
  assert.deepEqual((await feedback(service, click)).body.experiment.joined, 1, 'no duplicate');
  assert.ok((await listFor(service, 'u1')).requestId);
  assert.equal(await recorded(), true);
  const after = (await ask(service, '/experiments/one-or-two')).body;
  await service.close();
  assert.deepEqual(
    (await linesIn(dir)).map(({ type }) => type),
    ['mark', 'mark', 'exposure', 'click', 'exposure'],
  );
  assert.doesNotMatch(readFileSync(path.join(dir, 'events.ndjson'), 'utf8'), /\}\{|[^}]\n./);
  const again = await open();
  assert.deepEqual((await ask(again, '/experiments/one-or-two')).body, after);
  await again.close();
  const warnings = notes.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
  const said = warnings.map(({ msg }) => msg).filter((msg: string) => msg.includes("experiment's events"));
  assert.deepEqual(said, [
    "an experiment's events can't be stored: ENOSPC: no space left on device, write",
    "the experiment's events are stored again",
  ]);
});

test('after a failed flush, a click is refused; sent again, it counts, once, also after a restart', async (t) => {
  const { open, dir } = await twoModels();
  const service = await open();
  const list = await listFor(service, 'u0');
  const click = {
    type: 'click',
    userId: 'u0',
    itemId: list.recommendations[0].itemId,
    requestId: list.requestId,
  };
  const full = t.mock.method(await fileHandles(), 'datasync', async () => {
    throw new Error('ENOSPC: no space left on device, fdatasync');
  });
  const refused = await feedback(service, click);
  assert.deepEqual([refused.status, codeOf(refused)], [503, 'STORAGE']);
  assert.match(refused.body.error.message, /can't be stored: ENOSPC/);
  full.mock.restore();

  assert.equal((await feedback(service, click)).body.experiment.joined, 1);
  assert.ok((await listFor(service, 'u1')).requestId);
  const results = async (of: typeof service) => (await ask(of, '/experiments/one-or-two')).body;
  const after = await results(service);
  const clicks = after.arms.map((arm: { clicks: number }) => arm.clicks);
  assert.equal(clicks[0] + clicks[1], 1);
  await service.close();
  const again = await open();
  assert.deepEqual(await results(again), after);
  await again.close();
  const { data } = await readOffPolicyLog(dir);
  assert.equal(
    data.reward.reduce((sum, reward) => sum + reward, 0),
    1,
  );
});

test('reloads under load: more traffic, other models, another experiment; no request fails, and each click counts', async () => {
  const { open, write, one } = await twoModels({ traffic: 0.2 });
  const service = await open();
  const address = await service.listen();
  const headers = { 'content-type': 'application/json', ...WITH_KEY };
  let isOver = false;
  const seen = { lists: 0, joined: 0, models: new Set<string>() };
  const visit = async (user: string) => {
    const reply = await fetch(`${address}/recommend/${user}?n=3`);
    assert.equal(reply.status, 200);
    const { requestId, model, recommendations } = (await reply.json()) as Record<string, never>;
    seen.lists++;
    seen.models.add(model);
    if (requestId === null) return;
    const [{ itemId }] = recommendations as { itemId: string }[];
    const body = JSON.stringify({ events: [{ type: 'click', userId: user, itemId, requestId }] });
    const kept = await fetch(`${address}/feedback`, { method: 'POST', headers, body });
    assert.equal(kept.status, 201);
    const { experiment } = (await kept.json()) as { experiment: { joined: number } };
    assert.equal(experiment.joined, 1);
    seen.joined++;
  };
  const client = async (user: string) => {
    while (!isOver) await visit(user);
  };
  const clients = Promise.all(USERS.slice(0, 8).map(client));
  const reload = async (change: object) => {
    write(change);
    const reply = await fetch(`${address}/admin/reload`, { method: 'POST', headers: WITH_KEY });
    assert.equal(reply.status, 200, await reply.text());
    const until = seen.lists + 20;
    while (seen.lists < until) await Promise.race([clients, new Promise((done) => setTimeout(done, 5))]);
  };
  await reload({ traffic: 0.6 });
  await saveToy(one, 'BaselineOnly');
  await reload({ traffic: 1 });
  await reload({ name: 'another', salt: 'second' });
  isOver = true;
  await clients;
  assert.equal(seen.models.size, 2);
  const results = async (name: string) => (await ask(service, `/experiments/${name}`)).body;
  const [before, after] = [await results('one-or-two'), await results('another')];
  assert.deepEqual([before.status, after.status], ['stopped', 'running']);
  assert.ok(before.events.joined > 0 && after.events.joined > 0);
  assert.equal(before.events.joined + after.events.joined, seen.joined);
  await service.close();
});
