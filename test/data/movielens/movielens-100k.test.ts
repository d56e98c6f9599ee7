import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { DataError } from '../../../lib/core/errors';
import { itemId, userId } from '../../../lib/core/ids';
import { isPublished, loadMovieLens100K, yearOfTitle } from '../../../lib/data/data';
import { withoutMovieLens } from '../../fixtures/movielens';

const folder = mkdtempSync(path.join(tmpdir(), 'movielens-'));
after(() => rmSync(folder, { recursive: true }));

/** Nineteen flags, the given ones set. */
const flags = (...set: number[]) => Array.from({ length: 19 }, (_, n) => Number(set.includes(n))).join('|');

// Invented rows in the original layouts.
const good = {
  'u.data': '1\t1\t5\t881250949\n2\t1\t3\t891717742\n1\t2\t4\t878887116\n',
  'u.item': [
    `1|Café Noir (1931)|01-Jan-1931||address|${flags(1, 8)}`,
    `2|Long Road (1995) (V)||||${flags(0)}`,
    `3|unknown||||${flags(18)}`,
    '',
  ].join('\n'),
  'u.user': '1|24|M|technician|85711\n2|53|F|other|T8H1N\n',
};

let dirs = 0;
function dirWith(files: Partial<Record<keyof typeof good | 'source.json', string | Buffer>>): string {
  const dir = mkdtempSync(path.join(folder, `set${dirs++}-`));
  for (const [name, content] of Object.entries({ ...good, ...files })) {
    writeFileSync(
      path.join(dir, name),
      content === good['u.item'] ? Buffer.from(content, 'latin1') : content,
    );
  }
  return dir;
}

test('loads ratings, films and users in the original layouts', () => {
  const notes: string[] = [];
  const { ratings, films, users, source } = loadMovieLens100K({
    dir: dirWith({}),
    onNote: (n) => notes.push(n),
  });
  assert.deepEqual(ratings.ratingsOf(userId(1)), [
    { user: '1', item: '1', rating: 5, timestamp: 881250949 },
    { user: '1', item: '2', rating: 4, timestamp: 878887116 },
  ]);
  assert.deepEqual(ratings.scale, { min: 1, max: 5, step: 1 });
  assert.deepEqual(films, [
    { id: itemId(1), title: 'Café Noir (1931)', year: 1931, genres: ['Action', 'Drama'] },
    { id: itemId(2), title: 'Long Road (1995) (V)', year: 1995, genres: [] },
    { id: itemId(3), title: 'unknown', year: undefined, genres: ['Western'] },
  ]);
  assert.deepEqual(users[1], { id: userId(2), age: 53, gender: 'F', occupation: 'other', zipCode: 'T8H1N' });
  assert.equal(source.source, 'yours', 'files without a source.json were put there by hand');
  assert.deepEqual(notes, ['MovieLens 100K from your own files']);
});

test('u.item is Latin-1, and read as UTF-8 where somebody turned it into that', () => {
  const { films } = loadMovieLens100K({ dir: dirWith({ 'u.item': Buffer.from(good['u.item']) }) });
  assert.equal(films[0].title, 'Café Noir (1931)');
});

test('the summary says where the data came from, above all when it is made up', () => {
  const load = (source: object) =>
    loadMovieLens100K({ dir: dirWith({ 'source.json': JSON.stringify(source) }) }).summary;
  assert.deepEqual(load({ source: 'mirror', from: 'a package', license: 'ask first' }), [
    'MovieLens 100K from a mirror (a package)',
    '3 ratings from 1 to 5 in steps of 1 by 2 users of 2 films; 25.0 % of the user-film pairs are empty',
    'mean rating 4.000',
    'rated from 1997-11-07 to 1998-04-04',
    'license: ask first',
  ]);
  const [made, numbers] = load({ source: 'synthetic', from: 'seed 1', license: 'none' });
  assert.match(made, /^SYNTHETIC ratings .* no real/);
  assert.match(numbers, /^The text of the notebooks is about the published MovieLens 100K; with these/);
  const own = load({ source: 'yours', genuine: false });
  assert.deepEqual(own.slice(0, 2), ['MovieLens 100K from your own files', numbers]);
});

test('published are all but made-up ratings and own files that hold others', () => {
  for (const source of ['yours', 'official', 'mirror'] as const) assert.ok(isPublished({ source }), source);
  assert.ok(isPublished({ source: 'yours', genuine: true }));
  assert.ok(!isPublished({ source: 'yours', genuine: false }));
  assert.ok(!isPublished({ source: 'synthetic' }));
});

