import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, truncateSync } from 'node:fs';
import { createConnection } from 'node:net';
import * as path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { InjectOptions } from 'fastify';
import { itemId, userId } from '../../lib/core/ids';
import { MODELS } from '../../lib/models/registry';
import type { VisitorRating } from '../../lib/models/visitor';
import { readFeedback } from '../../lib/service/feedback-store';
import { KeptLists } from '../../lib/service/kept-lists';
import { loadModel } from '../../lib/service/model-package';
import type { ListedItem } from '../../lib/service/served-model';
import { createService, type Service } from '../../lib/service/service';
import { saveToy, temporaryFolder, toyService } from './serve-toy';

/** For tests that wait for sockets. */
const LIMIT = { timeout: 60_000 };
const KEY = 'a key of many characters';
const json = (payload: unknown, headers: Record<string, string> = {}) =>
  ({
    method: 'POST',
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  }) as const;

async function ask(service: Service, url: string, more: InjectOptions = {}) {
  const reply = await service.app.inject({ method: 'GET', url, ...more });
  const type = String(reply.headers['content-type']);
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: type.includes('json') ? reply.json() : reply.body,
  };
}

/** The error's code; the body must be the one of all errors. */
function codeOf({ body }: { body: { error: Record<string, string> } }): string {
  assert.deepEqual(Object.keys(body), ['error']);
  assert.deepEqual(Object.keys(body.error), ['code', 'message', 'requestId']);
  assert.doesNotMatch(JSON.stringify(body), /node_modules|\.ts:|at async/, 'no stack trace');
  return body.error.code;
}

test('lists are those of the model, with titles, intervals and reasons', async () => {
  const service = await toyService();
  const { status, body } = await ask(service, '/recommend/u1?n=3&because=true');
  assert.equal(status, 200);
  const expected = service.toy.recommend(userId('u1'), { k: 3 });
  assert.deepEqual(
    body.recommendations.map(({ itemId: item, score, support }: Record<string, unknown>) => ({
      item,
      score,
      support,
    })),
    expected,
  );
  const [best] = body.recommendations;
  assert.equal(body.cold, false);
  assert.match(best.title, /\(199\d\)$/);
  assert.deepEqual(best.confidence, {
    word: 'high',
    low: Math.max(1, best.predictedRating - 0.75),
    high: Math.min(5, best.predictedRating + 0.75),
    coverage: 0.8,
  });
  assert.ok(best.predictedRating >= 1 && best.predictedRating <= 5);
  const plain = await ask(service, '/recommend/u1?n=3');
  assert.equal(plain.body.recommendations[0].because, null, 'not asked for');
  const similar = await ask(service, '/similar/i3?n=2');
  assert.equal(similar.body.title, 'Amélie 3 (1993)');
  const items = similar.body.similar.map(({ itemId: item }: { itemId: string }) => item);
  assert.deepEqual(
    items,
    service.toy.similarItems(itemId('i3'), { k: 2, shrinkage: 20 }).map(({ item }) => item),
  );
});

test('a visitor is folded in; unknown films are told; nothing known gives the list for everybody', async () => {
  const service = await toyService();
  const rated = [
    { itemId: 'i0', rating: 5 },
    { itemId: 'i1', rating: 1 },
    { itemId: 'i0', rating: 4 },
    { itemId: 'nope', rating: 3 },
  ];
  const { body } = await ask(service, '/recommend', json({ ratings: rated, n: 4 }));
  const visitor = service.toy.foldIn([
    { item: itemId('i0'), rating: 4 },
    { item: itemId('i1'), rating: 1 },
  ]);
  assert.deepEqual(
    body.recommendations.map((place: { score: number }) => place.score),
    visitor.recommend({ k: 4 }).map(({ score }) => score),
  );
  assert.deepEqual([body.userId, body.cold, body.ignored], [null, false, ['nope']]);
  for (const ratings of [[], [{ itemId: 'nope', rating: 3 }]]) {
    const { body: cold } = await ask(service, '/recommend', json({ ratings }));
    assert.equal(cold.cold, true);
    assert.equal(cold.recommendations[0].predictedRating, null);
    const scores = cold.recommendations.map(({ score }: { score: number }) => score);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
  }
  const diverse = await ask(service, '/recommend', json({ ratings: rated, n: 4, diversity: 1 }));
  const genres = diverse.body.recommendations
    .slice(0, 3)
    .map((film: { genres: string[] }) => film.genres.join());
  assert.equal(new Set(genres).size, 3, 'three kinds on three places');
});

