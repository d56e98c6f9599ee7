import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { generateFile } from '../../lib/big-data/generate/generate-file';
import { detectLayout } from '../../lib/big-data/layouts/detect-layout';
import { LAYOUTS, type LayoutName } from '../../lib/big-data/layouts/layout';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';

const dir = mkdtempSync(join(tmpdir(), 'layouts-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;

function written(text: string): string {
  const file = join(dir, `file-${++files}.txt`);
  writeFileSync(file, text);
  return file;
}

async function prepared(from: string, options: Partial<PrepareOptions> = {}) {
  const into = join(dir, `prepared-${++files}`);
  const summary = await prepareRatings({ from, into, ...options });
  return { summary, ratings: await readPrepared(into) };
}

/** user, item, rating, and seconds of a line. */
type Plain = (fields: string[], record: Record<string, string | number>) => (string | number)[];
const PLAIN: Readonly<Record<LayoutName, Plain>> = {
  movielens: ([user, item, rating, time]) => [user!, item!, rating!, time!],
  'amazon-2014': ([user, item, rating, time]) => [user!, item!, rating!, time!],
  'amazon-2018': ([item, user, rating, time]) => [user!, item!, rating!, time!],
  'amazon-2023': ([user, item, rating, time]) => [user!, item!, rating!, Math.floor(Number(time) / 1000)],
  'amazon-reviews': (_, { reviewerID, asin, overall, unixReviewTime }) => [
    reviewerID!,
    asin!,
    overall!,
    unixReviewTime!,
  ],
  'amazon-2023-reviews': (_, { user_id, parent_asin, rating, timestamp }) => [
    user_id!,
    parent_asin!,
    rating!,
    Math.floor(Number(timestamp) / 1000),
  ],
  yelp: (_, { user_id, business_id, stars, date }) => [
    user_id!,
    business_id!,
    stars!,
    Date.parse(`${date}Z`.replace(' ', 'T')) / 1000,
  ],
};

for (const layout of LAYOUTS) {
  test(`${layout}: detected, and read like a plain reader`, async () => {
    const file = join(dir, `${layout}.${layout === 'amazon-2018' ? 'csv' : 'gz'}`);
    await generateFile({ layout, rows: 600, to: file, users: 40, items: 60 });
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .filter((line) => !/^user/.test(line));
    assert.equal(lines.length, 600);
    // Its lines are ordered by user; the times of a user's may be in any order.
    const newest = new Map<string, string>();
    const times = new Map<string, number>();
    for (const line of lines) {
      const isJson = line.startsWith('{');
      const row = PLAIN[layout](line.split(','), isJson ? JSON.parse(line) : {});
      const [user, item, rating, time] = [`${row[0]}`, `${row[1]}`, Number(row[2]), Number(row[3])];
      if (time < (times.get(`${user} ${item}`) ?? 0)) continue;
      times.set(`${user} ${item}`, time);
      newest.set(`${user} ${item}`, `${user} ${item} ${rating} ${time}`);
    }
    const { ratings, summary } = await prepared(file);
    assert.equal(summary.sources[0]!.layout, layout);
    assert.deepEqual(
      Array.from(
        ratings,
        ({ user, item, rating, timestamp }) => `${user} ${item} ${rating} ${timestamp}`,
      ).sort(),
      [...newest.values()].sort(),
    );
    assert.equal(ratings.scale.max, 5);
    assert.equal(ratings.scale.step, layout === 'movielens' ? 0.5 : 1);
  });
}

const [USER, ITEM] = ['A1C6M8LCIX4M6M', '0001713353'];

test('Amazon 2014 and 2018 differ by what their lines have, not by the first byte', () => {
  const of = (...lines: string[]) => detectLayout(written(`${lines.join('\n')}\n`));
  const year2018 = [`AAAAAAAAAA,${USER},5.0,1123804800`, `${ITEM},${USER},5.0,1123804800`];
  assert.equal(of(...year2018).layout, 'amazon-2018');
  assert.match(of(...year2018).because, /^1 of the first 2 lines begin with an item, then a user of Amazon/);
  assert.equal(of(`${USER},${ITEM},5.0,1123804800`).layout, 'amazon-2014');
  assert.throws(
    () => of(`${USER},${ITEM},5.0,1123804800`, `B00AAAAAA1,${USER},5.0,1123804800`),
    /1 of the first 2 lines have the user first, as in Amazon 2014 \(line 1\), and 1 the item, as in Amazon 2018 \(line 2\); pass format: 'amazon-2014' or 'amazon-2018'/,
  );
  assert.equal(of('ann,up,5,1123804800', 'bob,up,3,1123804801').layout, 'delimited');
});

test('a format that is given is taken, with the names of JSON fields, too', async () => {
  const swapped = written(`${USER},${ITEM},5.0,1123804800\n`);
  assert.deepEqual([...(await prepared(swapped, { format: 'amazon-2018' })).ratings.users], [ITEM]);
  const clicks = written(
    '{"who":"वि","what":7,"at":"2024-02-29T10:00:00+05:30"}\n{"who":"zoë","what":"007","at":"2024-02-29"}\n',
  );
  assert.throws(
    () => detectLayout(clicks),
    /file-\d+\.txt:1: no known layout has the fields who, what, at; pass columns: \{ user: /,
  );
  const format = { header: { user: 'who', item: 'what', timestamp: 'at' }, timestamps: 'date' } as const;
  const { ratings } = await prepared(clicks, { format });
  assert.deepEqual(
    Array.from(ratings, ({ user, item, timestamp }) => [user, item, timestamp]),
    [
      ['वि', '7', Date.UTC(2024, 1, 29, 4, 30) / 1000],
      ['zoë', '007', Date.UTC(2024, 1, 29) / 1000],
    ],
  );
  assert.equal(ratings.hasRatings, false);
  await assert.rejects(
    prepared(clicks, { format: { separator: ',' } }),
    /format must have header with the names of the fields/,
  );
  await assert.rejects(
    prepared(clicks, { format: 'movielens' }),
    /the format movielens is CSV, but the file has JSON lines/,
  );
});

const LINE = { user_id: 'u1', business_id: 'b1', stars: 4, date: '2018-07-07 22:09:11' };
const yelp = (change: object) => `${JSON.stringify(LINE)}\n${JSON.stringify({ ...LINE, ...change })}\n`;
const FAULTS: [what: string, text: string, message: RegExp][] = [
  [
    'no JSON',
    `${JSON.stringify(LINE)}\n{"user_id":"u2" oops\n`,
    /txt:2: not a JSON object: .*\{\\"user_id\\":\\"u2\\" oops/,
  ],
  ['no JSON at all', '{"user_id"\n', /txt:1: expected one JSON object per line/],
  [
    'an empty line',
    `${JSON.stringify(LINE)}\n\n${yelp({ user_id: '' })}`,
    /txt:2: an empty line|txt:4: field "user_id"/,
  ],
  ['no user', yelp({ user_id: undefined }), /txt:2: field "user_id": expected an id, got nothing/],
  ['no item', yelp({ business_id: '' }), /txt:2: field "business_id": expected an id, got "\\"\\""/],
  ['no number', yelp({ stars: 'many' }), /txt:2: field "stars": expected a number, got "\\"many\\""/],
  [
    'off the scale',
    yelp({ stars: 4.5 }),
    /txt:2: field "stars": expected a rating from 1 to 5 in steps of 1, got 4\.5/,
  ],
  [
    'no day',
    yelp({ date: '2018-02-30 10:00:00' }),
    /txt:2: field "date": expected a date like .*got "\\"2018-02-30 10:00:00/,
  ],
];
for (const [what, text, message] of FAULTS) {
  test(`an error in JSON lines says where: ${what}`, async () => {
    await assert.rejects(prepared(written(text)), message);
  });
}

test('times in the wrong unit are refused', async () => {
  const seconds = 'user_id,parent_asin,rating,timestamp\nA,B,5.0,1609459200\n';
  await assert.rejects(
    prepared(written(seconds)),
    /txt:2: column 4 \(timestamp\): expected milliseconds since 1970 \(it looks like seconds/,
  );
  const line = JSON.stringify({ reviewerID: 'A', asin: 'B', overall: 5, unixReviewTime: 1588687728923 });
  await assert.rejects(
    prepared(written(`${line}\n`)),
    /txt:1: field "unixReviewTime": expected seconds since 1970 \(it looks like milliseconds/,
  );
});

test('a column that is called a rating but has no numbers is an error, not a file without ratings', () => {
  for (const [rows, got] of [
    ['a,x,4\nb,y,good\n', 'got 4, good'],
    ['a,x,\nb,y,\n', 'got no values'],
  ] as const) {
    assert.throws(
      () => detectLayout(written(`user,item,rating\n${rows}`)),
      new RegExp(`column "rating" must have numbers, ${got};`),
    );
  }
  assert.equal(detectLayout(written('user,item\na,x\nb,y\n')).columns.rating, undefined);
});

test('a header without rows, and ratings that are all the same, are errors', async () => {
  assert.throws(
    () => detectLayout(written('user,item,rating\n')),
    /txt: there are no values below the header$/,
  );
  const same = 'user,item,rating\na,x,4.5\nb,y,4.5\n';
  await assert.rejects(
    prepared(written(same)),
    /txt: inferScale: ratings must have at least two distinct values, but each is 4\.5;/,
  );
});

test('generateFile keeps a file that exists', async () => {
  const to = join(dir, 'mine.csv');
  writeFileSync(to, 'mine');
  await assert.rejects(generateFile({ layout: 'yelp', rows: 5, to }), {
    name: 'OptionError',
    message: `generateFile: the file to write must not exist yet, got ${to}`,
  });
  assert.equal(readFileSync(to, 'utf8'), 'mine');
});
