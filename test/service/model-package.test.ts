import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { userId } from '../../lib/core/ids';
import { userFeatures } from '../../lib/data/features/feature-rows';
import { Interactions } from '../../lib/data/table/interactions';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { FactorizationMachine } from '../../lib/models/context/factorization-machine';
import { BayesianMF } from '../../lib/models/factors/bayesian-mf';
import { SVD } from '../../lib/models/factors/svd';
import { EASE } from '../../lib/models/item-item/ease';
import { createModel, MODELS, type RegisteredModel } from '../../lib/models/registry';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import type { TrainPart } from '../../lib/recommender/saving/model-to-json';
import { mapFile } from '../../lib/service/package/mapped-file';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { headerText, readHeader } from '../../lib/service/package/package-header';
import { toyRatings } from '../../lib/testing/toy-ratings';

const HOME = mkdtempSync(path.join(tmpdir(), 'recommender-lab-package-'));
after(() => rmSync(HOME, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => path.join(HOME, String(folders++));
const INFO = { date: '2026-11-24' };

for (const { name } of MODELS) {
  test(`${name} comes back as it was`, async () => {
    const model = await createModel(name).fit(toyRatings());
    const dir = newFolder();
    await saveModel(model, dir, INFO);
    const { model: same } = await loadModel(dir);
    assert.deepEqual(same.toJSON(), model.toJSON());
    assert.equal(same.train.hash(), model.train.hash());
    assert.deepEqual(same.recommend(userId('u1')), model.recommend(userId('u1')));
  });
}

test('a train set comes back with its context, its propensities and its user features', async () => {
  const rows = [
    { user: 'अनु', item: '🎬', rating: 5, context: { device: 'फ़ोन', hour: 20.5 }, propensity: 0.5 },
    { user: 'bob', item: 'up', rating: 3, context: { device: null, hour: 8 }, propensity: 1 },
  ];
  const people = userFeatures([{ user: 'अनु', words: ['region: पुणे'] }]);
  const model = await new BaselineOnly().fit(Interactions.fromRows(rows).withUserFeatures(people));
  const dir = newFolder();
  await saveModel(model, dir, INFO);
  for (const load of [{}, { mapFrom: 1 }]) {
    const { model: same } = await loadModel(dir, load);
    assert.deepEqual([...same.train], [...model.train]);
    assert.deepEqual(same.train.toColumns(), model.train.toColumns());
  }
  const file = readdirSync(dir).find((name) => name.startsWith('train-context'));
  rmSync(path.join(dir, file as string));
  await assert.rejects(loadModel(dir), /train-context/);
});

test('a train set is shared if it has all that the package needs: its context and its user features, if it has any', async () => {
  const plain = Interactions.fromRows(
    [...toyRatings()].map(({ user, item, rating }) => [user, item, rating]),
  );
  const saved = async (model: RegisteredModel, train?: TrainPart) => {
    const dir = newFolder();
    await saveModel(model, dir, { ...INFO, train });
    return dir;
  };
  const lists = await loadModel(await saved(await new EASE().fit(plain)));
  const devices = plain.withContext({
    device: Array.from(plain, ({ user }) => (user < 'u5' ? 'phone' : 'tv')),
  });
  const machine = await new FactorizationMachine({ context: true, epochs: 2 }).fit(devices);
  const { model: aware } = await loadModel(await saved(machine), { shareWith: lists });
  assert.deepEqual(aware.toJSON(), machine.toJSON());

  const described = plain.withUserFeatures(userFeatures([{ user: 'u1', words: ['north'] }]));
  const bayes = await new BayesianMF({ factors: 2, epochs: 2 }).fit(described);
  assert.deepEqual(
    (await loadModel(await saved(bayes), { shareWith: lists })).model.toJSON(),
    bayes.toJSON(),
  );
  const stars = await loadModel(await saved(bayes));
  const bare = await loadModel(await saved(await new EASE().fit(described), 'none'), { shareWith: stars });
  assert.equal(bare.model.summary, stars.model.train);
});

test('arrays that are mapped into memory are those that are read, and are checked as they are', async () => {
  const model = await createModel('SVD', { epochs: 2 }).fit(toyRatings());
  const dir = newFolder();
  const { state } = await saveModel(model, dir, INFO);
  const { model: same } = await loadModel(dir, { mapFrom: 1 });
  assert.deepEqual(same.toJSON(), model.toJSON());
  assert.deepEqual(same.recommend(userId('u1')), model.recommend(userId('u1')));

  const factors = state.arrays.userFactors;
  const file = path.join(dir, factors.name);
  const handle = await open(file);
  const own = new Uint8Array(mapFile(handle, factors.bytes) ?? readFileSync(file)); // read where there is no mmap
  await handle.close();
  assert.deepEqual(own, new Uint8Array(readFileSync(file)));
  own[0] ^= 255;
  assert.notEqual(own[0], readFileSync(file)[0], 'what is written stays in this process');

  rmSync(file);
  assert.notEqual(own[1], undefined, 'a file that is removed stays as long as it is mapped');
  writeFileSync(file, own);
  await assert.rejects(loadModel(dir, { mapFrom: 1 }), /userFactors.*differs from what was written/);
  writeFileSync(file, own.subarray(1));
  await assert.rejects(loadModel(dir, { mapFrom: 1 }), /userFactors.*bytes/);
});

test('on Linux files are mapped, not only read, and let go when nobody looks at them', async (t) => {
  if (process.platform !== 'linux') return t.skip('looks into /proc');
  const file = path.join(HOME, 'large.bin');
  writeFileSync(file, Buffer.alloc(1 << 20, 7));
  const maps = () =>
    readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.endsWith(file)).length;
  const handle = await open(file);
  const look = () => {
    const buffer = mapFile(handle, 1 << 20);
    assert.ok(buffer, 'the system can map');
    assert.equal(maps(), 1);
    return new Uint8Array(buffer)[(1 << 20) - 1];
  };
  assert.equal(look(), 7);
  await handle.close();
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let n = 0; n < 100 && maps() > 0; n++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(maps(), 0);
});

test('metrics, split, films and words come back, and timestamps', async () => {
  const rows = Array.from(
    toyRatings(),
    ({ user, item, rating }, n) => [user, item, rating, 1e9 + n] as const,
  );
  const split = trainTestSplit(Interactions.fromRows(rows));
  const model = new BaselineOnly();
  const { row } = await evaluate(model, { split });
  const info = {
    ...INFO,
    note: 'for a test',
    split: { name: split.name, seed: 42, hash: split.hash },
    metrics: [row],
  };
  const films = [{ id: 'i1' as never, title: 'Up (2009)', year: 2009, genres: ['Drama'] }];
  const dir = newFolder();
  await saveModel(model, dir, info, films);
  const { header, films: same, model: loaded } = await loadModel(dir);
  assert.deepEqual(same, films);
  assert.equal(header.note, 'for a test');
  assert.deepEqual(header.split, info.split);
  assert.deepEqual(header.metrics, [JSON.parse(JSON.stringify(row))]);
  assert.deepEqual(loaded.train.timestampColumn, model.train.timestampColumn);
  const readable = JSON.parse(readFileSync(path.join(dir, 'model.json'), 'utf8'));
  assert.equal(readable.model, 'BaselineOnly');
  assert.equal(readable.metrics[0].receipt.split, split.hash);
  assert.match(readable.versions.lab, /^\d+\./);
});

test('a package is replaced whole, and nothing of the old one stays', async () => {
  const dir = newFolder();
  await saveModel(await new SVD({ factors: 3, epochs: 1 }).fit(toyRatings()), dir, INFO);
  const before = readdirSync(dir);
  writeFileSync(path.join(dir, 'notes.txt'), 'mine');
  writeFileSync(path.join(dir, '.model.json.12345678.tmp'), 'half of a save that was killed');
  const next = await new SVD({ factors: 4, epochs: 1 }).fit(toyRatings());
  await saveModel(next, dir, INFO);
  assert.equal(JSON.stringify((await loadModel(dir)).model), JSON.stringify(next));
  const files = readdirSync(dir);
  assert.equal(files.length, before.length + 1);
  assert.ok(files.includes('notes.txt') && !files.some((name) => name.endsWith('.tmp')));
});

test('a save is refused into a folder of other things, without a date, and before fit', async () => {
  const dir = newFolder();
  const model = new BaselineOnly();
  await assert.rejects(saveModel(model, dir, INFO), { name: 'NotFittedError' });
  await model.fit(toyRatings());
  await assert.rejects(saveModel(model, dir, { date: 'soon' }), /date must be a date .* got "soon"/);
  await assert.rejects(saveModel(model, __dirname, INFO), {
    name: 'OptionError',
    message: /contains other files/,
  });
});

const damages: [string, RegExp, (dir: string, file: (part: string) => string) => void][] = [
  ['missing', /model\.json: there is no model in/, (dir) => rmSync(path.join(dir, 'model.json'))],
  ['missing', /train-user\..*is missing/, (_, file) => rmSync(file('train-user'))],
  [
    'truncated',
    /state-itemFactors\..* has 100 bytes, but 132 were/,
    (_, file) => truncateSync(file('state-itemFactors'), 100),
  ],
  ['truncated', /user-ids\..* bytes/, (_, file) => appendFileSync(file('user-ids'), ' ')],
  [
    'truncated',
    /model\.json: is not complete JSON/,
    (dir) => truncateSync(path.join(dir, 'model.json'), 500),
  ],
  ['tampered', /state-userFactors\..*SHA-256/, (_, file) => flipByte(file('state-userFactors'))],
  ['tampered', /item-ids\..*SHA-256/, (_, file) => replace(file('item-ids'), 'i1', 'i2')],
  ['tampered', /model\.json: its checksum/, (dir) => replace(path.join(dir, 'model.json'), '2026', '2027')],
  [
    'foreign',
    /format must be "recommender-lab\/package", got undefined/,
    (dir) => writeFileSync(path.join(dir, 'model.json'), '{"weights":[]}'),
  ],
  ['foreign', /is not a JSON object/, (dir) => writeFileSync(path.join(dir, 'model.json'), 'null')],
  [
    'future',
    /version must be one of 1, 2, 3, got 9; load it with a newer version/,
    (dir) => forge(dir, { version: 9 }),
  ],
  // With a checksum that fits: somebody who knows the format.
  [
    'foreign',
    /lists a file "\.\.\/secret/,
    (dir) => forge(dir, { films: { name: '../secret.json', bytes: 1, sha256: '' } }),
  ],
  ['invalid', /lacks a part/, (dir) => forge(dir, { train: undefined })],
  ['invalid', /no model is named "Evil"; the models are/, (dir) => forge(dir, { model: 'Evil' })],
  ['invalid', /no model is named "__proto__"/, (dir) => forge(dir, { model: '__proto__' })],
  ['invalid', /no option run/, (dir) => forge(dir, { options: { run: 'rm' } })],
];
for (const [fault, message, damage] of damages) {
  test(`refused as ${fault}: ${message.source}`, async () => {
    const dir = newFolder();
    await saveModel(await new SVD({ factors: 3, epochs: 1 }).fit(toyRatings()), dir, INFO);
    damage(dir, (part) => path.join(dir, readdirSync(dir).find((name) => name.startsWith(`${part}.`))!));
    await assert.rejects(loadModel(dir), { name: 'PackageError', code: 'PACKAGE', fault, message });
  });
}

test('a save that is killed leaves a whole model: the old or the new', { timeout: 300_000 }, async () => {
  const dir = newFolder();
  const saver = path.join(__dirname, 'save-for-ever.ts');
  const seen = new Set<number>();
  for (const wait of [0, 7, 23]) {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', saver, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    after(() => child.kill('SIGKILL')); // also when this test is cut off
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]); // the first one is saved
    assert.equal(child.exitCode, null, 'it saves on');
    await new Promise((done) => setTimeout(done, wait));
    child.kill('SIGKILL');
    await ended;
    seen.add((await loadModel(dir)).model.options.epochs as number);
  }
  assert.ok(
    [...seen].every((epochs) => epochs === 3 || epochs === 5),
    [...seen].join(),
  );
});

