/** What the service recommends, finds and calls similar. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { itemFeatures } from '../../lib/data/features/feature-rows';
import { createModel, MODELS } from '../../lib/models/registry';
import type { VisitorRating } from '../../lib/recommender/visitor';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { KeptLists } from '../../lib/service/served/kept-lists';
import type { ListedItem } from '../../lib/service/served/served-list';
import { createService } from '../../lib/service/service';
import { toyRatings } from '../../lib/testing/toy-ratings';
import { fewEpochs } from '../fixtures/few-epochs';
import { ask, json } from './ask';
import { saveToy, temporaryFolder, toyService } from './serve-toy';

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
    for (const { itemId: id, score } of cold.recommendations) {
      const good = service.toy.train.ratingsFor(itemId(id)).filter(({ rating }) => rating > 3);
      assert.equal(score, good.length, `ratings of ${id} above the middle of the scale`);
    }
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

/** Reasons are own ratings above the middle, with their titles. */
function checkReasons(list: readonly ListedItem[], rated: readonly VisitorRating[]): void {
  const own = new Map(rated.map(({ item, rating }) => [String(item), rating]));
  for (const { itemId: item, because } of list) {
    assert.ok(because && because.length <= 3);
    for (const { itemId: by, title, rating, adds } of because) {
      assert.ok(by !== item && rating !== null && rating > 3 && rating === own.get(by), `${by}: ${rating}`);
      assert.match(title, /\(199\d\)$/);
      assert.ok(adds === null || adds > 0);
    }
  }
}

test('every model of the registry is served, whatever it can', async () => {
  const service = await toyService({ rateLimit: 0 });
  for (const { name } of MODELS) {
    const toy = await saveToy(service.dir, name, fewEpochs(name));
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

test('an item that nobody has rated yet is listed without a mean', async () => {
  const dir = temporaryFolder();
  const toy = toyRatings();
  const words = (item: string) => ({ item, words: [item.startsWith('cold') || item < 'i4' ? 'a' : 'b'] });
  const table = toy.withItemFeatures(itemFeatures([...toy.items, 'cold1'].map(words)));
  await saveModel(await createModel('ContentRidge').fit(table), dir, { date: '2026-11-24' });
  const service = await createService({ load: () => loadModel(dir), feedbackDir: temporaryFolder() });
  after(() => service.close());
  await service.load();
  for (const url of ['/recommend/u0?n=20', '/recommend/stranger?n=20&cold=true', '/items?query=cold1']) {
    const { status, body } = await ask(service, url);
    assert.equal(status, 200, url);
    const cold = (body.recommendations ?? body.items).find((one: ListedItem) => one.itemId === 'cold1');
    assert.deepEqual([cold.support, cold.meanRating], [0, null], url);
  }
});

test('a visitor of whom the model can make nothing gets the list for everybody', async () => {
  const service = await toyService({ model: 'EASE' }); // it learns from likes
  const { body } = await ask(service, '/recommend', json({ ratings: [{ itemId: 'i0', rating: 1 }] }));
  assert.equal(body.cold, true);
  assert.ok(body.recommendations.length > 0);
});

test('an update of the served model shows in the next list, its reasons, counts and search', async () => {
  const service = await toyService({ model: 'ALS' });
  const { pack } = await service.load();
  const url = '/recommend/u1?n=3&because=true';
  const [first] = (await ask(service, url)).body.recommendations;
  assert.deepEqual((await ask(service, url)).body.recommendations[0], first, 'from the cache');
  const { model } = pack;
  await model.update([
    ['u1', first.itemId, 1],
    ['u1', 'new film', 5],
    ['newcomer', first.itemId, 5],
  ]);
  const { body } = await ask(service, url);
  assert.deepEqual(
    body.recommendations.map(({ itemId: item, score }: ListedItem) => ({ item, score })),
    model.recommend(userId('u1'), { k: 3 }).map(({ item, score }) => ({ item, score })),
  );
  assert.ok(body.recommendations.every(({ itemId: item }: ListedItem) => item !== first.itemId));
  const newcomer = await ask(service, '/recommend/newcomer?n=3');
  assert.equal(newcomer.body.cold, false);
  const found = await ask(service, '/items?query=new%20film&n=5');
  assert.deepEqual(
    found.body.items.map((item: { itemId: string; support: number }) => [item.itemId, item.support]),
    [['new film', 1]],
  );
});
