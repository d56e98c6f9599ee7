/** A service over its life: loading, keys, swaps under load, log and metrics, its end. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import * as path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { readFeedback } from '../../lib/service/feedback/feedback-store';
import { closeServices } from '../../lib/service/open-services';
import { loadModel } from '../../lib/service/package/model-package';
import { writePackageFile } from '../../lib/service/package/package-files';
import { headerText } from '../../lib/service/package/package-header';
import { createService } from '../../lib/service/service';
import { until } from '../fixtures/until';
import { ask, codeOf, json } from './ask';
import { saveToy, temporaryFolder, toyService } from './serve-toy';

/** For tests that wait for sockets. */
const LIMIT = { timeout: 300_000 };
const KEY = 'a key of many characters';

test('before a model is there: alive, not ready, 503 with a time to come again', async () => {
  const dir = path.join(temporaryFolder(), 'model');
  const service = await createService({ load: () => loadModel(dir), feedbackDir: temporaryFolder() });
  assert.equal((await ask(service, '/health')).status, 200);
  for (const url of ['/ready', '/recommend/u1', '/items']) {
    const reply = await ask(service, url);
    assert.deepEqual([reply.status, codeOf(reply), reply.headers['retry-after']], [503, 'NOT_READY', '2']);
  }
  await assert.rejects(service.load(), { name: 'PackageError' });
  await saveToy(dir);
  const shown = inspect(await service.load());
  assert.match(shown, /^ServedModel KNNWithMeans [0-9a-f]{8}: 14 users, 11 items$/, 'in a notebook: a line');
  const { status, body } = await ask(service, '/ready');
  assert.deepEqual(
    [status, body.users, body.items, body.foldsIn, body.findsSimilar],
    [200, 14, 11, true, true],
  );
  await service.close();
});

test('a key guards feedback and reload; a damaged new model is refused and the old one serves on', async () => {
  const service = await toyService({ apiKey: KEY });
  const event = { events: [{ type: 'click', userId: 'ann', itemId: 'i1', place: 2 }] };
  const refused = [
    await ask(service, '/feedback', json(event)),
    await ask(service, '/feedback', json(event, { 'x-api-key': 'guess' })),
  ];
  for (const reply of refused) assert.deepEqual([reply.status, codeOf(reply)], [401, 'WRONG_KEY']);
  const kept = await ask(service, '/feedback', json(event, { 'x-api-key': KEY }));
  assert.deepEqual([kept.status, kept.body], [201, { stored: 1 }]);
  const events = await readFeedback(service.feedbackDir);
  assert.deepEqual(
    events.map(({ userId: user, itemId: item, place }) => [user, item, place]),
    [['ann', 'i1', 2]],
  );

  const before = (await ask(service, '/ready')).body.model;
  await saveToy(service.dir, 'BaselineOnly');
  const reload = await ask(service, '/admin/reload', { method: 'POST', headers: { 'x-api-key': KEY } });
  assert.equal(reload.status, 200);
  assert.match(reload.body.model, /^BaselineOnly [0-9a-f]{8}$/);
  assert.notEqual((await ask(service, '/ready')).body.model, before);
  truncateSync(
    path.join(service.dir, readdirSync(service.dir).find((name) => name.startsWith('train-user'))!),
    8,
  );
  const broken = await ask(service, '/admin/reload', { method: 'POST', headers: { 'x-api-key': KEY } });
  assert.deepEqual([broken.status, codeOf(broken)], [409, 'REFUSED_MODEL']);
  assert.equal((await ask(service, '/ready')).body.model, reload.body.model);
  await saveToy(service.dir); // whole again
  const header = path.join(service.dir, 'model.json');
  const { checksum: _, ...odd } = JSON.parse(readFileSync(header, 'utf8'));
  const films = await writePackageFile(service.dir, 'films', 'json', Buffer.from('{}'));
  const breaks = [
    () => writeFileSync(header, headerText({ ...odd, films })),
    () => {
      rmSync(header);
      mkdirSync(header);
    },
  ];
  for (const breakIt of breaks) {
    breakIt();
    const reply = await ask(service, '/admin/reload', { method: 'POST', headers: { 'x-api-key': KEY } });
    assert.deepEqual([reply.status, codeOf(reply)], [409, 'REFUSED_MODEL']);
    assert.equal((await ask(service, '/ready')).body.model, reload.body.model);
  }
  assert.equal((await ask(service, '/recommend/u1')).status, 200);
});

