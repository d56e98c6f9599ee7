/** Packages saved without their train ratings, and what the service makes of them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { itemId, type UserId, userId } from '../../lib/core/ids';
import { createModel, MODELS } from '../../lib/models/registry';
import type { TrainPart } from '../../lib/recommender/saving/model-to-json';
import { loadModel, type ModelPackage, saveModel, withStars } from '../../lib/service/package/model-package';
import { headerText, readHeader } from '../../lib/service/package/package-header';
import { createService } from '../../lib/service/service';
import { toyRatings } from '../../lib/testing/toy-ratings';
import { ask, json } from './ask';
import { CONFIDENCE, TOY_FILMS, temporaryFolder } from './serve-toy';

const INFO = { date: '2026-11-24' };
const PARTS: readonly TrainPart[] = ['seen', 'none'];
const all = { k: 100, filterSeen: false };

/** A toy model saved with a part of its train set. */
async function saved(name: string, train: TrainPart): Promise<string> {
  const dir = path.join(temporaryFolder(), 'model');
  const model = await createModel(name, name === 'ALS' ? { factors: 3 } : {}).fit(toyRatings());
  const confidence = model.can.rates ? { ...CONFIDENCE, weights: [0.1, 0.1, 0.1, 0.3, 0.3] } : undefined;
  await saveModel(model, dir, { ...INFO, train, ...(confidence && { confidence }) }, TOY_FILMS);
  return dir;
}

async function serving(load: () => Promise<ModelPackage>) {
  const service = await createService({ load, feedbackDir: path.join(temporaryFolder(), 'feedback') });
  await service.load();
  after(() => service.close());
  return service;
}

for (const { name, create } of MODELS) {
  const { can } = create();
  test(`${name}: a package without train ratings has none and answers ${can.withoutTrain}`, async () => {
    const toy = toyRatings();
    const model = await create().fit(toy);
    for (const train of PARTS) {
      const dir = path.join(temporaryFolder(), 'model');
      const saving = saveModel(model, dir, { ...INFO, train });
      if (can.withoutTrain === 'nobody') {
        await assert.rejects(saving, {
          name: 'OptionError',
          message: new RegExp(
            `${name} answers from its train ratings.*got "${train}".*: .*SVD.*visitors only: .*EASE`,
          ),
        });
        continue;
      }
      assert.equal((await saving).version, 2);
      assert.equal(
        readdirSync(dir).some((file) => file.startsWith('train-')),
        false,
      );
      assert.equal(
        readdirSync(dir).some((file) => file.startsWith('seen-items')),
        train === 'seen',
      );
      const { model: same } = await loadModel(dir, { mapFrom: 1 });
      assert.equal(same.hasTrain, false);
      if (can.withoutTrain === 'users') {
        for (const user of toy.users) assert.deepEqual(same.recommend(user, all), model.recommend(user, all));
      }
      if (!can.foldsIn) continue;
      const ratings = toy.ratingsOf(toy.row(0).user);
      assert.deepEqual(same.foldIn(ratings).recommend(all), model.foldIn(ratings).recommend(all));
    }
  });
}

test('a service lists the same without the train ratings, with stars and intervals', async () => {
  const ratings = [
    { itemId: 'i1', rating: 5 },
    { itemId: 'i2', rating: 1 },
  ];
  const answers = [];
  for (const train of ['rows', ...PARTS] as const) {
    const service = await serving(async () => loadModel(await saved('ALS', train)));
    const [user, visitor, similar, explained] = await Promise.all([
      ask(service, '/recommend/u1?n=5&because=true'),
      ask(service, '/recommend', json({ ratings, n: 5, because: true })),
      ask(service, '/similar/i3'),
      ask(service, '/explain/u1/i3'),
    ]);
    for (const { status } of [user, visitor, similar, explained]) assert.equal(status, 200);
    answers.push({
      user: user.body,
      visitor: visitor.body,
      similar: similar.body,
      explained: explained.body,
    });
    const byRatings = await ask(service, '/explain/u1/i3?by=ratings');
    assert.equal(byRatings.status, train === 'rows' ? 200 : 404);
    if (train !== 'rows') assert.equal(byRatings.body.error.code, 'NOT_SUPPORTED');
  }
  const [rows, seen, none] = answers;
  const withoutReasons = (list: { because: unknown }[]) => list.map((place) => ({ ...place, because: [] }));
  assert.deepEqual(seen.user.recommendations, withoutReasons(rows.user.recommendations));
  assert.deepEqual(
    [rows, seen, none].map(({ user }) => user.seenLeftOut),
    [true, true, false],
  );
  assert.ok(none.user.recommendations.length === 5 && rows.user.recommendations.length < 6);
  assert.ok(rows.user.recommendations[0].confidence !== null);
  assert.deepEqual(seen.visitor.recommendations, rows.visitor.recommendations);
  assert.deepEqual(none.visitor.recommendations, rows.visitor.recommendations);
  assert.deepEqual(seen.similar.similar, rows.similar.similar);
  for (const { ratedBoth } of none.similar.similar) assert.equal(ratedBoth, null);
  for (const { explained } of [seen, none]) {
    assert.deepEqual(explained.terms, rows.explained.terms);
    assert.equal(explained.counterfactuals, null);
  }
});

