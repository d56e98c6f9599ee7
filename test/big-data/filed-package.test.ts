/** A package made from ratings in files is the same, byte for byte, as one made from the same ratings in memory. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { openPrepared } from '../../lib/big-data/prepare/prepared-train';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';
import { unpackPrepared } from '../../lib/big-data/prepare/unpack-prepared';
import { itemId } from '../../lib/core/ids';
import { ALS } from '../../lib/models/factors/als';
import { ImplicitALS } from '../../lib/models/factors/implicit-als';
import { TRAIN_PARTS } from '../../lib/recommender/saving/model-to-json';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { saveLearned } from '../../lib/service/package/save-package';

const HOME = mkdtempSync(path.join(tmpdir(), 'recommender-lab-filed-'));
after(() => rmSync(HOME, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => path.join(HOME, String(folders++));
const INFO = { date: '2026-12-01', note: 'a test' };

/** Not sorted, with ids beyond ASCII, repeated pairs, and as many times as rows. */
function linesOf(rating: (n: number) => string): string {
  const lines = Array.from({ length: 900 }, (_, n) => {
    const [user, item] = [['अनु', '🎬', 'bob', 'é "x"'][n % 4]!, (n * 7) % 23];
    return `"${user.replaceAll('"', '""')}-${(n * n) % 31}","फ़िल्म-${item}",${rating(n)},${1.6e9 - n * 1000}`;
  });
  return `user,item,rating,timestamp\n${lines.join('\n')}\n`;
}

async function prepared(text: string, options: Partial<PrepareOptions> = {}): Promise<string> {
  const [from, into] = [`${newFolder()}.csv`, newFolder()];
  writeFileSync(from, text);
  await prepareRatings({ from, into, ...options });
  return into;
}

async function unpacked(folder: string, signal?: AbortSignal) {
  const into = newFolder();
  mkdirSync(into);
  return unpackPrepared(folder, { into, signal });
}

const HALF_STARS = linesOf((n) => String((1 + ((n * 13) % 10)) / 2));
const FOLDERS: Readonly<Record<string, () => Promise<string>>> = {
  'half stars': () => prepared(HALF_STARS),
  'steps of 0.1': () => prepared(linesOf((n) => String(((n * 13) % 11) / 10))),
  'a part set aside': () => prepared(HALF_STARS, { split: { by: 'time', testSize: 0.7 } }),
  'no times': () => prepared(HALF_STARS.replace(/,[^,]*$/gm, '')),
};

for (const [name, make] of Object.entries(FOLDERS)) {
  test(`the package of a table in files is that of the table in memory: ${name}`, async () => {
    const folder = await make();
    const table = await readPrepared(folder);
    const model = await new ALS({ factors: 3, epochs: 2 }).fit(table);
    const filed = await unpacked(folder);
    assert.equal(await filed.hash(), table.hash());
    const { length, userCount, itemCount, hasRatings } = await openPrepared(folder);
    assert.deepEqual([length, userCount, itemCount], [table.length, table.userCount, table.itemCount]);
    assert.equal(hasRatings, true);
    for (const train of TRAIN_PARTS) {
      for (const packFrom of [1, 50_000]) {
        const [here, there] = [newFolder(), newFolder()];
        await saveModel(model, there, { ...INFO, train, packFrom });
        const learned = train === 'rows' ? model.state : await model.learnedFrom(filed, model.state);
        await saveLearned(new ALS(model.options), { state: learned, train: filed }, here, {
          ...INFO,
          train,
          packFrom,
        });
        assert.deepEqual(readdirSync(here), readdirSync(there), `${train} ${packFrom}`); // names have hashes
        assert.equal(textOf(here), textOf(there));
      }
    }
  });
}

const textOf = (dir: string) => readFileSync(path.join(dir, 'model.json'), 'utf8');

test('choices without ratings, and a model that only ranks', async () => {
  const folder = await prepared(HALF_STARS.replace(/^([^,]*,[^,]*),.*$/gm, '$1'));
  const table = await readPrepared(folder);
  assert.equal(table.hasRatings, false);
  assert.equal((await openPrepared(folder)).hasRatings, false);
  const model = await new ImplicitALS({ factors: 3, epochs: 2 }).fit(table);
  for (const train of TRAIN_PARTS) {
    const [here, there] = [newFolder(), newFolder()];
    await saveModel(model, there, { ...INFO, train });
    await saveLearned(model, { state: model.state, train: await unpacked(folder) }, here, { ...INFO, train });
    assert.equal(textOf(here), textOf(there));
    const pack = await loadModel(here, { mapFrom: 1 });
    assert.equal(pack.model.similarItems(itemId('फ़िल्म-7'), { k: 2 }).length, 2);
  }
});

test('a save that fails leaves no file, or the package that was there', async () => {
  const folder = await prepared(HALF_STARS);
  const model = await new ALS({ factors: 3, epochs: 1 }).fit(await readPrepared(folder));
  const dir = newFolder();
  const filed = await unpacked(folder);
  truncateSync(filed.parts.files.rating, 8);
  const saving = () => saveLearned(model, { state: model.state, train: filed }, dir, INFO);
  await assert.rejects(saving(), /rating: this file was cut off/);
  assert.throws(() => readdirSync(dir), /ENOENT/);
  await saveModel(model, dir, INFO);
  const before = readdirSync(dir);
  await assert.rejects(saving(), /cut off/);
  assert.deepEqual(readdirSync(dir), before);
  const controller = new AbortController();
  const whole = { state: model.state, train: await unpacked(folder) };
  const onFile = (what: string) => {
    if (what === 'state-userFactors') controller.abort(new Error('stopped'));
  };
  const other = newFolder();
  const options = { signal: controller.signal, onFile };
  await assert.rejects(saveLearned(model, whole, other, INFO, options), /^Error: stopped/);
  assert.throws(() => readdirSync(other), /ENOENT/);
});

test('a folder whose files don’t belong together is refused', async () => {
  const [folder, other] = [await prepared(HALF_STARS), await prepared(linesOf((n) => String((n * n) % 3)))];
  writeFileSync(path.join(folder, 'ratings.parquet'), readFileSync(path.join(other, 'ratings.parquet')));
  await assert.rejects(
    openPrepared(folder),
    /ratings\.parquet: expected ratings from 0.5 to 5, as prepared\.json says, found 0/,
  );
  rmSync(path.join(folder, 'ratings.parquet'));
  await assert.rejects(openPrepared(folder), /this file does not exist/);
  await assert.rejects(unpacked(folder), /this file does not exist/);
});
