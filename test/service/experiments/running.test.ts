/** An experiment in a service: arms, the log, joins, changes, results, stop. */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '../../../lib/service/experiments/log-line';
import { readFeedback } from '../../../lib/service/feedback/feedback-store';
import { loadModel } from '../../../lib/service/package/model-package';
import { createService, type Service } from '../../../lib/service/service';
import { ask, codeOf, json } from '../ask';
import { armsOf, feedback, linesIn, listFor, twoModels, USERS, WITH_KEY } from './two-models';

test('answers carry request, experiment, arm and model; users keep their arm over restarts; all is in the log', async () => {
  const { open, dir } = await twoModels();
  const service = await open();
  const arms = await armsOf(service);
  assert.deepEqual([...new Set(arms.slice(0, 13))].sort(), ['one', 'two']);
  assert.equal(arms[13], null, 'excluded');
  const first = await listFor(service, 'u0');
  assert.equal(first.experiment, 'one-or-two');
  assert.match(first.requestId, /^[0-9a-z]+\.[\w-]{9,}\.[\w-]{22}$/);
  const models = new Map<string, string>();
  for (const user of USERS) {
    const { arm, model } = await listFor(service, user);
    assert.equal(models.get(arm) ?? model, model);
    models.set(arm, model);
  }
  assert.match(models.get('two')!, /^BaselineOnly /);
  const own = await listFor(service, 'u13');
  assert.deepEqual([own.requestId, own.model], [null, models.get('one')]);
  const nameless = await ask(service, '/recommend', json({ ratings: [] }));
  assert.deepEqual([nameless.body.arm, nameless.body.requestId], [null, null]);
  const named = await ask(service, '/recommend', json({ ratings: [], userId: 'neu é' }));
  assert.ok(named.body.arm && named.body.requestId);
  const exposures = (await linesIn(dir)).filter((line) => line.type === 'exposure');
  assert.equal(exposures.length, 13 + 1 + 13 + 1, 'two of each user, one more of u0, one of the visitor');
  const logged = exposures.find(({ requestId }) => requestId === first.requestId)!;
  assert.deepEqual(
    [logged.userId, logged.arm, logged.propensity, logged.model],
    ['u0', first.arm, 0.5, first.model],
  );
  assert.deepEqual(
    logged.items,
    first.recommendations.map(({ itemId }: { itemId: string }) => itemId),
  );
  const genres = first.recommendations.flatMap((item: { genres: string[] }) => item.genres);
  assert.equal(logged.genres, new Set(genres).size);
  const before = (await ask(service, '/experiments/one-or-two')).body;
  await service.close();
  const again = await open();
  assert.deepEqual(await armsOf(again), arms);
  const after = (await ask(again, '/experiments/one-or-two')).body;
  assert.equal(before.arms[0].users + before.arms[1].users, 14);
  assert.deepEqual(
    after.arms.map(({ users, lists }: Record<string, number>) => [users, lists]),
    before.arms.map(({ name, users, lists }: Record<string, never>) => [
      users,
      lists + arms.filter((arm) => arm === name).length,
    ]),
  );
  assert.equal(after.timeline.length, before.timeline.length, 'it was started once');
  await again.close();
});

test('joins: each fate is counted, and only forged events are not stored', async () => {
  let time = Date.parse('2026-12-01T10:00Z');
  const { open, dir, feedbackDir, one } = await twoModels({ joinMinutes: 5 }, { now: () => time });
  const service = await open();
  const { requestId, recommendations } = await listFor(service, 'u0');
  const [{ itemId }, { itemId: second }] = recommendations;
  const other = (await listFor(service, 'u1')).requestId;
  const not = ['i0', 'i1', 'i2', 'i3', 'i4'].find(
    (item) => !recommendations.some((listed: { itemId: string }) => listed.itemId === item),
  )!;
  const click = { type: 'click', userId: 'u0', itemId, requestId };
  const joined = { joined: 1, duplicate: 0, late: 0, orphan: 0, forged: 0 };
  assert.deepEqual((await feedback(service, click)).body, { stored: 1, experiment: joined });
  const { status, body } = await feedback(
    service,
    click,
    { ...click, itemId: second },
    { ...click, type: 'rating', rating: 5 },
    { ...click, type: 'rating', rating: 1 },
    { type: 'impression', userId: 'u0', itemId },
    { type: 'retraction', userId: 'u0', itemId, requestId },
    { ...click, requestId: undefined },
    { ...click, requestId: `${requestId.slice(0, -2)}xx` },
    { ...click, requestId: 'guess' },
    { ...click, requestId: other },
    { ...click, itemId: not },
  );
  assert.equal(status, 201);
  assert.deepEqual(body, {
    stored: 7,
    experiment: { joined: 2, duplicate: 2, late: 0, orphan: 1, forged: 4 },
  });
  assert.equal((await readFeedback(feedbackDir)).length, 8);
  time += 5 * 60_000 + 1;
  assert.deepEqual((await feedback(service, { ...click, itemId: second })).body.experiment, {
    ...{ joined: 0, duplicate: 0, late: 1, orphan: 0, forged: 0 },
  });
  const outcomes = (await linesIn(dir)).filter(
    (line): line is Outcome => line.type === 'click' || line.type === 'rating',
  );
  assert.deepEqual(
    outcomes.map((line) => [line.type, line.itemId, line.place, line.rating, line.isGood]),
    [
      ['click', itemId, 1, undefined, undefined],
      ['click', second, 2, undefined, undefined],
      ['rating', itemId, 1, 5, true],
    ],
  );
  const { arms, events } = (await ask(service, '/experiments/one-or-two')).body;
  assert.deepEqual(events, { joined: 3, duplicate: 2, late: 1, orphan: 1, forged: 4 });
  const mine = arms.find(({ clicks }: { clicks: number }) => clicks > 0);
  assert.deepEqual([mine.clicks, mine.goodRatings], [2, 1]);
  assert.deepEqual(
    mine.places.map(({ clicks }: { clicks: number }) => clicks),
    [1, 1, 0],
  );
  const metrics = (await ask(service, '/metrics')).body;
  assert.match(metrics, /lab_experiment_events_total\{experiment="one-or-two",fate="forged"\} 4/);
  assert.match(metrics, /lab_experiment_lists_total\{experiment="one-or-two",arm="(one|two)"\} \d/);
  await service.close();
  const again = await open();
  assert.deepEqual((await ask(again, '/experiments/one-or-two')).body.events, events, 'also after a restart');
  await again.close();
  const off = await createService({ load: () => loadModel(one), feedbackDir });
  assert.deepEqual(
    (await ask(off, '/experiments/one-or-two')).body.events,
    events,
    'and without --experiment',
  );
  await off.close();
});