test('lists that are asked for again are kept: few, the latest, and those of the model that is served', async () => {
  const kept = new KeptLists<{ items: number[] }>(5);
  let made = 0;
  const get = (name: string, items: number) => kept.get(name, () => ({ items: Array(items).fill(++made) }));
  assert.equal(get('a', 2), get('a', 2));
  get('b', 2);
  get('a', 2);
  get('c', 2); // one too many: b was asked for longest ago
  assert.equal(made, 3);
  get('a', 2);
  assert.equal(made, 3);
  get('b', 2);
  assert.equal(made, 4);
  assert.notEqual(get('long', 6), get('long', 6), 'longer than all that is kept');
  assert.equal(
    kept.get('none', () => undefined),
    undefined,
  );

  const service = await toyService();
  const ask2 = async (query: string) => (await ask(service, `/recommend/u1${query}`)).body;
  assert.deepEqual(await ask2('?n=3'), await ask2('?n=3'));
  assert.equal((await ask2('?n=2')).recommendations.length, 2);
  const titles = async (user: number, query: string) => {
    const { body } = await ask(service, `/recommend/u${user}?n=3${query}`);
    return body.recommendations.map(({ title }: { title: string }) => title).join();
  };
  const users = Array.from({ length: 14 }, (_, user) => user);
  const differs = await Promise.all(
    users.map(async (user) => (await titles(user, '')) !== (await titles(user, '&diversity=1'))),
  );
  assert.ok(differs.includes(true), 'a more diverse list is another one');
  const before = await ask2('?n=3');
  await saveToy(service.dir, 'BaselineOnly');
  await service.load();
  assert.notDeepEqual((await ask2('?n=3')).recommendations, before.recommendations);
});

test('search takes no notice of case and accents, and of the order of words', async () => {
  const service = await toyService();
  const titles = async (query: string) =>
    (await ask(service, `/items?query=${encodeURIComponent(query)}`)).body.items.map(
      ({ title }: { title: string }) => title,
    );
  assert.ok((await titles('AMELIE 3')).includes('Amélie 3 (1993)'));
  assert.deepEqual(await titles('wars star 4'), ['Star Wars 4 (1994)']);
  assert.match((await titles('star'))[0], /^Star Wars/, 'titles that begin so come first');
  assert.deepEqual(await titles('war and peace'), []);
  assert.equal((await titles('')).length, 10);
});

