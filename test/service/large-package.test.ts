/** Packages of large catalogs: packed ids, indexes, and files that are hashed once. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { ALS } from '../../lib/models/factors/als';
import { SVD } from '../../lib/models/factors/svd';
import { modelFromJson } from '../../lib/models/model-from-json';
import { RowlessTrain } from '../../lib/recommender/rowless-train';
import { isKnownIntact } from '../../lib/service/package/checked-files';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { readPackageFile, removeOthers, writePackageFile } from '../../lib/service/package/package-files';
import { headerText } from '../../lib/service/package/package-header';
import { searchWarning } from '../../lib/service/served/served-items';
import { ServedModel } from '../../lib/service/served/served-model';
import { toyRatings } from '../../lib/testing/toy-ratings';
import { TOY_FILMS, temporaryFolder } from './serve-toy';

const INFO = { date: '2026-11-24' };

test('ids are packed and indexes saved for a large catalog, and nothing else changes', async () => {
  const model = await new ALS({ factors: 3, epochs: 2 }).fit(toyRatings());
  await model.indexItems({ from: 1 });
  const [dir, plain] = [temporaryFolder(), temporaryFolder()];
  const header = await saveModel(model, dir, { ...INFO, train: 'seen', packFrom: 1 });
  await saveModel(model, plain, { ...INFO, train: 'seen', packFrom: 1 });
  assert.equal(header.version, 3);
  assert.ok('slots' in header.train.itemIds);
  const { model: same } = await loadModel(dir, { mapFrom: 1 });
  assert.deepEqual(
    [...same.summary.users, ...same.summary.items],
    [...model.train.users, ...model.train.items],
  );
  assert.deepEqual(same.recommend(userId('u1')), model.recommend(userId('u1')));
  assert.ok((same as ALS).indexes);
  // The users of each item are saved; here, they are in the order in which they would be listed.
  assert.deepEqual(
    same.summary instanceof RowlessTrain && same.summary.pairs?.byItem,
    RowlessTrain.of(model.train, { withSeen: true }).pairs?.byItem,
  );
  assert.ok(header.train.summary?.raters);
  assert.deepEqual(
    same.similarItems(itemId('i3'), { shrinkage: 2 }),
    model.similarItems(itemId('i3'), { shrinkage: 2 }),
  );
  const shared = await loadModel(plain, { shareWith: await loadModel(dir) });
  assert.equal(shared.header.train.hash, header.train.hash);
  // A summary that was loaded packed can be saved as JSON.
  assert.deepEqual(
    modelFromJson(JSON.parse(JSON.stringify(same))).recommend(userId('u1')),
    same.recommend(userId('u1')),
  );
  const index = path.join(dir, header.indexes!.lists.name);
  const bytes = readFileSync(index);
  bytes[20] ^= 1;
  writeFileSync(index, bytes);
  await assert.rejects(loadModel(dir), /index-lists.*differs from what was written/);
  await saveModel(await new ALS({ factors: 3, epochs: 1 }).fit(toyRatings()), dir, INFO);
  assert.equal((await loadModel(dir)).header.version, 1);
  assert.ok(readdirSync(dir).every((name) => !name.includes('index') && !name.includes('slots')));
});

test('films of a large catalog are read one by one, and lists are the same', async () => {
  const model = await new ALS({ factors: 3, epochs: 2 }).fit(toyRatings());
  const [dir, plain] = [temporaryFolder(), temporaryFolder()];
  const films = [TOY_FILMS[3], { ...TOY_FILMS[0], id: itemId('unrated') }, ...TOY_FILMS.slice(5)];
  await saveModel(model, dir, { ...INFO, train: 'seen', packFrom: 1 }, films);
  await saveModel(model, plain, { ...INFO, train: 'seen' }, films);
  const packs = [await loadModel(dir, { mapFrom: 1 }), await loadModel(plain)];
  assert.deepEqual(new Set(packs[0].films), new Set(films.filter(({ id }) => id !== 'unrated')));
  const [packed, other] = packs.map((pack) => new ServedModel(pack));
  assert.equal(packed.hasGenres, true);
  const options = { n: 5, diversity: 0.5 };
  assert.deepEqual(packed.forUser(userId('u1'), options)?.items, other.forUser(userId('u1'), options)?.items);
  assert.deepEqual(packed.search.find('star', 5), other.search.find('star', 5));
  assert.equal(packed.titleOf('i0'), 'i0');
});

test('a large file that was found intact is hashed again only when something has written to it', async () => {
  const dir = temporaryFolder();
  const bytes = Buffer.alloc(1.5e6, 7);
  const file = await writePackageFile(dir, 'large', 'bin', bytes);
  const read = () => readPackageFile(dir, file, { mapFrom: 1 });
  assert.equal(await isKnownIntact(dir, file.name), true);
  assert.equal((await read()).byteLength, 1.5e6);
  writeFileSync(path.join(dir, file.name), bytes.fill(8, 5, 6));
  assert.equal(await isKnownIntact(dir, file.name), false);
  await assert.rejects(read(), /differs from what was written/);
  writeFileSync(path.join(dir, file.name), bytes.fill(7));
  assert.equal(await isKnownIntact(dir, file.name), false);
  await read();
  assert.equal(await isKnownIntact(dir, file.name), process.platform !== 'win32');
  const copy = temporaryFolder();
  cpSync(dir, copy, { recursive: true });
  assert.equal(await isKnownIntact(copy, file.name), false);
  await removeOthers(dir, new Set());
  assert.deepEqual(readdirSync(dir), []);
});

for (const [size, users] of [
  ['small', 40],
  ['large', 70_000],
] as const) {
  test(`a ${size} package whose factors have a number that may not be there is refused, though every checksum is right`, async () => {
    const rows = Array.from({ length: users }, (_, u) => [`u${u}`, `i${u % 20}`, 1 + (u % 5)] as const);
    const model = await new SVD({ factors: 4, epochs: 1 }).fit(Interactions.fromRows(rows));
    const dir = temporaryFolder();
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { checksum: _, ...header } = await saveModel(model, dir, INFO);
      const { userFactors, ...others } = header.state.arrays;
      const values = model.state.userFactors.slice();
      values[18] = bad;
      const file = await writePackageFile(dir, 'state-userFactors', 'bin', new Uint8Array(values.buffer));
      const arrays = { ...others, userFactors: { ...userFactors, ...file } };
      writeFileSync(
        path.join(dir, 'model.json'),
        headerText({ ...header, state: { ...header.state, arrays } }),
      );
      if (size === 'large') unlinkSync(path.join(dir, `.${file.name}.checked`));
      for (const again of [1, 2]) {
        await assert.rejects(
          loadModel(dir),
          {
            name: 'PackageError',
            fault: 'invalid',
            file: file.name,
            message: `model package: ${file.name}: must be a Float32Array of finite numbers, got ${bad} at position 18 (row 4)`,
          },
          `load ${again}`,
        );
      }
    }
  });
}

test('a model with a number that may not be there is not saved', async () => {
  const model = await new SVD({ factors: 4, epochs: 1 }).fit(toyRatings());
  model.state.itemBias[2] = Number.NaN;
  const refused = {
    name: 'DataError',
    message: /state\.itemBias of SVD must be .*, got NaN at position 2 \(row 2\)/,
  };
  await assert.rejects(saveModel(model, temporaryFolder(), INFO), refused);
  assert.throws(() => model.toJSON(), refused);
});

test('a large package without words to search for comes with a warning that says what to do', async () => {
  const model = await new ALS({ factors: 3, epochs: 2 }).fit(toyRatings());
  const header = await saveModel(model, temporaryFolder(), { ...INFO, packFrom: 1 }, TOY_FILMS);
  const train = { ...header.train, items: 1_000_000 };
  assert.ok(header.search);
  assert.equal(searchWarning({ ...header, train }), undefined);
  assert.equal(searchWarning({ ...header, search: undefined }), undefined, 'small: all titles are searched');
  assert.match(
    searchWarning({ train })!,
    /only the 100000 items with the most ratings, of 1000000: .* make it again with trainPackage or saveModel/,
  );
});
