/** `GET /explain/{userId}/{itemId}`. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { counterfactualInWords } from '../../lib/explain/counterfactual-in-words';
import { counterfactuals } from '../../lib/explain/counterfactuals';
import { inWords, titlesOf } from '../../lib/explain/explanation-in-words';
import { MODELS, type RegisteredModel } from '../../lib/models/registry';
import { type Explanation, sumOfTerms } from '../../lib/recommender/explanation';
import { loadModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { fewEpochs } from '../fixtures/few-epochs';
import { saveToy, TOY_FILMS, temporaryFolder, toyService } from './serve-toy';

const titleOf = titlesOf(TOY_FILMS);

async function ask(service: Service, url: string) {
  const reply = await service.app.inject({ method: 'GET', url });
  return { status: reply.statusCode, body: reply.json() };
}

/** A service of a model with these options. */
async function serving(name: string, options: Readonly<Record<string, unknown>>) {
  const home = temporaryFolder();
  const dir = path.join(home, 'model');
  const toy = await saveToy(dir, name, options);
  const service = await createService({
    load: () => loadModel(dir),
    feedbackDir: path.join(home, 'feedback'),
  });
  after(() => service.close());
  await service.load();
  return { service, toy };
}

/** An item that a user hasn't rated. */
function unseen(toy: RegisteredModel, user: string): string {
  const rated = new Set(toy.train.ratingsOf(userId(user)).map(({ item }) => item));
  return [...toy.train.items].find((item) => !rated.has(item)) as string;
}

function agrees(body: Record<string, unknown>, expected: Explanation): void {
  assert.equal(body.score, expected.score);
  assert.equal(body.sentence, inWords(expected, titleOf));
  const terms = body.terms as { kind: string; value: number; itemId: string | null; rating: number | null }[];
  assert.deepEqual(
    terms.map(({ kind, value, itemId: item, rating }) => ({ kind, value, item, rating })),
    expected.terms.map(({ kind, value, item = null, rating = null }) => ({ kind, value, item, rating })),
  );
  assert.ok(Math.abs(sumOfTerms(expected.terms) - expected.score) < 1e-4);
}

test('the terms of the model, with titles, the sentence, and what would change it', async () => {
  const { toy, ...service } = await toyService();
  const item = unseen(toy, 'u1');
  const { status, body } = await ask(service, `/explain/u1/${item}?counterfactuals=2`);
  assert.equal(status, 200);
  agrees(body, toy.explain(userId('u1'), itemId(item)));
  assert.deepEqual(
    [body.userId, body.itemId, body.title, body.by, body.reason],
    ['u1', item, titleOf(itemId(item)), 'model', null],
  );
  const rating = body.terms.find(({ kind }: { kind: string }) => kind === 'rating');
  assert.equal(rating.title, titleOf(rating.itemId));
  assert.equal(rating.label, `your ${rating.rating} for ${rating.title}`);
  assert.ok(rating.support >= 1 && rating.weight > 0);
  const expected = counterfactuals(toy, userId('u1'), itemId(item), { k: 2, attempts: 10 });
  assert.deepEqual(body.counterfactuals, {
    ...expected[0].before,
    without: expected.map((one) => ({
      itemId: one.without,
      title: titleOf(one.without),
      rating: one.rating,
      score: one.score,
      rank: one.rank,
      sentence: counterfactualInWords(one, titleOf),
    })),
  });
  const none = await ask(service, `/explain/u1/${item}?counterfactuals=0`);
  assert.equal(none.body.counterfactuals, null);
});

test('factors have no names; by ratings they do', async () => {
  const { service, toy } = await serving('ALS', { factors: 3 });
  const item = unseen(toy, 'u2');
  const own = await ask(service, `/explain/u2/${item}`);
  assert.match(own.body.sentence, /factors, which have no names/);
  agrees(own.body, toy.explain(userId('u2'), itemId(item)));
  const { body } = await ask(service, `/explain/u2/${item}?by=ratings`);
  assert.equal(body.by, 'ratings');
  agrees(body, toy.foldIn([], { user: userId('u2') }).explain(itemId(item)));
  assert.equal(
    body.terms.filter(({ kind }: { kind: string }) => kind === 'rating').length,
    toy.train.ratingsOf(userId('u2')).length,
  );
});