test('a model that needs the ratings for its users says so, and serves visitors and everyone', async () => {
  const service = await serving(async () => loadModel(await saved('EASE', 'none')));
  for (const url of ['/recommend/u1', '/explain/u1/i3']) {
    const { status, body } = await ask(service, url);
    assert.deepEqual([status, body.error.code], [404, 'NOT_SUPPORTED']);
    assert.match(body.error.message, /EASE .* saved without its train ratings.*POST \/recommend/);
  }
  const cold = await ask(service, '/recommend/u1?cold=true');
  assert.deepEqual([cold.body.cold, cold.body.seenLeftOut], [true, false]);
  const ratings = [
    { itemId: 'i1', rating: 5 },
    { itemId: 'i2', rating: 4 },
  ];
  const visitor = await ask(service, '/recommend', json({ ratings, because: true }));
  assert.deepEqual([visitor.body.cold, visitor.body.seenLeftOut], [false, true]);
  assert.ok(visitor.body.recommendations.some(({ because }: { because: unknown[] }) => because.length > 0));
});

test('two packages of the same ratings share one train set; one without ratings uses the other’s', async () => {
  const lists = await loadModel(await saved('EASE', 'rows'));
  for (const part of ['rows', ...PARTS] as const) {
    const stars = await loadModel(await saved('ALS', part), { shareWith: lists });
    assert.equal(stars.model.summary, lists.model.train);
    assert.ok(stars.model.hasTrain);
    const service = await serving(async () => withStars(lists, stars));
    const { body } = await ask(service, '/recommend/u1?n=3&because=true');
    assert.ok(body.seenLeftOut && body.recommendations[0].predictedRating !== null);
  }
  const small = await loadModel(await saved('ALS', 'seen'));
  const same = await loadModel(await saved('BaselineOnly', 'none'), { shareWith: small });
  assert.equal(same.model.summary, small.model.summary);
  // What it was saved with is never lost.
  assert.ok((await loadModel(await saved('ALS', 'rows'), { shareWith: small })).model.hasTrain);
  const bare = await loadModel(await saved('BaselineOnly', 'none'));
  const seen = await loadModel(await saved('ALS', 'seen'), { shareWith: bare });
  assert.notEqual(seen.model.summary, bare.model.summary);

  const other = path.join(temporaryFolder(), 'model');
  await saveModel(await createModel('BaselineOnly').fit(toyRatings(2)), other, INFO);
  assert.notEqual((await loadModel(other, { shareWith: lists })).model.summary, lists.model.train);
});

test('seen items can come from the caller', async () => {
  const toy = toyRatings();
  const dir = await saved('ALS', 'none');
  const seenBy = (user: UserId) => toy.ratingsOf(user).map(({ item }) => item);
  const { model } = await loadModel(dir, { seenBy });
  const rows = await loadModel(await saved('ALS', 'rows'));
  assert.deepEqual(model.recommend(userId('u1')), rows.model.recommend(userId('u1')));
  await assert.rejects(saveModel(model, `${dir}-2`, INFO), { name: 'TrainRowsError' });
  assert.equal(model.similarItems(itemId('i1'))[0].support, Number.NaN);
});

test('a package without ratings is checked like any other', async () => {
  const dir = await saved('ALS', 'seen');
  const header = readHeader(readFileSync(path.join(dir, 'model.json'), 'utf8'));
  const { checksum: _, ...rest } = header;
  assert.throws(
    () => readHeader(headerText({ ...rest, version: 4 as 2 })),
    /version must be one of 1, 2, 3, got 4/,
  );
  const { summary: __, ...train } = header.train;
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path.join(dir, 'model.json'), headerText({ ...rest, train }));
  await assert.rejects(loadModel(dir), /neither train ratings nor their summary/);
  const damaged = await saved('ALS', 'seen');
  const file = readdirSync(damaged).find((name) => name.startsWith('seen-items')) as string;
  rmSync(path.join(damaged, file));
  await assert.rejects(loadModel(damaged), { name: 'PackageError', message: /seen-items/ });
});