const mistakes: [number, string, string, InjectOptions][] = [
  [404, 'UNKNOWN_USER', '/recommend/nobody', {}],
  [404, 'UNKNOWN_USER', '/recommend/__proto__', {}],
  [404, 'UNKNOWN_USER', `/recommend/${encodeURIComponent('../../etc/passwd\0')}`, {}],
  [404, 'UNKNOWN_USER', `/recommend/${encodeURIComponent("' OR 1=1; --<script>")}`, {}],
  [404, 'UNKNOWN_ITEM', '/similar/nothing', {}],
  [404, 'UNKNOWN_ITEM', '/feedback', json({ events: [{ type: 'click', userId: 'a', itemId: 'zz' }] })],
  [405, 'NO_METHOD', '/recommend', {}],
  [405, 'NO_METHOD', '/recommend/u1?n=3', { method: 'DELETE' }],
  [405, 'NO_METHOD', '/recommend/u1', { method: 'QUERY' as 'GET' }],
  [405, 'NO_METHOD', '/ready', { method: 'POST', payload: '<a/>', headers: { 'content-type': 'text/xml' } }],
  [404, 'NO_ROUTE', '/nowhere', { ...json(1), payload: '{"a":' }],
  [404, 'NO_ROUTE', '/recommend/u1/more', {}],
  [404, 'NO_ROUTE', '/../package.json', {}],
  [400, 'INVALID', '/recommend/u1?n=0', {}],
  [400, 'INVALID', '/recommend/u1?n=101', {}],
  [400, 'INVALID', '/recommend/u1?n=2.5', {}],
  [400, 'INVALID', '/recommend/u1?n=ten', {}],
  [400, 'INVALID', '/recommend/u1?n=3&n=4', {}],
  [400, 'INVALID', '/recommend/u1?k=3', {}],
  [400, 'INVALID', '/recommend/u1?diversity=NaN', {}],
  [400, 'INVALID', '/recommend/u1?diversity=Infinity', {}],
  [400, 'INVALID', '/recommend/u1?diversity=-Infinity', {}],
  [400, 'INVALID', '/recommend/u1?n=Infinity', {}],
  [400, 'INVALID', '/recommend/u1?n=1e9', {}],
  [400, 'INVALID', '/recommend', { ...json(1), payload: '{"ratings":[{"itemId":"i1","rating":1e999}]}' }],
  [400, 'INVALID', `/recommend/${'x'.repeat(101)}`, {}],
  [400, 'BAD_URL', '/recommend/%E0%A4%A', {}],
  [400, 'INVALID', '/recommend', json([])],
  [400, 'INVALID', '/recommend', json({})],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1', rating: 6 }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1', rating: 2.5 }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1', rating: '5' }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1', rating: true }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1', rating: null }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 1, rating: 5 }] })],
  [400, 'INVALID', '/recommend', json({ ratings: [], extra: 1 })],
  [400, 'INVALID', '/recommend', json({ ratings: Array(501).fill({ itemId: 'i1', rating: 5 }) })],
  [400, 'INVALID', '/feedback', json({ events: [] })],
  [400, 'INVALID', '/feedback', json({ events: [{ type: 'stare', userId: 'a', itemId: 'i1' }] })],
  [400, 'INVALID', '/feedback', json({ events: [{ type: 'rating', userId: 'a', itemId: 'i1' }] })],
  [400, 'INVALID', '/feedback', json({ events: [{ type: 'click', userId: 'a', itemId: 'i1', rating: 3 }] })],
  [400, 'NOT_JSON', '/recommend', { ...json(1), payload: '{"ratings":' }],
  [400, 'NOT_JSON', '/recommend', { ...json(1), payload: '' }],
  [400, 'NOT_JSON', '/recommend', { ...json(1), payload: '{"__proto__":{"a":1},"ratings":[]}' }],
  [413, 'TOO_LARGE', '/recommend', { ...json(1), payload: `{"ratings":[${' '.repeat(70_000)}]}` }],
  [
    415,
    'MEDIA_TYPE',
    '/recommend',
    { method: 'POST', payload: 'ratings=5', headers: { 'content-type': 'text/plain' } },
  ],
  [
    415,
    'MEDIA_TYPE',
    '/feedback',
    { method: 'POST', payload: '<a/>', headers: { 'content-type': 'application/xml' } },
  ],
  [401, 'NO_KEY', '/admin/reload', { method: 'POST' }],
];
test('what is wrong with a request is told in one form', async (t) => {
  const service = await toyService({ rateLimit: 0 });
  for (const [status, code, url, more] of mistakes) {
    await t.test(
      `${status} ${code} ${more.method ?? 'GET'} ${url.slice(0, 40)} ${String(more.payload ?? '').slice(0, 60)}`,
      async () => {
        const reply = await ask(service, url, more);
        assert.deepEqual([reply.status, codeOf(reply)], [status, code], reply.body.error?.message);
      },
    );
  }
  const cold = await ask(service, '/recommend/nobody?cold=true&n=2');
  assert.deepEqual([cold.status, cold.body.cold, cold.body.recommendations.length], [200, true, 2]);
  const bad = await ask(service, '/recommend', json({ ratings: [{ itemId: 'i1', rating: 6 }] }));
  assert.equal(bad.body.error.message, 'body ratings.0.rating must be 1 to 5 in steps of 1, got 6');
});

/** Reasons are own ratings above the middle, with their titles. */
function checkReasons(list: readonly ListedItem[], rated: readonly VisitorRating[]): void {
  const own = new Map(rated.map(({ item, rating }) => [String(item), rating]));
  for (const { itemId: item, because } of list) {
    assert.ok(because && because.length <= 3);
    for (const { itemId: by, title, rating, adds } of because) {
      assert.ok(by !== item && rating > 3 && rating === own.get(by), `${by}: ${rating}`);
      assert.match(title, /\(199\d\)$/);
      assert.ok(adds === null || adds > 0);
    }
  }
}