function replace(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[10] ^= 1;
  writeFileSync(file, bytes);
}

/** A header with other fields and a checksum that fits them. */
function forge(dir: string, change: object): void {
  const file = path.join(dir, 'model.json');
  const { checksum, ...header } = readHeader(readFileSync(file, 'utf8'));
  assert.ok(checksum);
  writeFileSync(file, headerText({ ...header, ...change } as typeof header));
}

test('a package of ratings without an upper bound can be read', async () => {
  const plays = Interactions.fromRows([['a', 'x', 3], ['a', 'y', 40], ['b', 'x', 1]], {
    scale: { min: 0, max: Number.POSITIVE_INFINITY },
  }); // biome-ignore format: a table
  const model = await new BaselineOnly().fit(plays);
  const dir = newFolder();
  await saveModel(model, dir, INFO);
  const { model: same } = await loadModel(dir);
  assert.equal(same.train.scale.max, Number.POSITIVE_INFINITY);
  assert.deepEqual(same.scoresOf(userId('a')), model.scoresOf(userId('a')));
});

test('arrays that do not fit the model are refused, though every checksum is right', async () => {
  const dir = newFolder();
  await saveModel(await new SVD({ factors: 4, epochs: 2 }).fit(toyRatings()), dir, INFO);
  const file = path.join(dir, 'model.json');
  const { checksum: _, ...header } = readHeader(readFileSync(file, 'utf8'));
  const { userFactors: __, ...arrays } = header.state.arrays;
  const wrong = { ...arrays, userFactors: arrays.itemBias };
  writeFileSync(file, headerText({ ...header, state: { ...header.state, arrays: wrong } }));
  await assert.rejects(loadModel(dir), {
    name: 'PackageError',
    message: /state\.userFactors of SVD must be/,
  });
});
