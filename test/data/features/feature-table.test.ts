import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../../lib/core/ids';
import { itemFeatures, wordsOf } from '../../../lib/data/features/feature-rows';
import { FeatureTable, type ItemFeatures } from '../../../lib/data/features/feature-table';
import type { Film } from '../../../lib/data/movielens/film';
import { filmFeatures } from '../../../lib/data/movielens/film-features';
import { Interactions } from '../../../lib/data/table/interactions';
import { canonicalFolds } from '../../../lib/evaluation/splits/canonical-folds';
import { coldItems } from '../../../lib/evaluation/splits/cold-items';
import { kFold } from '../../../lib/evaluation/splits/k-fold';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}`);
const weights = (features: ItemFeatures, item: string) =>
  Object.fromEntries(features.featuresOf(itemId(item)).map(({ name, weight }) => [name, weight]));

test('TF-IDF by hand: three items, the word of one counts more than that of two', () => {
  const features = itemFeatures([
    { item: 'a', words: ['toy', 'toy', 'robot'] },
    { item: 'b', words: ['toy'] },
    { item: 'c' },
  ]);
  assert.deepEqual(features.names, ['toy', 'robot']);
  // idf: ln(4/3) + 1 = 1.287682, ln(4/2) + 1 = 1.693147. Row a: 2 · 1.287682 and 1.693147 over √(6.632500 + 2.866747).
  const a = weights(features, 'a');
  close(a.toy, 0.8355916);
  close(a.robot, 0.5493512);
  assert.deepEqual(weights(features, 'b'), { toy: 1 });
  assert.deepEqual(features.featuresOf(itemId('c')), []);
  assert.deepEqual(features.featuresOf(itemId('d')), []);
});

test('the formula of scikit-learn’s TfidfVectorizer, worked out term by term', () => {
  // smooth_idf, norm l2, raw counts: ln((1 + n) / (1 + n_f)) + 1, its documented formula, worked out term by term.
  const documents = ['a b b c', 'b d', 'a c c c', 'd'];
  const features = itemFeatures(documents.map((text, n) => ({ item: `${n}`, words: text.split(' ') })));
  const idf = Math.log(5 / 3) + 1; // each word is in two of four documents
  const rows = [{ a: idf, b: 2 * idf, c: idf }, { b: idf, d: idf }, { a: idf, c: 3 * idf }, { d: idf }];
  for (const [n, row] of rows.entries()) {
    const length = Math.hypot(...Object.values(row));
    for (const [name, weight] of Object.entries(row)) close(weights(features, `${n}`)[name], weight / length);
  }
});

test('rows of one item add up, amounts count as they are, rare and common features can be left out', () => {
  const rows = [
    { item: 1, words: ['x'] },
    { item: 1, words: ['x'], amounts: { depth: 0.5, none: 0 } },
    { item: 2, words: ['x', 'y'] },
  ];
  const plain = itemFeatures(rows, { weighting: 'amount' });
  assert.deepEqual(weights(plain, '1'), { x: 2, depth: 0.5 });
  assert.deepEqual(itemFeatures(rows, { minItems: 2 }).names, ['x']);
  assert.deepEqual(itemFeatures(rows, { maxShare: 0.5 }).names, ['depth', 'y']);
  assert.equal(itemFeatures(rows, { minItems: 3 }).ids.size, 2, 'items stay');
});

test('bad options and amounts are refused by name', () => {
  const refused = (options: object, message: RegExp) =>
    assert.throws(() => itemFeatures([], options), { name: 'OptionError', message });
  refused({ minItems: 0 }, /minItems must be a positive whole number, got 0/);
  refused({ maxShare: 2 }, /maxShare must be/);
  refused({ weighting: 'bm25' }, /weighting must be one of tfidf, amount, got "bm25"/);
  refused({ min_df: 2 }, /no option min_df; the options are weighting, minItems, maxShare/);
  assert.throws(() => itemFeatures([{ item: 1, amounts: { x: Number.NaN } }]), /x of item "1" must be/);
});

test('words: lower case, no accents, no apostrophes, no stop words', () => {
  assert.deepEqual(wordsOf("Schindler's List, The (1993)"), ['schindlers', 'list', '1993']);
  assert.deepEqual(wordsOf('Misérables, Les — Ça va? 101 Dalmatians'), [
    'miserables',
    'ca',
    'va',
    '101',
    'dalmatians',
  ]);
  assert.deepEqual(wordsOf('Как дела'), ['как', 'дела']);
});

const film = (id: string, title: string, year: number | undefined, ...genres: string[]): Film => ({
  id: itemId(id),
  title,
  year,
  genres,
});
const films = Object.freeze([
  film('1', 'Star Wars (1977)', 1977, 'Sci-Fi', 'War'),
  film('2', 'Star Trek: Generations (1994)', 1994, 'Sci-Fi'),
  film('3', 'Stargate (1994)', 1994, 'Sci-Fi'),
  film('4', 'unknown', undefined),
]);

test('films: genres, years and title words, each part as long as its weight', () => {
  const features = filmFeatures(films, { minTitles: 2, weights: { years: 0.5 } });
  assert.deepEqual(features.names, [
    'genre: Sci-Fi',
    'genre: War',
    'years: 1970s',
    'years: 1990s',
    'title: star',
  ]);
  const one = weights(features, '1');
  close(Math.hypot(one['genre: Sci-Fi'], one['genre: War']), 1);
  assert.deepEqual([one['years: 1970s'], one['title: star']], [0.5, 0.25]);
  assert.deepEqual(weights(features, '3'), { 'genre: Sci-Fi': 1, 'years: 1990s': 0.5 });
  assert.deepEqual(features.featuresOf(itemId('4')), []);
  assert.equal(features.ids.size, 4);
});

test('films: parts can be left out, years told apart, bad options are refused', () => {
  const { names } = filmFeatures(films, { genres: false, titleWords: false, years: 'year' });
  assert.deepEqual(names, ['years: 1977', 'years: 1994']);
  const refused = (options: object, message: RegExp) =>
    assert.throws(() => filmFeatures(films, options), { name: 'OptionError', message });
  refused({ genres: false, years: false, titleWords: false }, /at least one of/);
  refused({ years: 'century' }, /years must be one of decade, five, year, false, got "century"/);
  refused({ genre: true }, /no option genre; the options are genres/);
  refused({ genres: 1 }, /genres must be true or false, got 1/);
});

test('tables are put beside each other, items of both, weights of the second changed', () => {
  const tags = itemFeatures(
    [
      { item: 1, words: ['space'] },
      { item: 9, words: ['space', 'space'] },
    ],
    { weighting: 'amount' },
  );
  const both = itemFeatures([{ item: 1, words: ['old'] }]).beside(tags, 0.5);
  assert.deepEqual([...both.ids], ['1', '9']);
  assert.deepEqual(weights(both, '1'), { old: 1, space: 0.5 });
  assert.deepEqual(weights(both, '9'), { space: 1 });
  assert.throws(() => tags.beside(tags), { name: 'DataError', message: /names must be unique/ });
  assert.throws(() => tags.beside(tags, 0), {
    name: 'OptionError',
    message: /weight must be a number above 0, got 0/,
  });
});

test('a table that is none is refused', () => {
  const parts = itemFeatures([{ item: 1, words: ['x'] }]).toColumns();
  const refused = (change: object, message: RegExp) =>
    assert.throws(() => FeatureTable.ofItems({ ...parts, ...change }), { name: 'DataError', message });
  refused({ offsets: Int32Array.of(0) }, /must make a table of 1 rows and 1 columns/);
  refused({ columns: Int32Array.of(3) }, /must make a table/);
  refused({ values: Float32Array.of(Number.NaN) }, /must be finite numbers/);
});

const ratings = Interactions.fromRows([
  ['u', '2', 5],
  ['u', '1', 3],
  ['v', '1', 4],
  ['v', '7', 1],
]);
const withFeatures = ratings.withItemFeatures(filmFeatures(films));

test('ratings carry features: rows by inner index, items without a rating behind', () => {
  assert.equal(ratings.itemFeatures, undefined);
  assert.deepEqual([...withFeatures.items], ['2', '1', '7', '3', '4']);
  assert.deepEqual([...withFeatures], [...ratings]);
  const { itemFeatures: aligned } = withFeatures;
  assert.ok(aligned);
  assert.equal(aligned.ids, withFeatures.items);
  assert.equal(withFeatures.itemFeatures, aligned, 'made once');
  assert.equal(aligned.offsets.length, 6);
  assert.equal(aligned.offsets[3], aligned.offsets[2], 'nothing is known of item 7');
  for (const { id } of films) assert.deepEqual(aligned.featuresOf(id), filmFeatures(films).featuresOf(id));
  assert.equal(withFeatures.hash(), ratings.hash(), 'the ratings are the same');
  assert.notEqual(aligned.hash(), filmFeatures(films).hash());
});

test('selections keep features, and number rated items as without them', () => {
  const remade = withFeatures.select([1, 2], { vocabulary: 'remake' });
  assert.deepEqual([...remade.items], ['1', '2', '3', '4'], 'item 7 has neither rating nor features');
  assert.deepEqual([...remade.userColumn], [0, 1]);
  assert.equal(remade.itemFeatures?.ids, remade.items);
  const kept = withFeatures.select([1]);
  assert.equal(kept.items, withFeatures.items);
  assert.deepEqual(kept.itemFeatures?.toColumns(), withFeatures.itemFeatures?.toColumns());
});

test('columns carry features to a worker and back', () => {
  const columns = structuredClone(withFeatures.toColumns());
  const back = Interactions.fromColumns(columns, { scale: ratings.scale, ownership: 'take' });
  assert.deepEqual([...back.items], [...withFeatures.items]);
  assert.deepEqual(back.itemFeatures?.toColumns(), withFeatures.itemFeatures?.toColumns());
  assert.ok(!('itemFeatures' in ratings.toColumns()), 'nothing changes without features');
});

test('splits: the train part knows the items of the test part, and cold is who has no rating', () => {
  const rows = Array.from({ length: 40 }, (_, n) => [`u${n % 5}`, `${n % 8}`, 1 + (n % 5)] as const);
  const plain = Interactions.fromRows(rows, { duplicates: 'last' });
  const known = plain.withItemFeatures(
    itemFeatures([...plain.items, '99'].map((item) => ({ item, words: ['x'] }))),
  );
  for (const [a, b] of [
    [canonicalFolds(plain), canonicalFolds(known)] as const,
    [kFold(plain), kFold(known)] as const,
  ]) {
    for (let fold = 0; fold < a.length; fold++) {
      const [without, has] = [a.at(fold), b.at(fold)];
      assert.deepEqual(has.cold, without.cold);
      assert.equal(has.hash, without.hash);
      assert.deepEqual([...has.train.items].slice(0, without.train.itemCount), [...without.train.items]);
      assert.equal(has.train.itemCount, 9);
      assert.deepEqual([...has.test.items], [...without.test.items]);
      assert.equal(has.test.itemFeatures, undefined);
    }
  }
});

test('coldItems holds out all ratings of a share of the items', () => {
  const rows = Array.from(
    { length: 200 },
    (_, n) => [`u${n % 10}`, `${Math.floor(n / 10)}`, 1 + (n % 5)] as const,
  );
  const plain = Interactions.fromRows(rows);
  const split = coldItems(plain, { share: 0.2, seed: 1 });
  assert.equal(split.test.itemCount, 4);
  assert.equal(split.test.length, 40);
  assert.deepEqual(split.cold, { user: 0, item: 40, either: 40 });
  for (const item of split.test.items) assert.ok(!split.train.items.has(item));
  const known = plain.withItemFeatures(
    itemFeatures([...plain.items].map((item) => ({ item, words: ['x'] }))),
  );
  const same = coldItems(known, { share: 0.2, seed: 1 });
  assert.equal(same.hash, split.hash);
  assert.equal(same.train.itemCount, 20);
  assert.deepEqual(same.cold, split.cold);
  assert.notEqual(coldItems(plain, { share: 0.2, seed: 2 }).hash, split.hash);
  assert.throws(() => coldItems(plain, { share: 1 }), { name: 'OptionError', message: /share must be/ });
});

test('amounts that cancel each other leave nothing', () => {
  const features = itemFeatures([
    { item: 'a', amounts: { x: 1 } },
    { item: 'a', amounts: { x: -1 } },
    { item: 'b', amounts: { x: 1 } },
  ]);
  assert.deepEqual(weights(features, 'a'), {});
  assert.deepEqual(weights(features, 'b'), { x: 1 });
});

test('film features: misspelled parts and bad numbers are refused by name', () => {
  const films: Film[] = [];
  const weigh = (options: object) => () => filmFeatures(films, options);
  assert.throws(
    weigh({ weights: { genre: 5 } }),
    /filmFeatures: weights: there is no option genre; the options are genres/,
  );
  assert.throws(
    weigh({ weights: { genres: 0 } }),
    /filmFeatures: weights: genres must be a number above 0, got 0/,
  );
  assert.throws(weigh({ minTitles: -1 }), /filmFeatures: minTitles must be a positive whole number, got -1/);
});
