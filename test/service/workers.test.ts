/** Several processes at one port. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import * as path from 'node:path';
import { test } from 'node:test';
import { LabError } from '../../lib/core/errors';
import { readFeedback } from '../../lib/service/feedback/feedback-store';
import { Calls, type Channel } from '../../lib/service/workers/calls';
import { RateCounts } from '../../lib/service/workers/rate-counts';
import { SumMetrics } from '../../lib/service/workers/sum-metrics';
import { serve } from './serve-process';
import { saveToy, temporaryFolder } from './serve-toy';

/** A request with a connection of its own, so that any worker may get it; status 0 if there was no answer. */
function ask(url: string, body?: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const request = http.request(
      url,
      { method: body ? 'POST' : 'GET', agent: false, headers, signal: AbortSignal.timeout(20_000) },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode!, text }));
        response.on('error', () => resolve({ status: 0, text }));
      },
    );
    request.on('error', () => resolve({ status: 0, text: '' }));
    request.end(body && JSON.stringify(body));
  });
}

test('workers swap the model under load, one that is killed is replaced, and no acknowledged event is lost', {
  timeout: 300_000,
}, async () => {
  const [dir, feedback] = [path.join(temporaryFolder(), 'model'), temporaryFolder()];
  await saveToy(dir);
  const args = ['--model', dir, '--port', '0', '--feedback', feedback, '--workers', '2', '--rate-limit', '0'];
  const { child, ended, says } = serve(...args);
  const pids = (await says(/2 workers: (.+)/)).split(', ').map(Number);
  const address = await says(/Listening on (\S+)/);
  await says(/Serving KNNWithMeans/);

  let isOn = true;
  const answers: { status: number; text: string }[] = [];
  const loop = async () => {
    while (isOn) answers.push(await ask(`${address}/recommend/u1`));
  };
  const loops = [loop(), loop(), loop()];
  await saveToy(dir, 'BaselineOnly');
  child.kill('SIGHUP');
  await says(/Now serving (BaselineOnly)/);
  const swapped = answers.length;
  while (answers.length < swapped + 12) await new Promise((done) => setTimeout(done, 10));
  isOn = false;
  await Promise.all(loops);
  assert.ok(
    answers.every(({ status }) => status === 200),
    'no request failed',
  );
  assert.match(answers[0].text, /"model":"KNNWithMeans/);
  // Those that were under way at the swap may have the old model.
  assert.ok(answers.slice(swapped + 3).every(({ text }) => text.includes('"model":"BaselineOnly')));

  const stored: string[] = [];
  const send = async (from: number) => {
    for (let n = from; n < from + 20; n++) {
      const event = { type: 'click', userId: `v${n}`, itemId: 'i1' };
      const { status, text } = await ask(`${address}/feedback`, { events: [event] });
      assert.ok(status === 201 || status === 0, `${status} ${text}`);
      if (status === 201) stored.push(event.userId);
      if (n === 5) process.kill(pids[0], 'SIGKILL');
    }
  };
  await Promise.all([send(0), send(100), send(200)]);
  assert.ok(stored.length > 50, `only what was in flight is lost, ${stored.length} of 60 were stored`);
  await says(/A worker ended \(SIGKILL\)(;) another one/);
  let metrics = '';
  for (let n = 0; n < 1000 && !/lab_workers 2/.test(metrics); n++) {
    metrics = (await ask(`${address}/metrics`)).text;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.match(metrics, /lab_workers_replaced_total 1/);
  const counted = Number(/lab_feedback_events_total\{type="click"\} (\d+)/.exec(metrics)![1]);
  assert.ok(counted >= stored.length && counted <= 60);
  for (let n = 0; n < 4; n++) assert.match((await ask(`${address}/ready`)).text, /"model":"BaselineOnly/);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  const users = (await readFeedback(feedback)).map(({ userId }) => userId);
  assert.equal(users.length, counted);
  assert.equal(new Set(users).size, users.length, 'each of them once');
  for (const user of stored) assert.ok(users.includes(user));
});

test('what keeps workers from starting is said once', { timeout: 300_000 }, async () => {
  const dir = path.join(temporaryFolder(), 'model');
  await saveToy(dir);
  const taken = http.createServer().listen(0, '127.0.0.1');
  await new Promise((done) => taken.on('listening', done));
  const { port } = taken.address() as { port: number };
  const { ended, notes } = serve(
    ...['--model', dir, '--port', `${port}`, '--feedback', temporaryFolder(), '--workers', '3'],
  );
  assert.equal(await ended, 1, notes());
  taken.close();
  assert.match(notes(), new RegExp(`port ${port} is in use`));
  assert.equal(notes().match(/in use/g)?.length, 1);
});

/** Two ends of a channel. */
function channel(): [EventEmitter & Channel, EventEmitter & Channel] {
  const [one, other] = [new EventEmitter(), new EventEmitter()];
  const end = (own: EventEmitter, to: EventEmitter) =>
    Object.assign(own, { send: (message: unknown) => setImmediate(() => to.emit('message', message)) });
  return [end(one, other), end(other, one)];
}

test('a call is answered, fails as the function did, or as its process has ended', async () => {
  const [here, there] = channel();
  type Other = { double(n: number): number; fail(_: null): void; wait(_: null): Promise<void> };
  const calls = new Calls<Other>(here, {});
  new Calls(there, {
    double: (n: number) => 2 * n,
    fail: () => {
      throw new LabError('STORAGE', 'the disk is full');
    },
    wait: () => new Promise(() => undefined),
  });
  assert.deepEqual(await Promise.all([calls.call('double', 2), calls.call('double', 4)]), [4, 8]);
  await assert.rejects(calls.call('fail', null), { code: 'STORAGE', message: 'the disk is full' });
  const waiting = calls.call('wait', null);
  here.emit('disconnect');
  await assert.rejects(waiting, { code: 'GONE' });
  await assert.rejects(calls.call('double', 1), { code: 'GONE' });
});

test('rates are counted from the first request of a window on', () => {
  let now = 0;
  const counts = new RateCounts(() => now);
  assert.deepEqual(counts.count('a', 100), { current: 1, ttl: 100 });
  now = 60;
  assert.deepEqual(counts.count('a', 100), { current: 2, ttl: 40 });
  assert.deepEqual(counts.count('b', 100), { current: 1, ttl: 100 });
  now = 100;
  assert.deepEqual(counts.count('a', 100), { current: 1, ttl: 100 });
});

test('sums of metrics keep what a worker that ended has counted, and coverage is of all workers together', async () => {
  const sums = new SumMetrics();
  const counter = (value: number) => [
    { name: 'lists', help: 'lists', type: 'counter', aggregator: 'sum', values: [{ value, labels: {} }] },
  ];
  const of = (value: number, ...shown: number[]) =>
    ({ metrics: counter(value), shown: Uint8Array.from(shown), items: 10 }) as never;
  const first = await sums.text(
    new Map([
      [1, of(5, 0b11, 0)],
      [2, of(7, 0b10, 1)],
    ]),
  );
  assert.match(first, /^lists 12$/m);
  assert.match(first, /^lab_catalog_coverage 0\.3$/m);
  assert.match(first, /^lab_workers 2$/m);
  sums.ended(1);
  sums.stored([{ type: 'click', userId: 'a', itemId: 'b' } as never]);
  const later = await sums.text(
    new Map([
      [2, of(8, 0b10, 1)],
      [3, of(1, 0, 0)],
    ]),
  );
  assert.match(later, /^lists 14$/m);
  assert.match(later, /^lab_workers_replaced_total 1$/m);
  assert.match(later, /^lab_feedback_events_total\{type="click"\} 1$/m);
  sums.ended(2);
  sums.ended(3);
  assert.match(await sums.text(new Map()), /^lists 14$/m);
});
