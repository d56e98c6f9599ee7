/**
 * Nonsense from the OpenAPI document: each parameter and each field of a body in turn gets a value that somebody might
 * send by mistake or on purpose. Whatever it is, no answer is a 5xx, and every refusal has the one body.
 * (`npm run strain -- --fuzz` asks much more, with schemathesis.)
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../lib/math/random/random-state';
import { toyService } from './serve-toy';

const TEXTS = [
  ...['', ' ', '0', '-1', '1e9', '1e1', 'NaN', 'Infinity', '-Infinity', '1.5', '0x10', '٣', 'null', 'true'],
  ...['u1', 'i1', 'constructor', 'toString', '__proto__', '../..', '%', '%00', '\u0000', '\u202e', '😀'],
  ...["' OR 1=1 --", '<b>', '{{7*7}}', '(.*)+$', 'a'.repeat(101), 'a,b', '[]', '{}', '1;2', 'n=1&n=2'],
];
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1, 5, 1.5, 1e9, 1e308, -0, [], {}, [[]], ['i1'], [null], '\ud800', ...TEXTS],
  ...[{ itemId: 'i1' }, [{ itemId: 'i1', rating: 5 }], [{ itemId: '\ud800', rating: 5 }], [{ rating: 5 }]],
  ...[[{ type: 'click', userId: '\ud800', itemId: 'i1' }], [{ type: 'click' }], [{ type: {} }]],
  ...[
    Array(600).fill({ itemId: 'i1', rating: 5 }),
    [{ type: 'rating', userId: 'a', itemId: 'i1', rating: 0 }],
  ],
];

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly properties: Record<string, object> } }>;
  };
}

test('no nonsense is answered with a 5xx', { timeout: 300_000 }, async () => {
  const service = await toyService({ rateLimit: 0 });
  const { app } = service;
  const { paths } = (await app.inject('/docs/openapi.json')).json() as {
    paths: Record<string, Record<string, Operation>>;
  };
  const random = new RandomState(8);
  const pick = <T>(values: readonly T[]) => values[random.interval(values.length - 1)];
  const statuses = new Map<number, number>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const fields = Object.keys(requestBody?.content['application/json'].schema.properties ?? {});
      for (let n = 0; n < 60; n++) {
        const address = path.replace(/\{\w+\}/g, () => encodeURIComponent(pick(TEXTS)));
        const query = parameters
          .filter(({ in: place }) => place === 'query' && random.random() < 0.5)
          .map(({ name }) => `${name}=${encodeURIComponent(pick(TEXTS))}`);
        const body = Object.fromEntries(
          fields.filter(() => random.random() < 0.8).map((field) => [field, pick(VALUES)]),
        );
        const url = `${address}${query.length > 0 ? `?${query.join('&')}` : ''}`;
        const reply = await app.inject({
          method: method.toUpperCase() as 'GET',
          url,
          ...(requestBody && {
            payload: JSON.stringify(random.random() < 0.9 ? body : pick(VALUES)),
            headers: { 'content-type': 'application/json' },
          }),
        });
        const what = `${method} ${url} ${JSON.stringify(body).slice(0, 200)}: ${reply.body.slice(0, 300)}`;
        statuses.set(reply.statusCode, (statuses.get(reply.statusCode) ?? 0) + 1);
        assert.ok(reply.statusCode < 500, what);
        if (reply.statusCode < 300) continue;
        assert.deepEqual(Object.keys(reply.json()), ['error'], what);
        assert.deepEqual(Object.keys(reply.json().error), ['code', 'message', 'requestId'], what);
        assert.doesNotMatch(reply.body, /node_modules|\.ts:|at async/, what);
      }
    }
  }
  assert.ok(
    statuses.get(200)! > 20 && statuses.get(400)! > 100 && statuses.get(404)! > 20,
    [...statuses].join(),
  );
});
