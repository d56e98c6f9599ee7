/** Models on other scales than 1 to 5: without end, from 0, in tenths, of shares, and without ratings. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import type { RatingScale } from '../../lib/core/rating-scale';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { createModel, MODELS } from '../../lib/models/registry';
import { loadModel, saveModel, withStars } from '../../lib/service/package/model-package';
import { trainPackage } from '../../lib/service/package/train-package';
import { ratingFacts } from '../../lib/service/served/rating-facts';
import type { ListedItem } from '../../lib/service/served/served-list';
import { createService } from '../../lib/service/service';
import { fewEpochs } from '../fixtures/few-epochs';
import { ask, json } from './ask';
import { temporaryFolder } from './serve-toy';

/** 40 people x 30 items, two thirds rated; ids in Hindi and emoji. */
function rated(scale: RatingScale, draw: (random: RandomState) => number): Interactions {
  const random = new RandomState(7);
  const rows: [string, string, number][] = [];
  for (let user = 0; user < 40; user++) {
    for (let item = 0; item < 30; item++) {
      if (random.random() < 0.67) rows.push([`उपयोगकर्ता ${user}`, `🎵${item}`, draw(random)]);
    }
  }
  return Interactions.fromRows(rows, { scale });
}

const SCALES: Readonly<Record<string, [Interactions, object, object]>> = {
  'play counts': [
    rated({ min: 1, max: Number.POSITIVE_INFINITY }, (random) => 1 + random.interval(9) ** 3),
    { min: 1, max: null },
    { kind: 'number', values: [] },
  ],
  '0 to 10': [
    rated({ min: 0, max: 10, step: 1 }, (random) => random.interval(10)),
    { min: 0, max: 10, step: 1 },
    { kind: 'stars', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  ],
  tenths: [
    rated({ min: 0, max: 5, step: 0.1 }, (random) => random.interval(50) / 10),
    { min: 0, max: 5, step: 0.1 },
    { kind: 'stars', values: [1, 2, 3, 4, 5] },
  ],
  shares: [
    rated({ min: 0, max: 1 }, (random) => random.interval(100) / 100),
    { min: 0, max: 1 },
    { kind: 'number', values: [] },
  ],
  'both signs': [
    rated({ min: -10, max: 10 }, (random) => random.interval(20) - 10),
    { min: -10, max: 10 },
    { kind: 'number', values: [] },
  ],
  'no ratings at all': [
    rated({ min: 0, max: 1 }, () => 1),
    { min: 0, max: 1 },
    { kind: 'like', values: [1] },
  ],
};

/** On the other scales, networks would only take longer: what they do with ratings they do on these two. */
const ALL_MODELS = ['play counts', 'no ratings at all'];

for (const [name, [train, ratingScale, ratingInput]] of Object.entries(SCALES)) {
  test(`${name}: every model is served, with intervals where it rates`, { timeout: 300_000 }, async () => {
    const dir = temporaryFolder();
    const service = await createService({
      load: () => loadModel(dir),
      feedbackDir: temporaryFolder(),
      rateLimit: 0,
    });
    after(() => service.close());
    const like = (ratingInput as { values: number[] }).values[0] ?? train.ratingColumn[0];
    for (const { name: model, create, summary } of MODELS) {
      if (summary.startsWith('neural') && !ALL_MODELS.includes(name)) continue;
      const options = 'positiveFrom' in create({}).options ? { positiveFrom: null } : {};
      const fitted = await createModel(model, { ...fewEpochs(model), ...options })
        .fit(train)
        .catch((error: Error) => error);
      if (fitted instanceof Error) {
        assert.match(fitted.name, /Error$/, model); // e.g. features are needed; the library's own tests say more
        continue;
      }
      const confidence = {
        coverage: 0.8,
        weights: [0.5, 0, 0, 0, 0],
        stretch: 1,
        high: 1,
        medium: 2,
        rows: 100,
      };
      await saveModel(fitted, dir, { date: '2026-11-24', ...(fitted.can.rates && { confidence }) });
      await service.load();
      const ready = await ask(service, '/ready');
      assert.deepEqual([ready.body.ratingScale, ready.body.ratingInput], [ratingScale, ratingInput], model);
      const user = encodeURIComponent('उपयोगकर्ता 1');
      const requests = [
        ask(service, `/recommend/${user}?because=true&diversity=0.5`),
        ask(service, '/recommend/nobody?cold=true'),
        ask(service, '/recommend', json({ ratings: [{ itemId: '🎵1', rating: like }], because: true })),
        ask(service, '/recommend', json({ ratings: [{ itemId: 'nope', rating: like }] })),
      ];
      for (const { status, body } of await Promise.all(requests)) {
        assert.equal(status, 200, `${model}: ${JSON.stringify(body)}`);
        assert.ok(body.recommendations.length > 0, model);
        for (const { predictedRating, confidence: sure } of body.recommendations) {
          if (sure) assert.ok(sure.low <= predictedRating && predictedRating <= sure.high, model);
        }
      }
    }
  });
}

test('the middle of a scale is not good, though 32 bits round it up', () => {
  const rows: [string, string, number][] = [
    ['a', 'x', 0.6],
    ['b', 'x', 0.8],
    ['c', 'x', 0.4],
  ];
  const table = Interactions.fromRows(rows, { scale: { min: 0.2, max: 1, step: 0.2 } });
  assert.deepEqual([...ratingFacts(table).itemLikes], [1]);
});

test('on a scale without end intervals are measured by how far the ratings lie apart', async () => {
  const [train] = SCALES['play counts'];
  const dir = temporaryFolder();
  const { confidence } = await trainPackage(train, {
    spec: { model: 'BaselineOnly', options: {} },
    dir,
    date: '2026-11-24',
  });
  const mean = train.ratingColumn.slice().reduce((sum, rating) => sum + rating, 0) / train.length;
  const squares = train.ratingColumn.slice().reduce((sum, rating) => sum + (rating - mean) ** 2, 0);
  // A quarter of four standard deviations; a part of the ratings is held out.
  assert.ok(Math.abs(confidence!.high / Math.sqrt(squares / train.length) - 1) < 0.1, `${confidence!.high}`);
  const { header } = await loadModel(dir);
  assert.deepEqual(header.confidence, confidence, 'JSON has no Infinity');
  const service = await createService({ load: () => loadModel(dir), feedbackDir: temporaryFolder() });
  after(() => service.close());
  await service.load();
  const { body } = await ask(service, `/recommend/${encodeURIComponent('उपयोगकर्ता 1')}`);
  const words = body.recommendations.map(
    ({ confidence: sure }: { confidence: { word: string } }) => sure.word,
  );
  assert.ok(words.length > 0 && words.every((word: string) => /high|medium|low/.test(word)));
  const tooLarge = await ask(service, '/recommend', json({ ratings: [{ itemId: '🎵1', rating: 1e39 }] }));
  assert.equal(tooLarge.status, 400, 'Infinity in 32 bits');
});

test('trainPackage where all ratings are the same', async () => {
  const train = rated({ min: 1, max: 5 }, () => 4);
  const dir = temporaryFolder();
  const header = await trainPackage(train, {
    spec: { model: 'BaselineOnly', options: {} },
    dir,
    date: '2026-11-24',
  });
  assert.ok(Number.isFinite(header.confidence!.stretch));
});

/** Models whose descent diverges on such numbers. */
const DIVERGE = ['SVD', 'SVD++'];

test('numbers that hardly fit 32 bits are answered or refused, never a 5xx', {
  timeout: 300_000,
}, async () => {
  const [train] = SCALES['play counts'];
  const dir = temporaryFolder();
  const service = await createService({
    load: () => loadModel(dir),
    feedbackDir: temporaryFolder(),
    rateLimit: 0,
  });
  after(() => service.close());
  for (const { name, create } of MODELS.filter(({ name: model }) => !/Hybrid|Content|Feature/.test(model))) {
    const options = 'positiveFrom' in create({}).options ? { positiveFrom: null } : {};
    const confidence = {
      coverage: 0.8,
      weights: [0.5, 1, 1, 1, 1],
      stretch: 1,
      high: 1,
      medium: 2,
      rows: 100,
    };
    const model = createModel(name, DIVERGE.includes(name) ? options : { ...fewEpochs(name), ...options });
    if (DIVERGE.includes(name)) {
      await assert.rejects(model.fit(train), /use a smaller learningRate/, name);
      continue;
    }
    await model.fit(train);
    await saveModel(model, dir, { date: '2026-11-24', ...(model.can.rates && { confidence }) });
    await service.load();
    for (const rating of [1, 1e9, 1e30, 3.4e38, 1e39, 1e308]) {
      const ratings = [
        { itemId: '🎵1', rating },
        { itemId: '🎵2', rating: 2 },
      ];
      const { status, body } = await ask(
        service,
        '/recommend',
        json({ ratings, because: true, diversity: 0.3 }),
      );
      assert.equal(
        status,
        rating < 1e39 ? 200 : 400,
        `${name}, ${rating}: ${JSON.stringify(body).slice(0, 300)}`,
      );
    }
  }
});

test('one model makes the lists, another one the stars, also of other ratings', async () => {
  const [listDir, starsDir] = [temporaryFolder(), temporaryFolder()];
  const [train] = SCALES['0 to 10'];
  const scale = train.scale;
  const fewer = Interactions.fromRows(
    Array.from(train)
      .filter(({ user, item }) => user !== 'उपयोगकर्ता 2' && item !== '🎵3')
      .map(({ user, item, rating }) => [user, item, rating] as const),
    { scale },
  );
  const lists = await createModel('EASE', { positiveFrom: 5 }).fit(train);
  const stars = await createModel('KNNWithMeans', { userBased: false }).fit(fewer);
  const confidence = { coverage: 0.8, weights: [2, 0, 0, 0, 0], stretch: 1, high: 3, medium: 4, rows: 100 };
  await saveModel(lists, listDir, { date: '2026-11-24' });
  await saveModel(stars, starsDir, { date: '2026-11-24', confidence });
  const load = async () => withStars(await loadModel(listDir), await loadModel(starsDir));
  const service = await createService({ load, feedbackDir: temporaryFolder() });
  after(() => service.close());
  await service.load();
  const of = async (user: number) =>
    (await ask(service, `/recommend/${encodeURIComponent(`उपयोगकर्ता ${user}`)}?n=30`)).body;
  const known = userId('उपयोगकर्ता 1');
  const { model, recommendations } = await of(1);
  assert.match(model, /^EASE [0-9a-f]{8}, KNNWithMeans [0-9a-f]{8}$/);
  assert.deepEqual(
    recommendations.map(({ itemId: item, score }: ListedItem) => [item, score]),
    lists.recommend(known, { k: 30 }).map(({ item, score }) => [item, score]),
  );
  for (const { itemId: item, predictedRating, confidence: sure } of recommendations as ListedItem[]) {
    const expected = item === '🎵3' ? null : stars.predict(known, itemId(item)).rating;
    assert.equal(predictedRating, expected, item);
    assert.equal(sure === null, item === '🎵3');
  }
  assert.ok((await of(2)).recommendations.every((one: ListedItem) => one.predictedRating === null));
  const ratings = [{ itemId: '🎵1', rating: 1 }]; // disliked: EASE has no list, the stars are there
  const { body } = await ask(service, '/recommend', json({ ratings }));
  assert.equal(body.cold, true);
  assert.ok(body.recommendations.some((one: ListedItem) => one.predictedRating !== null));

  await saveModel(lists, starsDir, { date: '2026-11-24' });
  await assert.rejects(service.load(), { name: 'OptionError', message: /but EASE only ranks/ });
  const counts = await createModel('BaselineOnly').fit(SCALES['play counts'][0]);
  await saveModel(counts, starsDir, { date: '2026-11-24' });
  await assert.rejects(service.load(), /the same rating scale, got 0 to 10 in steps of 1 and 1 to Infinity/);
});