test('every model of the registry is served, whatever it can', async () => {
  const service = await toyService({ rateLimit: 0 });
  for (const { name } of MODELS) {
    const toy = await saveToy(service.dir, name);
    await service.load();
    const list = await ask(service, '/recommend/u1?because=true');
    assert.equal(list.status, 200, name);
    checkReasons(list.body.recommendations, toy.train.ratingsOf(userId('u1')));
    const visitor = await ask(
      service,
      '/recommend',
      json({ ratings: [{ itemId: 'i0', rating: 5 }], because: true }),
    );
    assert.equal(visitor.status, 200, name);
    assert.equal(visitor.body.cold, !toy.can.foldsIn, name);
    checkReasons(visitor.body.recommendations, [{ item: itemId('i0'), rating: 5 }]);
    const similar = await ask(service, '/similar/i0');
    assert.equal(similar.status, toy.can.similarItems ? 200 : 404, name);
  }
});

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
      await new Promise((done) => setTimeout(done, 20));
    }
  } finally {
    stop = true;
    await clients;
  }
  assert.equal(models.size, 2);
});

test('too many requests: 429 for lists, not for health', async () => {
  const service = await toyService({ rateLimit: 3 });
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push((await ask(service, '/recommend/u1')).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  const reply = await ask(service, '/nowhere');
  assert.deepEqual([reply.status, codeOf(reply)], [429, 'RATE_LIMIT']);
  assert.ok(Number(reply.headers['retry-after']) > 0);
  assert.equal((await ask(service, '/health')).status, 200);
});

test('headers: a strict content policy, nothing for other origins unless told', async () => {
  const service = await toyService();
  const { headers } = await ask(service, '/', { headers: { origin: 'https://example.org' } });
  assert.match(String(headers['content-security-policy']), /default-src 'none';script-src 'self'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['access-control-allow-origin'], undefined);
  assert.equal(headers['x-powered-by'], undefined);
  const open = await toyService({ cors: ['https://example.org'] });
  const allowed = await ask(open, '/items', { headers: { origin: 'https://example.org' } });
  assert.equal(allowed.headers['access-control-allow-origin'], 'https://example.org');
  const other = await ask(open, '/items', { headers: { origin: 'https://example.com' } });
  assert.notEqual(other.headers['access-control-allow-origin'], 'https://example.com');
});

test('on the loopback address only names of this machine are answered', LIMIT, async () => {
  const service = await toyService();
  const { port } = new URL(await service.listen());
  const raw = async (text: string) => {
    const socket = createConnection(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.end(text);
    await once(socket, 'close');
    return answer;
  };
  assert.match(
    await raw('GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1.1 421 .*WRONG_HOST/s,
  );
  assert.match(
    await raw(`GET /health HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`),
    /^HTTP\/1.1 200 /,
  );
  for (const [head, status] of [
    ['GET /health HTTP/1.1\r\nConnection: close', 400],
    ['POST /recommend HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: much', 417],
    ['POST /recommend HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked', 400],
    ['PRI * HTTP/2.0', 400],
  ] as const) {
    const answer = await raw(`${head}\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} .*\\{"error":\\{"code":"BAD_REQUEST"`, 's'), head);
  }
  assert.match(await raw('nonsense\r\n\r\n'), /^HTTP\/1.1 400 .*"code":"BAD_REQUEST"/s);
  assert.match(
    await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`),
    /^HTTP\/1.1 431 /,
  );
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
  assert.match(body, /lab_catalogue_coverage (0\.\d+|1)\n/);
  assert.match(body, /lab_model_info\{model="KNNWithMeans [0-9a-f]{8}",date="2026-11-24"\} 1/);
});

test('OpenAPI: every route, from the schemas that check', async () => {
  const service = await toyService();
  const { body } = await ask(service, '/docs/openapi.json');
  assert.equal(body.openapi, '3.0.3');
  assert.deepEqual(Object.keys(body.paths).sort(), [
    '/admin/reload',
    '/explain/{userId}/{itemId}',
    '/feedback',
    '/health',
    '/items',
    '/ready',
    '/recommend',
    '/recommend/{userId}',
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
  const head = `POST /feedback HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 10));
  await new Promise((done) => setTimeout(done, 100)); // the request is under way, its body is not
  const started = performance.now();
  const closed = service.close();
  await new Promise((done) => setTimeout(done, 400)); // longer than the store alone would take
  socket.write(body.slice(10));
  await once(socket, 'close');
  await closed;
  assert.match(answer, /^HTTP\/1.1 201 /);
  assert.ok(performance.now() - started < 3000, 'it waited for the request, not for the connection');
  assert.equal(
    (await readFeedback(service.feedbackDir)).filter(({ userId: user }) => user === 'late').length,
    1,
  );
  await assert.rejects(fetch(`${address}/health`));
});
