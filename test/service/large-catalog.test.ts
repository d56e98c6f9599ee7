/** A service of a catalog so large that no request looks at all items. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { type ItemId, itemId, type UserId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { ALS } from '../../lib/models/factors/als';
import { LARGE_CATALOG } from '../../lib/recommender/large-catalog';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { createService } from '../../lib/service/service';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { until } from '../fixtures/until';
import { ask, json } from './ask';
import { PATIENT, temporaryFolder } from './serve-toy';

const USERS = 500;
const GENRES = ['Comedy', 'Drama'];

/** User n likes the genre n % 2 only; each item is rated by two users. */
function made(): Interactions {
  const random = new RandomState(1);
  const rows = 2 * LARGE_CATALOG;
  const user = Int32Array.from({ length: rows }, () => random.interval(USERS - 1));
  const item = Int32Array.from({ length: rows }, (_, row) => row % LARGE_CATALOG);
  return Interactions.fromColumns(
    {
      user: { ids: Array.from({ length: USERS }, (_, n) => userId(`u${n}`)), indices: user },
      item: { ids: Array.from({ length: LARGE_CATALOG }, (_, n) => itemId(`i${n}`)), indices: item },
      rating: Array.from(item, (one, row) => (one % 2 === user[row] % 2 ? 5 : 1)),
    },
    { scale: { min: 1, max: 5 }, duplicates: 'last' },
  );
}

async function largeService() {
  const home = temporaryFolder();
  const [dir, feedbackDir] = [path.join(home, 'model'), path.join(home, 'feedback')];
  const model = await new ALS({ factors: 2, epochs: 4 }).fit(made());
  const films = Array.from({ length: LARGE_CATALOG }, (_, n) => ({
    id: itemId(`i${n}`) as ItemId,
    title: `Number ${n}`,
    year: undefined,
    genres: [GENRES[n % 2]],
  }));
  await saveModel(model, dir, { date: '2026-11-24' }, films);
  const service = await createService({
    load: () => loadModel(dir),
    feedbackDir,
    stream: {
      open: () => EmbeddedLog.open(path.join(home, 'log')),
      dir: path.join(home, 'live'),
      ...PATIENT,
    },
  });
  after(() => service.close());
  await service.load();
  await until(async () => (await ask(service, '/ready')).status === 200, 'ready');
  return { service, model };
}

test('a large catalog: new items by their features, once those are read, and ranks up to 100', async () => {
  const { service, model } = await largeService();
  const event = { type: 'new-item', itemId: 'new', title: 'New', features: ['Comedy'] };
  await ask(service, '/feedback', json({ events: [event] }));
  const listOf = async (user: string) => {
    const { body } = await ask(service, `/recommend/${user}?n=4`);
    return body.recommendations.map((entry: { itemId: string }) => entry.itemId);
  };
  const offered = async () =>
    (await Promise.all(['u0', 'u1'].map(listOf))).map((list) => list.includes('new'));
  // The request by which the features begin to be read: nothing is known yet of what the user likes.
  assert.ok((await listOf('u1')).includes('new'));
  await until(async () => !(await offered())[1], 'the features are read');
  assert.deepEqual(await offered(), [true, false]);
  const visitor = (disliked: number) => ({
    ratings: Array.from({ length: 20 }, (_, n) => ({ itemId: `i${n}`, rating: n % 2 === disliked ? 1 : 5 })),
    n: 4,
  });
  for (const disliked of [0, 1]) {
    const { body } = await ask(service, '/recommend', json(visitor(disliked)));
    const isOffered = body.recommendations.some((entry: object) => 'isNew' in entry);
    assert.equal(isOffered, disliked === 1);
  }

  const [best] = model.recommend(userId('u0') as UserId, { k: 1 });
  const explained = await ask(service, `/explain/u0/${best.item}?counterfactuals=1`);
  const { rank } = explained.body.counterfactuals; // of the user folded in
  assert.ok(rank >= 1 && rank <= 100, `${rank}`);
  const unseen = model.recommend(userId('u0'), { k: 2000 }).at(-1)!.item;
  const { counterfactuals } = (await ask(service, `/explain/u0/${unseen}?counterfactuals=1`)).body;
  assert.equal(counterfactuals.rank, null);
  assert.match(counterfactuals.without[0].sentence, /it would rank below 100th/);
});
