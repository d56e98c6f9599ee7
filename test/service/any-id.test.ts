/** Ids that can't stand in the path of a URL, or need much of it. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel } from '../../lib/models/registry';
import { MOST_ID_LENGTH } from '../../lib/service/http/schemas';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { ask, codeOf, json } from './ask';
import { temporaryFolder } from './serve-toy';

/** Clients resolve the first two before they send; the last takes nine bytes in a URL for each character. */
const IDS = [
  '.',
  '..',
  'a/b',
  'x?y=1&z#',
  '100%',
  '%2e',
  'a+b',
  '__proto__',
  '🍕',
  'ि'.repeat(MOST_ID_LENGTH),
];

async function serviceOfIds(): Promise<Service> {
  const home = temporaryFolder();
  const rows = IDS.flatMap((user, u) =>
    IDS.filter((_, i) => (u + i) % 3 > 0).map((item, i) => [user, item, 1 + ((u * i) % 5)] as const),
  );
  const ratings = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  const model = await createModel('KNNBasic', { userBased: false }).fit(ratings);
  await saveModel(model, path.join(home, 'model'), { date: '2026-11-24' });
  const load = () => loadModel(path.join(home, 'model'));
  const service = await createService({ load, feedbackDir: path.join(home, 'feedback') });
  await service.load();
  after(() => service.close());
  return service;
}

const query = (asked: Record<string, string>) => `?${new URLSearchParams(asked)}`;

test('every id can be sent in the query, over the network, too', async () => {
  const service = await serviceOfIds();
  const address = await service.listen({ port: 0 });
  for (const id of IDS) {
    for (const [route, asked] of [
      ['/recommend', { userId: id, n: '3' }],
      ['/similar', { itemId: id, n: '3' }],
      ['/explain', { userId: id, itemId: id }],
    ] as const) {
      const answer = await fetch(`${address}${route}${query(asked)}`);
      const body = (await answer.json()) as Record<string, unknown>;
      assert.equal(answer.status, 200, `${route} ${id.slice(0, 10)}: ${JSON.stringify(body.error)}`);
      for (const name of ['userId', 'itemId'] as const)
        if (name in asked) assert.equal(body[name], (asked as Record<string, string>)[name]);
    }
  }
  const clicks = IDS.map((id) => ({ type: 'click', userId: id, itemId: id }));
  assert.equal((await ask(service, '/feedback', json({ events: clicks }))).status, 201);
});

test('an id in the query gets the answer of the id in the path', async () => {
  const service = await serviceOfIds();
  const [user, item] = [userId('a/b'), itemId('🍕')].map(encodeURIComponent);
  for (const [inPath, inQuery] of [
    [`/recommend/${user}?n=2&because=true`, `/recommend?userId=${user}&n=2&because=true`],
    [`/similar/${item}?n=2`, `/similar?itemId=${item}&n=2`],
    [`/explain/${user}/${item}?by=ratings`, `/explain?userId=${user}&itemId=${item}&by=ratings`],
    ['/recommend/nobody?cold=true', '/recommend?userId=nobody&cold=true'],
  ] as const) {
    const [one, other] = [await ask(service, inPath), await ask(service, inQuery)];
    assert.deepEqual([other.status, other.body], [200, one.body], inQuery);
  }
});

test('a query without an id, with two, or with one that is too long is refused', async () => {
  const service = await serviceOfIds();
  const long = 'x'.repeat(MOST_ID_LENGTH + 1);
  for (const url of ['/recommend', '/similar?n=3', '/explain?userId=.', '/recommend?userId=a&userId=b']) {
    const reply = await ask(service, url);
    assert.deepEqual([reply.status, codeOf(reply)], [400, 'INVALID'], url);
  }
  const missing = await ask(service, '/explain?userId=.');
  assert.match(missing.body.error.message, /itemId/);
  const tooLong = await ask(service, `/similar?itemId=${long}`);
  assert.match(tooLong.body.error.message, /itemId must NOT have more than 500 characters/);
  assert.equal(codeOf(await ask(service, `/similar/${long}`)), 'TOO_LONG');
});
