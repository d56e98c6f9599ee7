/** Requests that a client sends all at once on a connection keep nobody else waiting. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { test } from 'node:test';
import { toyService } from './serve-toy';

const LIMIT = { timeout: 300_000 };
const MANY = 500;

const requests = (path: string, count: number) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(count);

/** The service's answers so far, in its order: the path of each. */
async function service() {
  const answered: string[] = [];
  const paths = new Map<string, string>();
  const log = {
    write: (line: string) => {
      const { reqId, req, res } = JSON.parse(line);
      if (req) paths.set(reqId, req.path);
      if (res) answered.push(paths.get(reqId) as string);
    },
  };
  const toy = await toyService({ rateLimit: 0, log });
  return { answered, port: Number(new URL(await toy.listen()).port) };
}

/** Resolves when the connection has received so many responses. */
async function received(socket: Socket, count: number): Promise<string> {
  let text = '';
  for await (const bytes of socket) {
    text += bytes;
    if (text.split('HTTP/1.1 200').length > count) break;
  }
  return text;
}

test('another client is answered meanwhile', LIMIT, async () => {
  const { answered, port } = await service();
  const [burst, other] = [createConnection(port), createConnection(port)];
  await Promise.all([once(burst, 'connect'), once(other, 'connect')]);
  burst.write(requests('/recommend/u1', MANY));
  await once(burst, 'readable');
  other.write(requests('/items', 1));
  await Promise.all([received(burst, MANY), received(other, 1)]);
  assert.equal(answered.length, MANY + 1);
  assert.notEqual(answered.at(-1), '/items');
});

test('responses come in the order of their requests, and the connection stays', LIMIT, async () => {
  const { answered, port } = await service();
  const socket = createConnection(port);
  socket.write(requests('/items', 2) + requests('/health', 2) + requests('/ready', 1));
  await once(socket, 'readable');
  socket.write(requests('/health', 1).replace('Host', 'Connection: close\r\nHost'));
  const text = await received(socket, 6);
  assert.equal(text.split('HTTP/1.1 200').length, 7);
  assert.deepEqual(answered, ['/items', '/items', '/health', '/health', '/ready', '/health']);
});

test('a client that leaves before its responses have come keeps nobody waiting', LIMIT, async () => {
  const { port } = await service();
  const [gone, other] = [createConnection(port), createConnection(port)];
  gone.write(requests('/recommend/u1', MANY));
  await once(gone, 'readable');
  gone.resetAndDestroy();
  other.write(requests('/items', 1));
  assert.match(await received(other, 1), /^HTTP\/1\.1 200 OK/);
});
