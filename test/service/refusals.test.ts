/** What the service refuses, and how. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { ask, codeOf, json } from './ask';
import { toyService } from './serve-toy';

/** For tests that wait for sockets. */
const LIMIT = { timeout: 300_000 };

const mistakes: [number, string, string, InjectOptions][] = [
  [404, 'UNKNOWN_USER', '/recommend/nobody', {}],
  [404, 'UNKNOWN_USER', '/recommend/__proto__', {}],
  [404, 'UNKNOWN_USER', `/recommend/${encodeURIComponent('../../etc/passwd\0')}`, {}],
  [404, 'UNKNOWN_USER', `/recommend/${encodeURIComponent("' OR 1=1; --<script>")}`, {}],
  [404, 'UNKNOWN_ITEM', '/similar/nothing', {}],
  [404, 'UNKNOWN_ITEM', '/feedback', json({ events: [{ type: 'click', userId: 'a', itemId: 'zz' }] })],
  [400, 'INVALID', '/recommend', {}],
  [405, 'NO_METHOD', '/recommend', { method: 'DELETE' }],
  [405, 'NO_METHOD', '/recommend/u1?n=3', { method: 'DELETE' }],
  [405, 'NO_METHOD', '/recommend/u1', { method: 'QUERY' as 'GET' }],
  [405, 'NO_METHOD', '/ready', { method: 'POST', payload: '<a/>', headers: { 'content-type': 'text/xml' } }],
  [405, 'NO_METHOD', '/', { method: 'POST' }],
  [405, 'NO_METHOD', '/docs', { method: 'DELETE' }],
  [405, 'NO_METHOD', '/metrics', { method: 'PUT', payload: 'x' }],
  [400, 'INVALID', '/recommend?n=3', json({ ratings: [] })],
  [400, 'INVALID', '/feedback?dry=1', json({ events: [{ type: 'click', userId: 'a', itemId: 'i1' }] })],
  [414, 'TOO_LONG', `/recommend/${'x'.repeat(501)}`, {}],
  [415, 'ENCODING', '/recommend', json({ ratings: [] }, { 'content-encoding': 'gzip' })],
  [404, 'NO_ROUTE', '/pageXcss', {}],
  [404, 'NO_ROUTE', '/nowhere', json({}, { 'content-encoding': 'gzip' })],
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
  [400, 'INVALID', '/recommend/', {}],
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
  [400, 'NOT_SUPPORTED', '/feedback', json({ events: [{ type: 'new-user', userId: 'a' }] })],
  [400, 'NOT_SUPPORTED', '/feedback', json({ events: [{ type: 'new-item', itemId: 'a' }] })],
  [
    400,
    'NOT_SUPPORTED',
    '/feedback',
    json({ events: [{ type: 'click', userId: 'a', itemId: 'i1', id: '1' }] }),
  ],
  [400, 'INVALID', '/recommend', json({ ratings: [{ itemId: 'i1\ud800', rating: 5 }] })],
  [400, 'INVALID', '/feedback', json({ events: [{ type: 'click', userId: 'a\ud800', itemId: 'i1' }] })],
  [400, 'INVALID', '/feedback', json({ events: [{ type: 'click', userId: 'a', itemId: '\udc00' }] })],
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
  const latin1 = Buffer.from('{"ratings":[{"itemId":"Jos\xe9","rating":5}]}', 'latin1');
  const foreign = await ask(service, '/recommend', { ...json(1), payload: latin1 });
  assert.deepEqual([foreign.status, codeOf(foreign)], [400, 'NOT_JSON']);
  assert.equal(foreign.body.error.message, 'the request body must be JSON in UTF-8');
  const half = await ask(service, '/recommend', json({ ratings: [{ itemId: '\ud800', rating: 5 }] }));
  assert.equal(half.body.error.message, 'body ratings.0.itemId must be well-formed Unicode');
  const bad = await ask(service, '/recommend', json({ ratings: [{ itemId: 'i1', rating: 6 }] }));
  assert.equal(bad.body.error.message, 'body ratings.0.rating must be 1 to 5 in steps of 1, got 6');
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

test('a clock that is set back keeps nobody waiting longer', async (t) => {
  const service = await toyService({ rateLimit: 1 });
  const statusNow = async () => (await ask(service, '/recommend/u1')).status;
  assert.deepEqual([await statusNow(), await statusNow()], [200, 429]);
  const [time, uptime] = [Date.now(), performance.now()];
  t.mock.method(Date, 'now', () => time - 3_600_000);
  assert.equal(await statusNow(), 429);
  t.mock.method(performance, 'now', () => uptime + 60_000);
  assert.equal(await statusNow(), 200);
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
    await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`),
    /^HTTP\/1.1 431 /,
  );
});

test('OPTIONS is for preflight requests only; any other is refused in the usual form', async () => {
  for (const service of [await toyService(), await toyService({ cors: ['https://example.org'] })]) {
    for (const headers of [{}, { origin: 'https://example.org' }]) {
      const reply = await ask(service, '/recommend', { method: 'OPTIONS', headers });
      assert.deepEqual(
        [reply.status, codeOf(reply), reply.headers.allow],
        [405, 'NO_METHOD', 'GET, HEAD, POST'],
      );
      assert.equal((await ask(service, '/nowhere', { method: 'OPTIONS', headers })).status, 404);
    }
  }
  const service = await toyService({ cors: ['https://example.org'] });
  const preflight = (origin: string) =>
    ask(service, '/recommend', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const { status, headers } = await preflight('https://example.org');
  assert.deepEqual([status, headers['access-control-allow-origin']], [204, 'https://example.org']);
  assert.equal(headers['access-control-allow-methods'], 'GET, POST');
  const { headers: other } = await preflight('https://example.com');
  assert.equal(other['access-control-allow-origin'], undefined);
});

test('Allow names the methods; HEAD is GET without a body, and no other', async () => {
  const service = await toyService({ cors: ['https://example.org'] });
  for (const [url, allow] of [
    ['/', 'GET, HEAD'],
    ['/docs', 'GET, HEAD'],
    ['/metrics', 'GET, HEAD'],
    ['/similar/i1?n=2', 'GET, HEAD'],
    ['/recommend', 'GET, HEAD, POST'],
  ]) {
    const { status, headers } = await ask(service, url, { method: 'DELETE' });
    assert.deepEqual([status, headers.allow], [405, allow], url);
  }
  for (const url of ['/', '/docs', '/health', '/recommend/u1']) {
    const [head, get] = [await ask(service, url, { method: 'HEAD' }), await ask(service, url)];
    assert.deepEqual([head.status, head.body], [200, ''], url);
    assert.equal(head.headers['content-type'], get.headers['content-type']);
  }
});

test('CONNECT is answered, and the connection is closed', LIMIT, async () => {
  const service = await toyService();
  const socket = createConnection(Number(new URL(await service.listen()).port));
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes;
  });
  socket.write('CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'close');
  assert.match(answer, /^HTTP\/1\.1 501 Not Implemented\r\n/);
  assert.deepEqual(JSON.parse(answer.split('\r\n\r\n')[1]).error, {
    code: 'BAD_REQUEST',
    message: 'CONNECT is not supported: this service is not a proxy',
    requestId: '',
  });
});
