/** The models that `npm run serve` trains, and when it trains them again. */
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { headerIn, loadModel, withStars } from '../../lib/service/package/model-package';
import { headerText } from '../../lib/service/package/package-header';
import { ServedModel } from '../../lib/service/served/served-model';
import { defaultModelDirs } from '../../scripts/serve/default-model';
import { fingerprint } from '../../scripts/serve/fingerprint';
import { withoutMovieLens } from '../fixtures/movielens';
import { temporaryFolder } from './serve-toy';

process.env.XDG_CACHE_HOME = temporaryFolder();
const REAL = { skip: withoutMovieLens(), timeout: 300_000 };

async function dirAndNotes(options: { train?: string; retrain?: boolean }) {
  const notes: string[] = [];
  const { lists, stars } = await defaultModelDirs({ ...options, note: (line) => notes.push(line) });
  return { dir: lists, stars, notes: notes.join('\n') };
}

test("a model of content has the films, and says no model wasn't named when one was", REAL, async () => {
  const { dir, notes } = await dirAndNotes({ train: 'ContentProfile' });
  assert.match(notes, /^Training ContentProfile on MovieLens 100K\./);
  const { model } = await loadModel(dir);
  assert.ok(model.train.itemFeatures!.columnCount > 19);
});

test(
  'the cache is asked first, unless told otherwise or the model was made of something else',
  REAL,
  async () => {
    const train = 'MostPopular';
    const { dir } = await dirAndNotes({ train });
    assert.match(
      (await dirAndNotes({ train })).notes,
      /^The model MostPopular of .* is cached; use --retrain/,
    );
    assert.match((await dirAndNotes({ train, retrain: true })).notes, /^Training MostPopular/);
    const { fingerprint: made, checksum: _, ...header } = await headerIn(dir);
    writeFileSync(path.join(dir, 'model.json'), headerText({ ...header, fingerprint: 'of other code' }));
    assert.match((await dirAndNotes({ train })).notes, /^The cached model was made from other .*\nTraining/);
    assert.equal((await headerIn(dir)).fingerprint, made);
  },
);

test('a cache that cannot be written is named before anything is trained', REAL, async () => {
  const cache = process.env.XDG_CACHE_HOME;
  const file = path.join(temporaryFolder(), 'a file');
  writeFileSync(file, '');
  process.env.XDG_CACHE_HOME = file;
  const notes: string[] = [];
  try {
    await assert.rejects(defaultModelDirs({ train: 'MostPopular', note: (line) => notes.push(line) }), {
      name: 'LabError',
      message: /^the cache .*a file.recommender-lab can't be written \(ENOTDIR: .*\); set XDG_CACHE_HOME to/,
    });
    assert.doesNotMatch(notes.join('\n'), /Training/);
  } finally {
    process.env.XDG_CACHE_HOME = cache;
  }
});

test('by default one model makes the lists and another one says how many stars', REAL, async () => {
  const { dir, stars, notes } = await dirAndNotes({});
  assert.match(notes, /^Training EASE for lists on MovieLens 100K\.[\s\S]*\nTraining ALS for stars on/);
  const pack = withStars(await loadModel(dir), await loadModel(stars!));
  assert.equal(pack.header.words?.many, 'films');
  const served = new ServedModel(pack);
  assert.match(served.label, /^EASE [0-9a-f]{8}, ALS [0-9a-f]{8}$/);
  const toyStory = [{ item: itemId('1'), rating: 5 }];
  const options = { n: 12, diversity: 0, because: true };
  const { items } = served.forVisitor(toyStory, options);
  const everybody = new Set(served.forEverybody(options).items.map(({ itemId: item }) => item));
  // Counted on MovieLens 100K: 4 of 12 are on both lists.
  const shared = items.filter(({ itemId: item }) => everybody.has(item));
  assert.ok(shared.length <= 6, `${shared.length} of 12 are what everybody gets`);
  const explained = items.filter(({ because }) => because!.length > 0);
  assert.ok(explained.length >= 6 && !explained.some(({ title }) => title === 'Star Wars (1977)'));
  for (const { predictedRating, confidence } of items) {
    assert.ok(predictedRating! >= 1 && predictedRating! <= 5);
    assert.ok(confidence!.low < predictedRating! && predictedRating! < confidence!.high + 1e-9);
  }
  assert.equal(served.search.find('godfahter', 1).map((id) => served.titleOf(id))[0], 'The Godfather (1972)');
});

test('the fingerprint is that of the values and of the sources that matter', () => {
  const lib = temporaryFolder();
  cpSync(path.join(__dirname, '..', '..', 'lib'), lib, { recursive: true });
  const before = fingerprint({ a: 1 }, lib);
  assert.equal(before, fingerprint({ a: 1 }), 'it is the content that counts');
  assert.notEqual(before, fingerprint({ a: 2 }, lib));
  appendFileSync(path.join(lib, 'service', 'http', 'schemas.ts'), '// answers only');
  assert.equal(before, fingerprint({ a: 1 }, lib));
  const trained = [
    ['service', 'package', 'train-package.ts'],
    ['service', 'served', 'confidence.ts'],
    ['recommender', 'base-model.ts'],
    ['models', 'item-item', 'ease.ts'],
    ['math', 'random', 'random-state.ts'],
    ['core', 'tfjs-prelude.cjs'],
  ];
  const seen = new Set([before]);
  for (const file of trained) {
    appendFileSync(path.join(lib, ...file), '// edited');
    seen.add(fingerprint({ a: 1 }, lib));
  }
  assert.equal(seen.size, trained.length + 1);
});
