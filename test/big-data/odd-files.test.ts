import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { unpacked } from '../../lib/big-data/layouts/gzip';
import { readCatalog } from '../../lib/big-data/layouts/read-catalog';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { readPrepared } from '../../lib/big-data/prepare/read-prepared';
import { DataError } from '../../lib/core/errors';
import { cleanRatings } from '../../lib/data/delimited/clean-ratings';
import { lookAtRatings } from '../../lib/data/delimited/look-at-ratings';
import { readRatings } from '../../lib/data/delimited/read-ratings';

type Context = { after(work: () => void): void };

function fileOf(t: Context, content: string | Uint8Array, name: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'odd-files-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

async function rowsOf(
  t: Context,
  content: string | Uint8Array,
  name = 'ratings.csv',
  options: Partial<PrepareOptions> = {},
): Promise<string[]> {
  const from = fileOf(t, content, name);
  const into = join(from, '..', 'prepared');
  await prepareRatings({ from, into, ...options });
  return Array.from(await readPrepared(into), (row) => Object.values(row).join('~'));
}

const HEADER = 'user,item,rating,timestamp';
const LINES = Array.from({ length: 3000 }, (_, n) => `u${n % 71},i${n},${(n * n) % 5},${1_200_000_000 + n}`);
const yelp = (line: object) => JSON.stringify({ stars: 3, date: '2018-07-07 22:09:11', ...line });
const PAIR = [
  { user_id: 'a', business_id: 'x' },
  { user_id: 'b', business_id: 'y', stars: 4 },
];
const JSON_ROWS = ['a~x~3~1531001351', 'b~y~4~1531001351'];

test('a packed file that is cut off is refused, and not taken for a shorter one', async (t) => {
  const csv = gzipSync([HEADER, ...LINES].join('\n'));
  assert.equal((await rowsOf(t, csv, 'ratings.csv.gz')).length, 3000);
  const json = gzipSync(
    Array.from({ length: 3000 }, (_, n) => yelp({ user_id: `u${n}`, business_id: `${n * n}` })).join('\n'),
  );
  const expected = /: the file can't be unpacked with gzip: it ends too early; is it still being written/;
  for (const [name, packed] of [
    ['ratings.csv.gz', csv],
    ['review.json.gz', json],
  ] as const) {
    for (const damaged of ['error', 'skip'] as const) {
      for (let part = 0.2; part < 1; part += 0.1)
        await assert.rejects(
          rowsOf(t, packed.subarray(0, part * packed.length), name, { damaged }),
          expected,
        );
    }
  }
  const twisted = Buffer.from(csv);
  twisted[csv.length - 6]! ^= 1;
  await assert.rejects(
    rowsOf(t, twisted, 'ratings.csv.gz'),
    /can't be unpacked with gzip: incorrect data check/,
  );
});

test('packed files of several parts are read whole', async (t) => {
  const parts = [[HEADER, ...LINES.slice(0, 1000)], LINES.slice(1000)].map((lines) =>
    gzipSync(`${lines.join('\n')}\n`),
  );
  assert.equal((await rowsOf(t, Buffer.concat(parts), 'ratings.csv.gz')).length, 3000);
});

test('a packed catalog that is cut off is refused', async (t) => {
  const movies = ['movieId,title,genres', ...LINES.map((_, n) => `${n},Film ${n * n} (1999),Drama`)].join(
    '\n',
  );
  const meta = LINES.map((_, n) =>
    JSON.stringify({ parent_asin: `B${n}`, title: `Book ${n * n}`, categories: [] }),
  ).join('\n');
  for (const [name, text] of [
    ['movies.csv.gz', movies],
    ['meta.jsonl.gz', meta],
  ] as const) {
    const packed = gzipSync(text);
    assert.equal((await readCatalog(fileOf(t, packed, name))).length, 3000);
    const cut = fileOf(t, packed.subarray(0, packed.length / 2), name);
    await assert.rejects(readCatalog(cut), (error: Error) => {
      assert.ok(error instanceof DataError);
      assert.ok(
        error.message.startsWith(`${cut}: the file can't be unpacked with gzip: it ends too early`),
        error.message,
      );
      return true;
    });
  }
});

test('spaces around ids are left out, in CSV and JSON lines', async (t) => {
  const spaced = [
    'user, item, rating, timestamp',
    'ann, x, 4.5, 1200000000',
    'ann,x,2,1200000001',
    'bob,\ty ,1,1200000000',
  ];
  assert.deepEqual(await rowsOf(t, spaced.join('\n')), ['ann~x~2~1200000001', 'bob~y~1~1200000000']);
  const lines = PAIR.map(({ user_id, ...rest }) => yelp({ user_id: ` ${user_id} `, ...rest })).join('\n');
  assert.deepEqual(await rowsOf(t, lines, 'review.json'), JSON_ROWS);
});

test('a rating that 32 bits can not hold is an error with its line, or is skipped', async (t) => {
  const text = `${HEADER}\na,x,3,1200000000\na,y,1e39,1200000000\nb,x,4,1200000000`;
  await assert.rejects(
    rowsOf(t, text),
    /ratings\.csv:3: column 3 \(rating\): expected a number below 3\.4e38, got "1e39"$/,
  );
  assert.equal((await rowsOf(t, text, 'ratings.csv', { damaged: 'skip' })).length, 2);
  const options = { format: { header: { user: 'u', item: 'i', rating: 'r' } } };
  const json = '{"u":"a","i":"x","r":1}\n{"u":"b","i":"x","r":-1e39}\n{"u":"b","i":"y","r":2}';
  await assert.rejects(
    rowsOf(t, json, 'x.jsonl', options),
    /x\.jsonl:2: field "r": expected a number below 3\.4e38, got "-1e\+39"$/,
  );
});

test('spaces around fields and empty lines: prepared, copied, and read alike', async (t) => {
  const rows = [
    'user, item , rating, when',
    ' वि ,🎬 1, 4,2024-01-31 ',
    '',
    'ann,\t🎬 1,3 , 2024-02-01 10:00:00+02:00',
    '"bob ",x,5,2024-02-02',
    '',
    '',
    'ann, x , 2,2024-02-03',
    ...Array.from({ length: 20 }, (_, n) => `zoë, ${n},${1 + (n % 5)},2024-03-01`),
    '',
    'Total: 24 rows',
  ];
  const expected = [
    'वि~🎬 1~4~1706659200',
    'ann~🎬 1~3~1706774400',
    'ann~x~2~1706918400',
    'bob~x~5~1706832000',
    ...Array.from({ length: 20 }, (_, n) => `zoë~${n}~${1 + (n % 5)}~1709251200`),
  ];
  const named = { user: 'user', item: 'item', rating: 'rating', timestamp: 'when' };
  for (const [end, columns] of [
    ['\n', undefined],
    ['\r\n', named],
  ] as const) {
    const footed = rows.join(end);
    const text = rows.slice(0, -1).join(end);
    assert.deepEqual(await rowsOf(t, text, 'own.csv', { columns }), expected);
    assert.deepEqual(await rowsOf(t, footed, 'own.csv', { columns, damaged: 'skip' }), expected);
    await assert.rejects(
      rowsOf(t, footed, 'own.csv', { columns }),
      /own\.csv:30: .*found 1: "Total: 24 rows"/,
    );
    const file = fileOf(t, footed, 'own.csv');
    const clean = await cleanRatings(file, lookAtRatings(file, { columns }), `${file}.clean`);
    assert.deepEqual([clean.damaged, clean.examples[0]!.text], [1, 'Total: 24 rows']);
    const whole = fileOf(t, text, 'own.csv');
    for (const read of [
      await readRatings(clean.file, clean.options),
      await readRatings(whole, lookAtRatings(whole, { columns }).options),
    ])
      assert.deepEqual(Array.from(read, (row) => Object.values(row).join('~')).sort(), expected.toSorted());
  }
});

test('JSON lines after a byte order mark or empty lines', async (t) => {
  const lines = PAIR.map(yelp).join('\r\n');
  await assert.rejects(
    rowsOf(t, `\ufeff${lines}`, 'review.json'),
    /review\.json: JSON lines must not begin with a byte order mark; save the file without it$/,
  );
  assert.deepEqual(await rowsOf(t, `\n\n${lines}`, 'review.json'), JSON_ROWS);
});

test('columns that you know, in CSV and JSON lines, packed or not', async (t) => {
  const columns = { user: 'b', item: 'a', rating: 'd', timestamp: null };
  const csv = ['a,b,c,d,when', 'x,ann,?,3,1200000000', 'y,bob,?,4,1200000000'].join('\n');
  assert.deepEqual(await rowsOf(t, csv, 'r.csv', { columns }), ['ann~x~3', 'bob~y~4']);
  const packed = gzipSync(csv);
  assert.deepEqual(await rowsOf(t, packed, 'r.csv.gz', { columns }), ['ann~x~3', 'bob~y~4']);
  const choices = { ...columns, rating: null };
  assert.deepEqual(await rowsOf(t, csv, 'r.csv', { columns: choices }), ['ann~x~1', 'bob~y~1']);
  const json = '{"a":"x","b":7,"d":3,"t":1200000000000}\n{"a":"y","b":"bob","d":4,"t":1200000001000}';
  assert.deepEqual(await rowsOf(t, json, 'r.jsonl', { columns: { ...columns, timestamp: 't' } }), [
    '7~x~3~1200000000',
    'bob~y~4~1200000001',
  ]);
  await assert.rejects(
    rowsOf(t, json, 'r.jsonl', { columns: { user: 'a' } }),
    /prepareRatings: columns must name user and item, because .*r\.jsonl has JSON lines$/,
  );
  await assert.rejects(
    rowsOf(t, csv, 'r.csv', { columns, format: 'movielens' }),
    /prepareRatings: pass format or columns, not both$/,
  );
  await assert.rejects(
    rowsOf(t, json, 'r.jsonl'),
    /r\.jsonl:1: no known layout has the fields a, b, d, t; pass columns: \{ user: …, item: …, /,
  );
});

test('ratings that are all the same are named with their file', async (t) => {
  const text = `${HEADER}\na,x,4,1200000000\nb,y,4,1200000000`;
  await assert.rejects(
    rowsOf(t, text),
    /ratings\.csv: inferScale: .* but each is 4; pass a scale, or leave out/,
  );
  assert.equal((await rowsOf(t, text, 'ratings.csv', { columns: { rating: null } })).length, 2);
});

test('reading a packed file that is stopped throws the reason of the signal, whatever it is', async (t) => {
  const file = fileOf(t, gzipSync([HEADER, ...LINES].join('\n')), 'ratings.csv.gz');
  for (const reason of [undefined, null, 'enough', new Error('enough')]) {
    const stop = new AbortController();
    stop.abort(reason);
    const reading = async () => {
      for await (const _ of unpacked(file, stop.signal));
    };
    await assert.rejects(reading, (thrown) => thrown === stop.signal.reason);
  }
});