test('a bad file keeps it from starting, or the old experiment running; only the traffic grows', async () => {
  const { open, write } = await twoModels({ traffic: 0.3 });
  write({ traffic: 2 });
  await assert.rejects(open(), {
    name: 'DataError',
    message: /experiment\.json: traffic must be <= 1, got 2/,
  });
  write({
    arms: [
      { name: 'one', weight: 1 },
      { name: 'two', model: 'nowhere', weight: 1 },
    ],
  });
  await assert.rejects(open(), { name: 'PackageError', message: /there is no model in .*nowhere/ });
  write({});
  const service = await open();
  const before = await armsOf(service);
  assert.ok(before.filter((arm) => arm === null).length > 4);
  const reload = () => ask(service, '/admin/reload', { method: 'POST', headers: WITH_KEY });
  for (const [change, message] of [
    [{ salt: 'second' }, /salt can't be changed .* has "first", got "second"/],
    [{ traffic: 0.1 }, /traffic can only grow/],
    [
      {
        arms: [
          { name: 'two', model: 'two', weight: 1 },
          { name: 'one', weight: 1 },
        ],
      },
      /arms can't be changed/,
    ],
    [{ name: 'another' }, /salt must be a new one, got "first", which "one-or-two" has used/],
  ] as const) {
    write(change);
    const reply = await reload();
    assert.deepEqual([reply.status, codeOf(reply)], [409, 'REFUSED_MODEL']);
    assert.match(reply.body.error.message, message);
    assert.deepEqual(await armsOf(service), before);
  }
  write({ traffic: 1 });
  assert.equal((await reload()).status, 200);
  const ramped = await armsOf(service);
  assert.equal(ramped.filter((arm) => arm === null).length, 1);
  for (const [n, arm] of before.entries()) if (arm !== null) assert.equal(ramped[n], arm);
  const click = await listFor(service, 'u0');
  write({ name: 'another', salt: 'second' });
  assert.equal((await reload()).status, 200);
  const [{ itemId }] = click.recommendations;
  const late = await feedback(service, { type: 'click', userId: 'u0', itemId, requestId: click.requestId });
  assert.equal(late.body.experiment.joined, 1, 'on a list of the one before');
  const { experiments } = (await ask(service, '/experiments')).body;
  assert.deepEqual(
    experiments.map(({ name, status }: Record<string, string>) => [name, status]),
    [
      ['another', 'running'],
      ['one-or-two', 'stopped'],
    ],
  );
  assert.deepEqual(
    experiments[1].timeline.map(({ what }: Record<string, string>) => what),
    ['started', 'models', 'ramp', 'stopped'],
  );
  await service.close();
  write({ name: 'one-or-two', salt: 'other' });
  await assert.rejects(open(), { message: /salt can't be changed in an experiment that has begun/ });
});

test('stop: needs the key, gives everyone the own model, and lasts', async () => {
  const { open } = await twoModels();
  const service = await open();
  const label = (await ask(service, '/ready')).body.model;
  await armsOf(service);
  const url = '/experiments/one-or-two/stop';
  assert.equal((await ask(service, url, { method: 'POST' })).status, 401);
  const missing = await ask(service, '/experiments/other/stop', { method: 'POST', headers: WITH_KEY });
  assert.deepEqual([missing.status, codeOf(missing)], [404, 'UNKNOWN_EXPERIMENT']);
  const stopped = await ask(service, url, { method: 'POST', headers: WITH_KEY });
  assert.deepEqual(stopped.body, { name: 'one-or-two', status: 'stopped' });
  assert.equal((await ask(service, url, { method: 'POST', headers: WITH_KEY })).status, 200, 'again');
  const all = async (of: Service) => {
    for (const user of USERS) {
      const { model, experiment, arm, requestId } = await listFor(of, user);
      assert.deepEqual([model, experiment, arm, requestId], [label, null, null, null]);
    }
  };
  await all(service);
  await service.close();
  const again = await open();
  await all(again);
  const { status, timeline } = (await ask(again, '/experiments/one-or-two')).body;
  assert.equal(status, 'stopped');
  assert.equal(timeline.filter(({ what }: { what: string }) => what === 'stopped').length, 1);
  await again.close();
});

test('before its start and after its end everyone gets the own model', async () => {
  let time = Date.parse('2026-12-01T09:59Z');
  const times = { start: '2026-12-01T10:00Z', end: '2026-12-02T10:00Z' };
  const { open } = await twoModels(times, { now: () => time });
  const service = await open();
  const seen = async () => {
    const arms = await armsOf(service);
    return [(await ask(service, '/experiments/one-or-two')).body.status, arms.some((arm) => arm !== null)];
  };
  assert.deepEqual(await seen(), ['scheduled', false]);
  time = Date.parse('2026-12-01T10:00Z');
  assert.deepEqual(await seen(), ['running', true]);
  time = Date.parse('2026-12-02T10:00Z');
  assert.deepEqual(await seen(), ['ended', false]);
  await service.close();
});

test('interleaved lists: of both models, with the probability of the draft, and clicks credited', async () => {
  const arms = [
    { name: 'one', weight: 0 },
    { name: 'two', model: 'two', weight: 0 },
  ];
  const { open, dir } = await twoModels({ arms, interleaving: { arms: ['one', 'two'], weight: 1 } });
  const service = await open();
  for (const user of USERS.slice(0, 13)) {
    const { arm, model, requestId, recommendations } = await listFor(service, user);
    assert.equal(arm, 'interleaved');
    assert.match(model, /^KNNWithMeans .* \| BaselineOnly /);
    const [{ itemId }] = recommendations;
    await feedback(service, { type: 'click', userId: user, itemId, requestId });
  }
  const exposures = (await linesIn(dir)).filter((line) => line.type === 'exposure');
  for (const { teams, items, propensity } of exposures) {
    assert.match(teams!, /^(AB|BA)(A|B)$/);
    assert.equal(items.length, 3);
    assert.ok([0.25, 0.5, 1].includes(propensity), `${propensity}`);
  }
  const { interleaving, phase, verdict, comparisons } = (await ask(service, '/experiments/one-or-two')).body;
  assert.equal(phase, 'interleaving');
  assert.deepEqual(comparisons, []);
  const firsts = exposures.filter(({ teams }) => teams![0] === 'A').length;
  assert.deepEqual(
    [interleaving.winsA, interleaving.winsB, interleaving.ties, interleaving.clicks],
    [firsts, 13 - firsts, 0, 13],
  );
  assert.match(verdict.sentence, /no preference between one and two yet \(\d+ to \d+, 0 ties\)/);
  await service.close();
});

test('half a line and damaged lines of the log are left out; without --experiment results can be read', async () => {
  const { open, dir, feedbackDir, one } = await twoModels();
  const service = await open();
  const arms = await armsOf(service);
  const before = (await ask(service, '/experiments/one-or-two')).body;
  await service.close();
  assert.deepEqual(readdirSync(dir).sort(), ['events.ndjson', 'experiment.json']);
  appendFileSync(path.join(dir, 'events.ndjson'), '{"type":"other","time":1}\n\0\0\n{"type":"exposure","ti');
  const again = await open();
  assert.deepEqual(await armsOf(again), arms);
  await again.close();
  assert.match(readFileSync(path.join(dir, 'events.ndjson'), 'utf8'), /"exposure","ti\n/);
  const plain = await createService({ load: () => loadModel(one), feedbackDir });
  await plain.load();
  const { requestId, experiment, arm } = await listFor(plain, 'u0');
  assert.deepEqual([requestId, experiment, arm], [null, null, null]);
  const results = (await ask(plain, '/experiments/one-or-two')).body;
  assert.equal(results.status, 'off');
  assert.deepEqual(
    results.arms.map(({ users, lists }: Record<string, number>) => [users, lists]),
    before.arms.map(({ users, lists }: Record<string, number>) => [users, 2 * lists]),
  );
  const none = await ask(plain, '/experiments/none');
  assert.deepEqual([none.status, codeOf(none)], [404, 'UNKNOWN_EXPERIMENT']);
  await plain.close();
});
