/** The README's examples are executed, so that they can't rot. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import type { OptionSet } from '../lib/core/options';
import { trainTestSplit } from '../lib/evaluation/splits/train-test-split';
import { entry, type RegisteredModel } from '../lib/models/model-entry';
import { type Explanation, sumOfTerms } from '../lib/recommender/explanation';
import type { Model } from '../lib/recommender/model';
import { toyRatings } from '../lib/testing/toy-ratings';
import { withoutMovieLens } from './fixtures/movielens';
import { testContract } from './models/test-contract';

const ROOT = resolve(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'readme-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The first block of TypeScript behind a line of the README, as a module of its own. */
function example(behind: string, name: string, replacements: [string, string][]): Record<string, unknown> {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme.slice(readme.indexOf(behind))) ?? [];
  assert.ok(readme.includes(behind) && code, `README.md has no example behind ${behind}`);
  const file = join(folder, name);
  writeFileSync(
    file,
    replacements.reduce((text, [from, to]) => text.replaceAll(from, to), code),
  );
  return require(file);
}

test('the example of an update adds two ratings', { skip: withoutMovieLens() }, async () => {
  const { told } = example('### New ratings without another fit', 'updates.ts', [
    ["'./lib/", `'${ROOT}/lib/`],
    ['const model = await', 'export const told = (async () => { const model = await'],
    ["model.recommend(userId('ann'), { k: 5 });", "const list = model.recommend(userId('ann'), { k: 5 });"],
    [
      'model.train.items.has(itemId(302));',
      'return { list, has: model.train.items.has(itemId(302)), added, newUsers }; })();',
    ],
  ]);
  const { list, ...rest } = await (told as Promise<{ list: unknown[]; has: boolean }>);
  assert.equal(list.length, 5);
  assert.deepEqual(rest, { has: true, added: 2, newUsers: 1 });
});

test('the example of context gives the hour and the weekday of a rating, and a list for a Friday evening', {
  skip: withoutMovieLens(),
}, async () => {
  const { told } = example('### Context', 'context.ts', [
    ["'./lib/", `'${ROOT}/lib/`],
    ['const { ratings } =', 'export const told = (async () => { const { ratings } ='],
    ['table.row(0).context;', 'const { context } = table.row(0);'],
    ["model.recommend(userId('196'),", "return { context, list: model.recommend(userId('196'),"],
    ["weekday: 'Friday' } });", "weekday: 'Friday' } }) }; })();"],
  ]);
  const { context, list } = await (told as Promise<{ context: object; list: unknown[] }>);
  assert.deepEqual(context, { hour: '9', weekday: 'Thursday' });
  assert.equal(list.length, 10);
});

test('the example of a stream applies its one event', async () => {
  const { told } = example('## Streams of events', 'streams.ts', [
    ["'./lib/", `'${ROOT}/lib/`],
    ["'data/", `'${folder}/data/`],
    ['const log =', 'export const told = (async () => { const log ='],
    ['await log.close();', 'await log.close(); return applied; })();'],
  ]);
  assert.equal(await told, 1);
});

test('the example of a model gives five films, and says why', { skip: withoutMovieLens() }, async () => {
  const { told } = example('## Models', 'models.ts', [
    ["'./lib/", `'${ROOT}/lib/`],
    ['const model = await', 'export const told = (async () => { const model = await'],
    ['model.recommend(userId(196), { k: 5 });', 'const list = model.recommend(userId(196), { k: 5 });'],
    ['inWords(why, titlesOf(films));', 'return { list, why, words: inWords(why, titlesOf(films)) }; })();'],
  ]);
  const { list, why, words } = await (told as Promise<{ list: unknown[]; why: Explanation; words: string }>);
  assert.equal(list.length, 5);
  assert.ok(Math.abs(sumOfTerms(why.terms) - why.score) < 1e-4);
  assert.match(words, /L\.A\. Confidential \(1997\)/);
});

describe('the example of a new model', () => {
  const { ItemMean, ITEM_MEAN_OPTIONS } = example('<!-- example: simple/item-mean.ts -->', 'item-mean.ts', [
    ["'../../", `'${ROOT}/lib/`],
  ]) as { ItemMean: new (options?: object) => RegisteredModel; ITEM_MEAN_OPTIONS: OptionSet<object> };
  testContract(entry(ItemMean, ITEM_MEAN_OPTIONS, 'damped mean of the item'));

  test('predicts the damped mean', async () => {
    const { train } = trainTestSplit(toyRatings());
    const model: Model = await new ItemMean({ damping: 0 }).fit(train);
    const [item] = train.items;
    const rated = train.ratingsFor(item).map(({ rating }) => rating);
    const mean = rated.reduce((sum, rating) => sum + rating, 0) / rated.length;
    const [user] = train.users;
    assert.ok(Math.abs(model.predict(user, item).score - mean) < 1e-6);
  });
});

test('the example of a live model lists items for somebody new', async () => {
  const { told } = example('A `LiveModel` is a state, too', 'live-model.ts', [
    ["'./lib/", `'${ROOT}/lib/`],
    ["'data/", `'${folder}/`],
    [
      'const live =',
      `import { Interactions } from '${ROOT}/lib/data/table/interactions';
import { EASE } from '${ROOT}/lib/models/item-item/ease';
export const told = (async () => { const model = await new EASE().fit(Interactions.fromRows(
  [['ann', '50', 5], ['ann', '181', 4], ['bob', '50', 4], ['bob', '181', 5], ['bob', '7', 1]]));
const live =`,
    ],
    ['live.recommend(', 'const list = live.recommend('],
    ['live.trending(5);', 'const trending = live.trending(5);'],
    ['await log.close();', 'await log.close(); return { list, trending }; })();'],
  ]);
  const { list, trending } = await (told as Promise<Record<'list' | 'trending', { item: string }[]>>);
  assert.deepEqual(
    list.map(({ item }) => item),
    ['181', '7'],
  );
  assert.deepEqual(trending, [{ item: '50', score: 1 }]);
});
