import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';
import { RandomState } from '../../lib/math/random/random-state';

type Context = { after(work: () => void): void };

function folder(t: Context): string {
  const dir = mkdtempSync(join(tmpdir(), "it's [1] सफ़ "));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Prepares a text, and reads the result. */
async function prepared(
  t: Context,
  text: string | Uint8Array,
  options: Partial<PrepareOptions> = {},
  name = 'ratings.csv',
) {
  const dir = folder(t);
  const from = join(dir, name);
  writeFileSync(from, text);
  const into = join(dir, 'prepared');
  const summary = await prepareRatings({ from, into, ...options });
  return { dir, into, summary, ratings: await readPrepared(into) };
}

const HEADER = 'userId,movieId,rating,timestamp';
const rowsOf = (ratings: Iterable<object>) => Array.from(ratings, (row) => Object.values(row).join(' '));

test('the newest rating of a pair is kept; of several at the same time, the last line', async (t) => {
  const lines = [
    '007,31,4.5,1200000000',
    '7,31,1.0,1100000000',
    '007,31,2.0,1100000000',
    '7,31,3.0,1100000000',
  ];
  const { summary, ratings, into, dir } = await prepared(t, `${[HEADER, ...lines].join('\r\n')}\r\n`);
  assert.deepEqual(rowsOf(ratings), ['007 31 4.5 1200000000', '7 31 3 1100000000']);
  assert.deepEqual(ratings.scale, { min: 0.5, max: 5, step: 0.5 });
  assert.deepEqual([...ratings.users], ['007', '7'], 'ids keep their zeros');
  assert.equal(summary.sources[0]!.layout, 'movielens');
  assert.deepEqual(
    [
      summary.counts.read,
      summary.counts.repeated,
      summary.counts.ratings,
      summary.counts.users,
      summary.counts.items,
    ],
    [4, 2, 2, 2, 1],
  );
  assert.deepEqual(readdirSync(into).sort(), [
    'items.parquet',
    'prepared.json',
    'ratings.parquet',
    'users.parquet',
  ]);
  assert.deepEqual(JSON.parse(readFileSync(join(into, 'prepared.json'), 'utf8')).counts, summary.counts);
  assert.deepEqual(readdirSync(dir).sort(), ['prepared', 'ratings.csv'], 'nothing else is left');
});

/** By hand: drops what has fewer than k until nothing changes. */
function plainCore(pairs: readonly string[], k: number): string[] {
  for (let left = [...pairs]; ; ) {
    const often = (at: 0 | 1) => {
      const counts = new Map<string, number>();
      for (const pair of left) counts.set(pair.split(' ')[at]!, (counts.get(pair.split(' ')[at]!) ?? 0) + 1);
      return (pair: string) => counts.get(pair.split(' ')[at]!)! >= k;
    };
    const [user, item] = [often(0), often(1)];
    const kept = left.filter((pair) => user(pair) && item(pair));
    if (kept.length === left.length) return kept;
    left = kept;
  }
}

test('the k-core is that of a plain implementation, and so is the order of rows and ids', async (t) => {
  const random = new RandomState(7);
  const pairs = new Set<string>();
  while (pairs.size < 1500)
    pairs.add(`u${Math.floor(80 * random.random() ** 2)} i${Math.floor(300 * random.random() ** 2)}`);
  const lines = [...pairs].map((pair, n) => `${pair.replace(' ', ',')},3,${1e9 + n}`);
  for (const kCore of [2, 5]) {
    const { ratings, summary } = await prepared(t, `${HEADER}\n${lines.join('\n')}`, { kCore });
    const core = plainCore([...pairs], kCore);
    assert.ok(core.length > 500 && core.length < 1500, `${core.length}`);
    // In the order of their first lines in the file, even if those aren't in the core.
    const userOf = (pair: string) => pair.split(' ')[0]!;
    const left = new Set(core.map(userOf));
    const users = [...new Set([...pairs].map(userOf))].filter((user) => left.has(user));
    assert.deepEqual([...ratings.users], users);
    assert.deepEqual([...ratings.items].sort(), [...new Set(core.map((pair) => pair.split(' ')[1]!))].sort());
    const byUser = users.flatMap((user) => core.filter((pair) => pair.startsWith(`${user} `)));
    assert.deepEqual(
      Array.from(ratings, ({ user, item }) => `${user} ${item}`),
      byUser,
    );
    assert.equal(summary.counts.outsideCore, 1500 - core.length);
  }
});

test('clicks without ratings, any script, quotes, spaces in ids; several files, packed and not', async (t) => {
  const dir = folder(t);
  const files = ['one.csv', 'two.csv.gz'].map((name) => join(dir, name));
  writeFileSync(files[0]!, 'user;item\n"वि; ""x""";雪\nzoë;a b\n');
  writeFileSync(files[1]!, gzipSync('user;item\nzoë;雪\nzoë;a b\n'));
  const into = join(dir, 'new', 'prepared');
  const summary = await prepareRatings({ from: files, into });
  const ratings = await readPrepared(into);
  assert.equal(ratings.hasRatings, false);
  assert.equal(ratings.timestampColumn, undefined);
  assert.deepEqual(rowsOf(ratings), ['वि; "x" 雪 1', 'zoë 雪 1', 'zoë a b 1']);
  assert.deepEqual(
    summary.sources.map(({ file, rows }) => [file, rows]),
    [
      ['one.csv', 2],
      ['two.csv.gz', 2],
    ],
  );
  assert.match(summary.sources[0]!.because, /user is "user" \(its name\)/);
  const plain = join(dir, 'rated.csv');
  writeFileSync(plain, 'user;item;rating\nann;a;3\nbob;b;4\n');
  await assert.rejects(
    prepareRatings({ from: [files[0]!, plain], into: join(dir, 'mixed') }),
    /all files must have the same layout, but .*one\.csv is delimited \(user, item\), and .*rated\.csv delimited \(user, item, rating\)/,
  );
});

test('a scale that nobody gave is found in the ratings; one without an end comes back', async (t) => {
  const found = await prepared(t, 'user,item,rating\na,x,20\na,y,-60\nb,x,100.5\n');
  assert.deepEqual(found.ratings.scale, { min: -60, max: 100.5, step: 0.5 });
  const endless = await prepared(t, 'a,x,20\na,y,6\n', {
    format: {
      separator: ',',
      fields: ['user', 'item', 'rating'],
      scale: { min: 0, max: Number.POSITIVE_INFINITY },
    },
  });
  assert.equal(endless.ratings.scale.max, Number.POSITIVE_INFINITY);
  assert.equal(endless.ratings.mean, 13);
});

test('the latest ratings are set aside; both parts number users and items alike', async (t) => {
  const lines = [
    'a,x,1,1100000000',
    'a,y,2,1300000000',
    'b,x,3,1200000000',
    'b,z,4,1300000000',
    'c,x,5,1100000000',
  ];
  const text = `${HEADER}\n${lines.join('\n')}\n`;
  const byTime = await prepared(t, text, { split: { by: 'time', testSize: 0.3 } });
  assert.deepEqual(rowsOf(byTime.ratings), ['a x 1 1100000000', 'b x 3 1200000000', 'c x 5 1100000000']);
  const late = await readPrepared(byTime.into, { part: 'test' });
  assert.deepEqual(rowsOf(late), ['a y 2 1300000000', 'b z 4 1300000000']);
  assert.deepEqual([...late.items], [...byTime.ratings.items]);
  assert.equal(byTime.summary.testFrom, 1300000000);
  const byUser = await prepared(t, text, { split: { by: 'user' } });
  assert.deepEqual(rowsOf(await readPrepared(byUser.into, { part: 'test' })), [
    'a y 2 1300000000',
    'b z 4 1300000000',
  ]);
  assert.equal(byUser.ratings.length, 3, 'the only rating of c stays');
  await assert.rejects(prepared(t, text, { split: { by: 'time', at: 1 } }), /no rating to train on, of 5/);
  await assert.rejects(prepared(t, 'user,item\na,x\nb,x\n', { split: { by: 'user' } }), /split needs times/);
  await assert.rejects(readPrepared((await prepared(t, text)).into, { part: 'test' }), /has no test part/);
});

test('a sample has all ratings of its users, and is the same with the same seed', async (t) => {
  const lines = Array.from({ length: 400 }, (_, n) => `u${n % 100},i${n % 7},3,${1e9 + n}`);
  const text = `${HEADER}\n${lines.join('\n')}\n`;
  const usersOf = async (seed: number) => {
    const { ratings, summary } = await prepared(t, text, { userShare: 0.3, seed });
    assert.equal(ratings.length, 4 * ratings.userCount);
    assert.equal(summary.counts.notSampled, 400 - ratings.length);
    return [...ratings.users];
  };
  const first = await usersOf(1);
  assert.ok(first.length > 15 && first.length < 45, `${first.length}`);
  assert.deepEqual(await usersOf(1), first);
  assert.notDeepEqual(await usersOf(2), first);
});

const FAULTS: [what: string, text: string, message: RegExp][] = [
  ['an empty file', '', /ratings\.csv: the file is empty/],
  ['no rows', `${HEADER}\n`, /ratings\.csv: there are no rows/],
  [
    'a missing column',
    'userId,movieId,rating,timestamp,x\n1,2,3\n',
    /ratings\.csv:2: expected 5 columns.*found 3/,
  ],
  [
    'no number',
    `${HEADER}\n1,2,3,1000\n1,3,good,1000\n`,
    /ratings\.csv:3: column 3 \(rating\): expected .*number, got "good"/,
  ],
  [
    'a rating off the scale',
    `${HEADER}\n1,2,3,1000\n1,3,9.5,1000\n`,
    /ratings\.csv:3: column 3 \(rating\): expected a rating from 0\.5 to 5 in steps of 0\.5, got 9\.5/,
  ],
  [
    'half of a step',
    `${HEADER}\n1,2,3,1000\n1,3,4.2,1000\n`,
    /ratings\.csv:3: column 3 \(rating\): expected a rating from .* got 4\.2/,
  ],
  [
    'no user',
    `${HEADER}\n1,2,3,1000\n,3,4,1000\n`,
    /ratings\.csv:3: column 1 \(userId\): expected .*got nothing/,
  ],
  [
    'milliseconds',
    `${HEADER}\n1,2,3,1588687728923\n`,
    /ratings\.csv:2: column 4 \(timestamp\): .*it looks like milliseconds/,
  ],
  ['text that is not a table', 'hello\n', /no separator cuts its first lines/],
];
for (const [what, text, message] of FAULTS) {
  test(`an error says where: ${what}`, async (t) => {
    const dir = folder(t);
    const from = join(dir, 'ratings.csv');
    writeFileSync(from, text);
    await assert.rejects(prepareRatings({ from, into: join(dir, 'prepared') }), message);
    assert.deepEqual(readdirSync(dir), ['ratings.csv'], 'nothing is left');
  });
}

test('damaged lines can be left out, and are counted', async (t) => {
  const { summary, ratings } = await prepared(
    t,
    `${HEADER}\n1,2,3,1000\nx\n1,3,9.5,1000\n2,2,bad,1000\n2,2,4,1000\n`,
    { damaged: 'skip' },
  );
  assert.deepEqual([summary.counts.read, summary.counts.damaged, ratings.length], [2, 3, 2]);
});

test('a byte order mark, Latin-1 and mixed line ends are read as our reader does', async (t) => {
  const marked = await prepared(t, `\ufeff${HEADER}\n1,2,3,1000\n`);
  assert.deepEqual(rowsOf(marked.ratings), ['1 2 3 1000']);
  const text = 'user,item,rating\nZo\u00eb,a,1\r\nbob,b,2\nbob,c,3\r\n';
  const { ratings } = await prepared(t, Buffer.from(text, 'latin1'));
  assert.deepEqual(rowsOf(ratings), ['Zoë a 1', 'bob b 2', 'bob c 3']);
});

test('a folder that exists is kept unless it is to be replaced; one that was interrupted never appears', async (t) => {
  const { dir, into } = await prepared(t, `${HEADER}\n1,2,3,1000\n`);
  const from = join(dir, 'ratings.csv');
  await assert.rejects(prepareRatings({ from, into }), /folder to make must not exist yet/);
  writeFileSync(from, `${HEADER}\n1,2,4,1000\n`);
  await prepareRatings({ from, into, overwrite: true });
  assert.equal((await readPrepared(into)).mean, 4);
  const stop = new AbortController();
  const stages: string[] = [];
  const work = prepareRatings({
    from,
    into,
    overwrite: true,
    signal: stop.signal,
    onProgress: ({ stage, number }) => {
      stages.push(stage);
      if (number === 2) stop.abort(new Error('enough'));
    },
  });
  await assert.rejects(work, /^Error: enough$/);
  assert.deepEqual([...new Set(stages)], ['reading ratings.csv', 'numbering users and items']);
  assert.equal((await readPrepared(into)).mean, 4, 'the old folder is still there');
  // As a process that was killed leaves it.
  mkdirSync(join(dir, '.tmp-999999999-abcd'));
  await prepareRatings({ from, into: join(dir, 'other') });
  assert.deepEqual(readdirSync(dir).sort(), ['other', 'prepared', 'ratings.csv']);
});

test('overwrite replaces prepared ratings, and nothing else', async (t) => {
  const { dir, into } = await prepared(t, `${HEADER}\n1,2,3,1000\n`);
  const from = join(dir, 'ratings.csv');
  const refused = (options: { from?: string; into: string }, message: RegExp) =>
    assert.rejects(prepareRatings({ from, overwrite: true, ...options }), message);
  await refused({ into: from }, /prepareRatings: into must be a folder, got .*ratings\.csv$/);
  await refused({ into: dir }, /a folder to overwrite must contain prepared ratings or be empty, got /);
  const inside = join(into, 'ratings.csv');
  writeFileSync(inside, readFileSync(from));
  await refused({ from: inside, into }, /the files to read must not be in the folder to overwrite, got /);
  assert.deepEqual(readdirSync(dir).sort(), ['prepared', 'ratings.csv']);
  assert.equal(readFileSync(from, 'utf8'), readFileSync(inside, 'utf8'));
  mkdirSync(join(dir, 'empty'));
  await prepareRatings({ from, into: join(dir, 'empty'), overwrite: true });
  assert.equal((await readPrepared(join(dir, 'empty'))).length, 1);
});

test('options and folders that are wrong are refused', async (t) => {
  const { dir, into } = await prepared(t, `${HEADER}\n1,2,3,1000\n`);
  const from = join(dir, 'ratings.csv');
  const refused = (options: object, message: RegExp) =>
    assert.rejects(prepareRatings({ from, into: join(dir, 'x'), ...options }), message);
  await refused({ kcore: 5 }, /prepareRatings: there is no option kcore; the options are from, into, /);
  await refused({ kCore: 0 }, /prepareRatings: kCore must be a positive whole number, got 0/);
  await refused({ userShare: 2 }, /userShare must be a number above 0 and at most 1, or null, got 2/);
  await refused({ kCore: 2 }, /no ratings remain of the 1 read: the 2-core is empty/);
  await refused({ format: 'netflix' }, /format must be one of movielens, .*got "netflix"/);
  await refused({ format: 'yelp' }, /the format yelp is JSON lines, but the file has no JSON lines/);
  const header = { user: 'userId', item: 'movieId', rating: 'rating' };
  const own = (options: object) => ({ format: { separator: ',', header, ...options } });
  await refused(own({ context: ['timestamp'] }), /format must not have context/);
  await refused(own({ duplicates: 'mean' }), /format must not have duplicates/);
  await refused(own({ header: { ...header, propensity: 'timestamp' } }), /format must not have propensity/);
  await refused(own({ scale: () => ({ min: 1, max: 5 }) }), /scale must be a rating scale or inferScale/);
  await refused(own({ header: { ...header, item: 'filmId' } }), /there is no column "filmId" in the header/);
  await refused({ split: { by: 'time' } }, /split by time must have testSize or at, and not both/);
  await refused({ split: { by: 'week' } }, /split\.by must be one of time, user, got "week"/);
  await refused({ from: join(dir, 'gone.csv') }, /gone\.csv: this file does not exist/);
  await assert.rejects(
    readPrepared(dir),
    /prepared\.json: this file does not exist; prepareRatings makes such a folder/,
  );
  const file = join(into, 'prepared.json');
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  const summaryWith = (counts: object) =>
    writeFileSync(file, JSON.stringify({ ...summary, counts: { ...summary.counts, ...counts } }));
  summaryWith({ ratings: 2 });
  await assert.rejects(
    readPrepared(into),
    /ratings\.parquet: expected 2 rows, as prepared\.json says, found 1/,
  );
  summaryWith({ ratings: 1e12 });
  await assert.rejects(
    readPrepared(into),
    /readPrepared: 1000000000000 ratings would take about 18626\.5 GB/,
  );
  writeFileSync(file, JSON.stringify({ ...summary, version: 2 }));
  await assert.rejects(readPrepared(into), /prepared\.json: expected version 1, got 2/);
  writeFileSync(file, JSON.stringify(summary));
  rmSync(join(into, 'items.parquet'));
  await assert.rejects(readPrepared(into), /items\.parquet: this file does not exist/);
  assert.ok(!existsSync(join(dir, 'x')));
});
