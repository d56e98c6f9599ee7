/** A service whose model uses context. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { userId } from '../../lib/core/ids';
import { FactorizationMachine } from '../../lib/models/context/factorization-machine';
import { MODELS } from '../../lib/models/registry';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { loadModel, type ModelPackage, saveModel, withStars } from '../../lib/service/package/model-package';
import { contextKey } from '../../lib/service/served/context-key';
import { createService } from '../../lib/service/service';
import { contextWorld } from '../../lib/testing/toy-ratings';
import { DEVICE_BIAS, DeviceBias } from '../fixtures/device-bias';
import { ask, codeOf, json } from './ask';
import { TOY_FILMS, temporaryFolder, toyService } from './serve-toy';

const world = contextWorld();
const INFO = { date: '2026-11-24' };

async function contextService(change = (pack: ModelPackage, _home: string) => Promise.resolve(pack)) {
  const home = temporaryFolder();
  const dir = path.join(home, 'model');
  const model = await new DeviceBias().fit(world);
  await saveModel(model, dir, INFO, TOY_FILMS);
  const load = async () => change(await loadModel(dir, { models: [...MODELS, DEVICE_BIAS] }), home);
  const service = await createService({ load, feedbackDir: path.join(home, 'feedback') });
  await service.load();
  after(() => service.close());
  return { service, model };
}

const inQuery = (context: unknown) => `context=${encodeURIComponent(JSON.stringify(context))}`;
const itemsOf = ({ body }: { body: { recommendations: { itemId: string; score: number }[] } }) =>
  body.recommendations.map(({ itemId: item, score }) => ({ item, score }));

test('lists are those of the context, also from the cache', async () => {
  const { service, model } = await contextService();
  const user = userId('u1');
  for (let time = 0; time < 2; time++) {
    for (const context of [{ device: 'phone' }, { device: 'tv' }, undefined]) {
      const query = context ? `&${inQuery(context)}` : '';
      const answer = await ask(service, `/recommend/u1?n=4&because=true${query}`);
      assert.equal(answer.status, 200);
      const expected = model.recommend(user, { k: 4, context });
      assert.deepEqual(
        itemsOf(answer),
        expected.map(({ item, score }) => ({ item, score })),
        JSON.stringify(context),
      );
      const [{ itemId: item, predictedRating }] = answer.body.recommendations;
      assert.equal(predictedRating, model.predict(user, item, { context }).rating);
    }
  }
});

test('a visitor, and an explanation, in a context', async () => {
  const { service, model } = await contextService();
  const ratings = [{ itemId: 'i0', rating: 5 }];
  const visitor = model.foldIn([{ item: world.items.idOf(world.items.require('i0' as never)), rating: 5 }]);
  for (const context of [{ device: 'phone' }, { device: 'tv' }]) {
    const answer = await ask(service, '/recommend', json({ ratings, n: 3, context, because: true }));
    const expected = visitor.recommend({ k: 3, context }).map(({ item, score }) => ({ item, score }));
    assert.deepEqual(itemsOf(answer), expected);
    const explained = await ask(service, `/explain/u1/i2?${inQuery(context)}`);
    assert.equal(explained.status, 200);
    const { score } = model.explain(userId('u1'), 'i2' as never, { context });
    assert.equal(explained.body.score, score);
    const term = explained.body.terms.find(({ kind }: { kind: string }) => kind === 'context');
    assert.equal(term.label, `context device: ${context.device}`);
    const before = model
      .foldIn(world.ratingsOf(userId('u1')).filter(({ item }) => item !== 'i2'))
      .scoresOf({ context })[world.items.require('i2' as never)];
    assert.equal(explained.body.counterfactuals.score, before);
  }
});

test('FactorizationMachine is served in a context, and its terms add up there', async () => {
  const home = temporaryFolder();
  const dir = path.join(home, 'model');
  const model = await new FactorizationMachine({ context: true, factors: 3, epochs: 20 }).fit(world);
  await saveModel(model, dir, INFO, TOY_FILMS);
  const service = await createService({
    load: () => loadModel(dir),
    feedbackDir: path.join(home, 'feedback'),
  });
  await service.load();
  after(() => service.close());
  for (const context of [
    { device: 'phone', hour: 9 },
    { device: 'tv', hour: 21 },
  ]) {
    const answer = await ask(service, `/recommend/u1?n=4&because=true&${inQuery(context)}`);
    const expected = model.recommend(userId('u1'), { k: 4, context });
    assert.deepEqual(
      itemsOf(answer),
      expected.map(({ item, score }) => ({ item, score })),
    );
    const { body } = await ask(service, `/explain/u1/i2?${inQuery(context)}`);
    const sum = body.terms.reduce((all: number, { value }: { value: number }) => all + value, 0);
    assert.ok(Math.abs(sum - body.score) < 1e-4, `${sum} is not ${body.score}`);
  }
});

test('GET /ready says what can be asked; the OpenAPI document and the page too', async () => {
  const { service } = await contextService();
  const { body } = await ask(service, '/ready');
  assert.deepEqual(body.context, [{ name: 'device', kind: 'categorical', categories: ['phone', 'tv'] }]);
  const { body: api } = await ask(service, '/docs/openapi.json');
  const query = api.paths['/recommend/{userId}'].get.parameters.map(({ name }: { name: string }) => name);
  assert.ok(query.includes('context'));
  const { properties } = api.paths['/recommend'].post.requestBody.content['application/json'].schema;
  assert.equal(properties.context.type, 'object');
  assert.match(String((await ask(service, '/docs')).body), /such as \{&quot;device&quot;:&quot;phone&quot;/);
});

test('a context that the model does not know is refused with 400, and what it knows', async () => {
  const { service } = await contextService();
  for (const [context, message] of [
    [{ device: 'fridge' }, /device must be one of phone, tv, .* got "fridge"/],
    [{ devise: 'tv' }, /no column "devise"; the model DeviceBias \w+ uses device/],
    [{}, /must have a value for device/],
    [{ device: ['tv'] }, /device must be text, a number, true, false or null/],
    [[], /must be a JSON object/],
    [7, /must be a JSON object/],
  ] as const) {
    const answers = [
      await ask(service, `/recommend/u1?${inQuery(context)}`),
      await ask(service, `/explain/u1/i2?${inQuery(context)}`),
    ];
    for (const answer of answers) {
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'INVALID']);
      assert.match(answer.body.error.message, message);
    }
    const posted = await ask(service, '/recommend', json({ ratings: [], context }));
    assert.equal(posted.status, 400);
  }
  const broken = await ask(service, '/recommend/u1?context=%7Bdevice');
  assert.match(broken.body.error.message, /must be a JSON object such as \{"device":"phone"\}/);
});

test('a model that uses no context refuses one with 400', async () => {
  const service = await toyService();
  const asked = await ask(service, `/recommend/u1?${inQuery({ device: 'tv' })}`);
  assert.deepEqual([asked.status, codeOf(asked)], [400, 'INVALID']);
  assert.match(asked.body.error.message, /KNNWithMeans \w+ doesn't use context; leave it out/);
  const posted = await ask(service, '/recommend', json({ ratings: [], context: { device: 'tv' } }));
  assert.equal(posted.status, 400);
  assert.deepEqual((await ask(service, '/ready')).body.context, []);
});

test('of a model for lists and another for stars, each gets what it uses', async () => {
  const { service, model } = await contextService(async (pack, home) => {
    const dir = path.join(home, 'stars');
    await saveModel(await new BaselineOnly().fit(world), dir, INFO);
    return withStars(pack, await loadModel(dir));
  });
  const context = { device: 'tv' };
  const answer = await ask(service, `/recommend/u1?n=3&${inQuery(context)}`);
  assert.deepEqual(
    itemsOf(answer),
    model.recommend(userId('u1'), { k: 3, context }).map(({ item, score }) => ({ item, score })),
  );
  assert.ok(
    answer.body.recommendations.every(
      ({ predictedRating }: { predictedRating: number }) => predictedRating > 0,
    ),
  );
});

test('one context has one key, in whatever order it is written', () => {
  assert.equal(contextKey({ context: { a: 'x', b: 1 } }), contextKey({ context: { b: 1, a: 'x' } }));
  assert.notEqual(contextKey({ context: { a: '1' } }), contextKey({ context: { a: 1 } }));
  assert.equal(contextKey({}), '');
});