test('an explanation doesn’t say who the neighbors are', async () => {
  const { service, toy } = await serving('KNNBasic', { userBased: true });
  const item = unseen(toy, 'u1');
  const { body } = await ask(service, `/explain/u1/${item}`);
  const neighbors = body.terms.filter(({ kind }: { kind: string }) => kind === 'neighborUser');
  assert.ok(neighbors.length > 1);
  assert.match(neighbors[0].label, /^a similar user's \d$/);
  const { userId: own, ...rest } = body;
  assert.equal(own, 'u1');
  assert.doesNotMatch(JSON.stringify(rest), /"u\d|user u\d/);
});

test('no score: null, no terms, and why', async () => {
  const { service, toy } = await serving('EASE', { positiveFrom: 5 });
  const cold = [...toy.train.users].find((user) =>
    toy.train.ratingsOf(user).every(({ rating }) => rating < 5),
  );
  assert.ok(cold);
  for (const by of ['model', 'ratings']) {
    const { status, body } = await ask(service, `/explain/${cold}/i3?by=${by}`);
    assert.equal(status, 200);
    assert.deepEqual([body.score, body.terms, body.counterfactuals], [null, [], null]);
    assert.ok(body.reason.length > 0 && body.sentence.includes(body.reason));
  }
});

test('unknown ids, models that can’t, and bad values are refused', async () => {
  const { toy: _, ...service } = await toyService();
  for (const [url, status, code] of [
    ['/explain/nobody/i3', 404, 'UNKNOWN_USER'],
    ['/explain/u1/nothing', 404, 'UNKNOWN_ITEM'],
    ['/explain/u1/i3?by=magic', 400, 'INVALID'],
    ['/explain/u1/i3?counterfactuals=11', 400, 'INVALID'],
    ['/explain/u1/i3?because=true', 400, 'INVALID'],
    ['/explain/u1', 404, 'NO_ROUTE'],
  ] as const) {
    const { status: got, body } = await ask(service, url);
    assert.deepEqual([got, body.error.code], [status, code], url);
  }
  for (const [name, url] of [
    ['NormalPredictor', '/explain/u1/i3'],
    ['SlopeOne', '/explain/u1/i3?by=ratings'],
  ] as const) {
    const { status, body } = await ask(await toyService({ model: name }), url);
    assert.deepEqual([status, body.error.code], [404, 'NOT_SUPPORTED']);
    assert.match(body.error.message, new RegExp(`${name} [0-9a-f]+ can't explain`));
  }
  const slope = await ask(await toyService({ model: 'SlopeOne' }), '/explain/u1/i3');
  assert.deepEqual([slope.status, slope.body.counterfactuals], [200, null]);
});

test('every model answers for every user and film, of a form that the schema knows', async () => {
  let scored = 0;
  for (const { name } of MODELS.filter(({ create }) => create().can.explains)) {
    const { toy, ...service } = await toyService({ model: name, options: fewEpochs(name) });
    for (const user of [...toy.train.users].slice(0, 2)) {
      for (const item of toy.train.items) {
        const { status, body } = await ask(service, `/explain/${user}/${item}?counterfactuals=1`);
        assert.equal(status, 200, `${name} ${user} ${item}: ${JSON.stringify(body)}`);
        if (body.score === null) continue;
        assert.ok(Math.abs(sumOfTerms(body.terms) - body.score) < 1e-6);
        scored++;
      }
    }
  }
  assert.ok(scored > 200, `${scored} scores`);
});

test('the route is in the OpenAPI document', async () => {
  const { toy: _, ...service } = await toyService();
  const { paths } = service.app.swagger() as { paths: Record<string, { get: { responses: object } }> };
  assert.deepEqual(Object.keys(paths['/explain/{userId}/{itemId}'].get.responses), [
    '200',
    '400',
    '404',
    '421',
    '429',
    '503',
  ]);
});