test('a missing file says what to do', () => {
  const dir = dirWith({});
  rmSync(path.join(dir, 'u.item'));
  assert.throws(
    () => loadMovieLens100K({ dir }),
    (error) => error instanceof DataError && /u\.item is missing from .*`npm run setup`/.test(error.message),
  );
});

test('a rated film that u.item knows nothing of is a note, not an error', () => {
  const notes: string[] = [];
  loadMovieLens100K({ dir: dirWith({ 'u.data': '1\t9\t5\t1\n' }), onNote: (note) => notes.push(note) });
  assert.equal(notes[1], 'u.item has no entry for 1 rated films (9)');
});

const broken: [string, Parameters<typeof dirWith>[0], RegExp][] = [
  [
    'an off-scale rating',
    { 'u.data': '1\t1\t5\t1\n1\t2\t0\t1\n' },
    /^u\.data:2: column 3 \(rating\): .* got 0$/,
  ],
  [
    'a duplicate',
    { 'u.data': '1\t1\t5\t1\n1\t1\t4\t1\n' },
    /^u\.data:2: column 2 \(item\): .* before, in line 1; /,
  ],
  ['an empty file', { 'u.data': '' }, /^u\.data:1: the file is empty/],
  [
    'a flag',
    { 'u.item': `1|A (1999)||||${flags()}\n2|B (1999)||||0|2${flags().slice(3)}\n` },
    /^u\.item:2: column 7 \(Action\): expected 0 or 1, got 2$/,
  ],
  [
    'a film twice',
    { 'u.item': `1|A||||${flags()}\n2|B||||${flags()}\n1|C||||${flags()}\n` },
    /^u\.item:3: column 1 \(id\): expected unique ids, but "1" is also in line 1$/,
  ],
  [
    'an age',
    { 'u.user': '1|young|M|x|1\n' },
    /^u\.user:1: column 2 \(age\): expected a whole number, got "young"$/,
  ],
  ['a column too few', { 'u.user': '1|2|M|x\n' }, /^u\.user:1: expected 5 columns .* found 4/],
  ['a torn source.json', { 'source.json': '{"source"' }, /^source\.json: .*`npm run setup`/],
  [
    'an unknown source',
    { 'source.json': '{"source":5,"files":{}}' },
    /^source\.json: source must be one of yours, official, mirror, synthetic, got 5; .*`npm run setup`/,
  ],
];
for (const [what, files, message] of broken) {
  test(`${what}: the error names file, line and column`, () => {
    assert.throws(() => loadMovieLens100K({ dir: dirWith(files) }), { name: 'DataError', message });
  });
}

test('the year stands at the end of a title, whatever remark follows it', () => {
  const years = [
    'Plain (1995)',
    'Remark (1995) (V)',
    '2001 Nights (1968)',
    'Twice (1942) (1997)',
    'Series (1995-1998)',
    'Running (2006–)',
    'Translated (Traduit) (1960) ',
    'unknown',
    'No (Year)',
    'Middle (1995) of it',
  ].map(yearOfTitle);
  assert.deepEqual(years, [1995, 1995, 1968, 1997, 1995, 2006, 1960, undefined, undefined, undefined]);
});

const real = existsSync(path.resolve('data/ml-100k/u.data'));
test('the real data set has the published counts', { skip: !real && 'npm run setup fetches it' }, (t) => {
  const start = performance.now();
  const { ratings, films, users, source } = loadMovieLens100K();
  t.diagnostic(`loaded in ${(performance.now() - start).toFixed(0)} ms, ${source.source}`);
  assert.equal(films.length, 1682);
  assert.equal(users.length, 943);
  assert.deepEqual([ratings.length, ratings.userCount, ratings.itemCount], [100_000, 943, 1682]);
});

test('the real ratings and titles are the published ones', { skip: withoutMovieLens() }, () => {
  const { ratings, films } = loadMovieLens100K();
  assert.deepEqual(Object.fromEntries(ratings.ratingCounts()), {
    1: 6110,
    2: 11370,
    3: 27145,
    4: 34174,
    5: 21201,
  });
  assert.equal(ratings.mean, 3.52986);
  assert.deepEqual(
    [ratings.users.idOf(ratings.userColumn[0]), ratings.items.idOf(ratings.itemColumn[0])],
    ['196', '242'],
  );
  assert.equal(new Set(films.map((film) => film.title)).size, 1664, '18 titles occur twice');
  assert.equal(films.find((film) => film.id === itemId(1623))?.title, 'Cérémonie, La (1995)');
});