test('models are swapped under load, and no request fails', LIMIT, async () => {
  const service = await toyService({ rateLimit: 0 });
  const address = await service.listen();
  const models = new Set<string>();
  let stop = false;
  const client = async () => {
    for (let n = 0; !stop; n++) {
      const reply = await fetch(`${address}/recommend/u${n % 14}`);
      assert.equal(reply.status, 200);
      models.add(((await reply.json()) as { model: string }).model);
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  try {
    for (const name of ['BaselineOnly', 'KNNWithMeans', 'BaselineOnly', 'KNNWithMeans']) {
      await saveToy(service.dir, name);
      await service.load();
      models.clear();
      await until(() => [...models].some((model) => model.startsWith(name)), `a list of ${name}`);
    }
  } finally {
    stop = true;
    await clients;
  }
});

test('the log has no address, no query, no body; the metrics count', async () => {
  const lines: string[] = [];
  const service = await toyService({ log: { write: (line) => lines.push(line) } });
  await ask(service, '/items?query=private words');
  await ask(service, '/recommend', {
    ...json({ ratings: [{ itemId: 'i7', rating: 5 }] }),
    remoteAddress: '10.1.2.3',
  });
  await ask(service, '/recommend/u1');
  const log = lines.join('');
  assert.match(log, /"path":"\/recommend\/u1"/);
  assert.doesNotMatch(log, /private|10\.1\.2\.3|i7|user-agent|lightMyRequest/i);
  const { body } = await ask(service, '/metrics');
  assert.match(body, /lab_request_seconds_count\{method="GET",route="\/recommend\/:userId",status="200"\} 1/);
  assert.match(body, /lab_lists_total\{cold="false"\} 2/);
  assert.match(body, /lab_catalog_coverage (0\.\d+|1)\n/);
  assert.match(body, /lab_model_info\{model="KNNWithMeans [0-9a-f]{8}",date="2026-11-24"\} 1/);
});

test('OpenAPI: every route, from the schemas that check', async () => {
  const service = await toyService();
  const { body } = await ask(service, '/docs/openapi.json');
  assert.equal(body.openapi, '3.0.3');
  assert.deepEqual(Object.keys(body.paths).sort(), [
    '/admin/reload',
    '/experiments',
    '/experiments/{name}',
    '/experiments/{name}/freeze',
    '/experiments/{name}/stop',
    '/explain',
    '/explain/{userId}/{itemId}',
    '/feedback',
    '/health',
    '/items',
    '/ready',
    '/recommend',
    '/recommend/{userId}',
    '/similar',
    '/similar/{itemId}',
  ]);
  const n = body.paths['/recommend/{userId}'].get.parameters.find(
    ({ name }: { name: string }) => name === 'n',
  );
  assert.deepEqual(n.schema, { type: 'integer', minimum: 1, maximum: 100, default: 10 });
  assert.deepEqual(Object.keys(body.paths['/feedback'].post.responses), [
    '201',
    '400',
    '401',
    '404',
    '413',
    '415',
    '429',
    '503',
  ]);
});

test('closing answers what is under way and keeps its feedback', LIMIT, async () => {
  const service = await toyService();
  const address = await service.listen();
  const event = { events: [{ type: 'impression', userId: 'late', itemId: 'i2' }] };
  const body = JSON.stringify(event);
  const { port } = new URL(address);
  const socket = createConnection(Number(port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  const head = `POST /feedback HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 10));
  // The request is under way, its body is not.
  await until(
    () => answer.startsWith('HTTP/1.1 100 Continue'),
    () => answer,
  );
  const closed = service.close();
  await new Promise((done) => setTimeout(done, 400)); // longer than the store alone would take
  socket.write(body.slice(10));
  await once(socket, 'close');
  await closed;
  assert.match(answer, /\nHTTP\/1.1 201 /);
  assert.match(answer, /\nconnection: close\r/i, 'it waits for the request, not for the connection');
  assert.equal(
    (await readFeedback(service.feedbackDir)).filter(({ userId: user }) => user === 'late').length,
    1,
  );
  await assert.rejects(fetch(`${address}/health`));
});

for (const when of ['on new connections', 'on old connections']) {
  test(`closing answers whoever has asked by then: ${when}`, LIMIT, async () => {
    const service = await toyService({ rateLimit: 0 });
    const { port } = new URL(await service.listen());
    const answers: string[] = [];
    const request = 'GET /recommend/u1 HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const sockets = Array.from({ length: 50 }, (_, n) => {
      const socket = createConnection(Number(port), '127.0.0.1').setEncoding('utf8');
      answers[n] = '';
      socket.on('data', (chunk) => {
        answers[n] += chunk;
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        answers[n] = error.code!;
      });
      return socket;
    });
    const ended = Promise.all(sockets.map((socket) => once(socket, 'close')));
    if (when === 'on old connections') await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write(request);
    await service.close();
    await ended;
    assert.deepEqual([...new Set(answers.map((answer) => answer.slice(0, 15)))], ['HTTP/1.1 200 OK']);
    assert.match(answers[0], /connection: close/i);
  });
}

test('closeServices closes what this process has open, ready or not, and frees its folder', async () => {
  const feedbackDir = temporaryFolder();
  const make = () => createService({ load: () => Promise.reject(new Error('none')), feedbackDir });
  const ready = await make();
  await assert.rejects(make(), { code: 'LOCKED' });
  const address = await ready.listen();
  await closeServices();
  await assert.rejects(fetch(`${address}/health`));
  void make();
  await closeServices();
  await (await make()).close();
  await closeServices();
});
