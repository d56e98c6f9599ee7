import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import {
  type DelimitedOptions,
  readDelimited,
  readDelimitedSync,
} from '../../../lib/data/delimited/delimited';

const folder = mkdtempSync(path.join(tmpdir(), 'delimited-'));
after(() => rmSync(folder, { recursive: true }));

const rating = { user: 'id', item: 'id', rating: 'number', timestamp: 'integer' } as const;

test('columns come out in the types that were asked for', () => {
  const table = readDelimitedSync(
    { text: '9\t7\t3\t881250949\n8\t7\t4.5\t891717742\n9\t5\t1\t878887116\n' },
    { columns: rating },
  );
  assert.equal(table.rows, 3);
  assert.deepEqual(table.columns.user, { ids: ['9', '8'], indices: Int32Array.of(0, 1, 0) });
  assert.deepEqual(table.columns.item.ids, ['7', '5']);
  assert.deepEqual(table.columns.rating, Float64Array.of(3, 4.5, 1));
  assert.deepEqual(table.columns.timestamp, Float64Array.of(881250949, 891717742, 878887116));
  assert.deepEqual(table.header, ['user', 'item', 'rating', 'timestamp']);
});

test('columns of one file are typed by their spec', () => {
  const { columns } = readDelimitedSync(
    { text: 'a,1,2\n' },
    { separator: ',', columns: { t: 'text', n: 'float32', m: 'number?' } },
  );
  // Checked by `tsc`.
  const texts: string[] = columns.t;
  const floats: Float32Array = columns.n;
  // @ts-expect-error an optional column may be missing
  const numbers: Float64Array = columns.m;
  assert.deepEqual([texts, [...floats], [...numbers]], [['a'], [1], [2]]);
});

const layouts: { name: string; text: string | Buffer; options: Partial<DelimitedOptions<never>> }[] = [
  { name: 'tabs', text: '1\tUp\t5\n2\tBig\t3\n', options: {} },
  { name: 'Windows line ends', text: '1\tUp\t5\r\n2\tBig\t3\r\n', options: {} },
  { name: 'no line end at the end', text: '1\tUp\t5\n2\tBig\t3', options: {} },
  { name: 'Windows, no line end at the end', text: '1\tUp\t5\r\n2\tBig\t3\r', options: {} },
  { name: 'empty lines at the end', text: '1\tUp\t5\n2\tBig\t3\n\n\r\n\n', options: {} },
  { name: 'empty lines above and between', text: '\n\r\n1\tUp\t5\n\r\n\n2\tBig\t3\n', options: {} },
  { name: 'spaces around ids and numbers', text: ' 1\tUp\t5 \n"2 "\tBig\t  3\n', options: {} },
  {
    name: 'spaces around the names of a header',
    text: 'id, title , stars\n1,Up, 5\n2,Big, 3\n',
    options: { separator: ',', header: true },
  },
  { name: 'byte order mark', text: '\ufeff1\tUp\t5\n2\tBig\t3\n', options: {} },
  { name: 'bars', text: '1|Up|5\n2|Big|3\n', options: { separator: '|' } },
  { name: 'two colons', text: '1::Up::5\n2::Big::3\n', options: { separator: '::' } },
  { name: 'commas', text: '1,Up,5\n2,Big,3\n', options: { separator: ',' } },
  { name: 'quotes', text: '"1","Up","5"\r\n2,"Big",3\r\n', options: { separator: ',' } },
  { name: 'a header', text: 'id,title,stars\n1,Up,5\n2,Big,3\n', options: { separator: ',', header: true } },
  {
    name: 'a header in another order, and more than was asked for',
    text: '\ufeff"stars","x","title","id"\r\n5,,Up,1\r\n3,,Big,2\r\n',
    options: { separator: ',', header: true },
  },
];
for (const { name, text, options } of layouts) {
  test(`reads ${name}`, () => {
    const columns = { id: 'id', title: 'text', stars: 'integer' } as const;
    const { columns: read, rows } = readDelimitedSync(Buffer.from(text), { ...options, columns });
    assert.equal(rows, 2);
    assert.deepEqual(read.id.ids, ['1', '2']);
    assert.deepEqual(read.title, ['Up', 'Big']);
    assert.deepEqual([...read.stars], [5, 3]);
  });
}

test('rows between empty lines keep their line numbers', () => {
  const columns = { id: 'id', title: 'text' } as const;
  const lines = ['', 'id,title', '', '1,Up', '2,"Big', 'Sky"', '', '', '3,Heat'];
  const bare = ['', '1,Up', '', '2,Big', '', '', '3,Heat'];
  const placesIn = (text: string, header: boolean) => {
    const { place } = readDelimitedSync({ text }, { separator: ',', header, columns });
    return [0, 1, 2].map((row) => place(row, 'id').line);
  };
  assert.deepEqual(placesIn(lines.join('\n'), true), [4, 5, 9]);
  assert.deepEqual(placesIn(bare.join('\r\n'), false), [2, 4, 7]);
});

test('spaces around a text belong to it, around a date they do not', () => {
  const { columns } = readDelimitedSync(
    { text: 'a, 2024-01-31 , Up \n' },
    { separator: ',', columns: { id: 'id', when: 'date', title: 'text' } },
  );
  assert.deepEqual([columns.when[0], columns.title], [Date.UTC(2024, 0, 31) / 1000, [' Up ']]);
});

test('a header name that was asked for with its spaces is found with them', () => {
  const { columns } = readDelimitedSync(
    { text: 'id, title\n1,Up\n' },
    { separator: ',', header: true, columns: { id: 'id', ' title': 'text' } },
  );
  assert.deepEqual(columns[' title'], ['Up']);
});

const quoted =
  'movieId,title,genres\r\n' +
  '1,"Trial, The (1962)",Drama\r\n' +
  '2,"""Up"" and ""Away"" (1970)","Comedy|Drama"\r\n' +
  '3,5 foot 10" tall (1999),\r\n' +
  '4,"two ""odd\nlines",Crime\r\n' +
  '5,"",""\r\n' +
  '6,a""b""c,"d"';
const quotedColumns = { movieId: 'id', title: 'text', genres: 'text' } as const;
const titles = [
  'Trial, The (1962)',
  '"Up" and "Away" (1970)',
  '5 foot 10" tall (1999)',
  'two "odd\nlines',
  '',
  'a""b""c',
];

test('quotes: separators, doubled quotes and line ends inside, stray quotes outside', () => {
  const table = readDelimitedSync({ text: quoted }, { separator: ',', header: true, columns: quotedColumns });
  assert.deepEqual(table.columns.title, titles);
  assert.deepEqual(table.columns.genres, ['Drama', 'Comedy|Drama', '', 'Crime', '', 'd']);
  assert.deepEqual(table.place(3, 'title'), { file: 'the text', line: 5, column: 2 });
  assert.equal(table.place(4, 'title').line, 7, 'the row above has two lines');
});

test('with quotes: false they are letters like others', () => {
  const { columns } = readDelimitedSync(
    { text: '"a","b"\n' },
    { separator: ',', quotes: false, columns: { x: 'id', y: 'text' } },
  );
  assert.deepEqual([columns.x.ids, columns.y], [['"a"'], ['"b"']]);
});

test('however the bytes are cut into chunks, the table is the same', async () => {
  const bytes = Buffer.from(`\ufeff${quoted}\r\n7,Misérables – ñ,Drama\r\n\r\n`);
  const options = { separator: ',', header: true, columns: quotedColumns } as const;
  const whole = readDelimitedSync(bytes, options);
  for (const size of [1, 2, 3, 5, 7, 11, 64]) {
    const { columns } = await readDelimited(chunks(bytes, size), options);
    assert.deepEqual(columns, whole.columns, `chunks of ${size}`);
  }
  assert.deepEqual(whole.columns.title, [...titles, 'Misérables – ñ']);
});

test('lines that are skipped may hold anything, and count', async () => {
  const above = `\ufeff"never closed, ${'x'.repeat(300)}\r\n\n`;
  const columns = { x: 'id', y: 'number' } as const;
  const options = { separator: ',', skip: 2, columns };
  const bytes = Buffer.from(`${above}a,1\nb,2\n`);
  const table = readDelimitedSync(bytes, options);
  assert.deepEqual(
    [table.columns.x.ids, [...table.columns.y]],
    [
      ['a', 'b'],
      [1, 2],
    ],
  );
  assert.equal(table.place(1, 'x').line, 4);
  for (const size of [1, 3, 100]) {
    assert.equal((await readDelimited(chunks(bytes, size), options)).rows, 2);
  }
  const named = readDelimitedSync({ text: `${above}y,x\n1,a` }, { ...options, header: true });
  assert.deepEqual([named.place(0, 'y').line, named.columns.x.ids], [4, ['a']]);
  const fails = (text: string, message: RegExp, more = {}) =>
    assert.throws(() => readDelimitedSync({ text }, { ...options, ...more }), { message });
  fails(`${above}a,1\nb\n`, /^the text:4: expected 2 columns/);
  fails('a,1\nb,2\n', /^the text:3: the file is empty/);
  fails('a,1', /^the text:3: the file is empty/);
  fails('a,1', /skip must be a number of lines, 0 or more, got -1/, { skip: -1 });
  fails('a,1', /skip must be a number of lines, 0 or more, got 1\.5/, { skip: 1.5 });
});

test('a file that is longer than a chunk reads the same as its text, with progress', async () => {
  const line = (n: number) => `${n % 977}\t${n % 1301}\t${(n % 10) / 2}\t${n}\n`;
  const text = Array.from({ length: 120_000 }, (_, n) => line(n)).join('');
  const file = path.join(folder, 'long.tsv');
  writeFileSync(file, text);
  const progress: number[] = [];
  const table = await readDelimited(file, {
    columns: rating,
    onProgress: ({ bytes, totalBytes, rows }) => {
      progress.push(bytes);
      assert.equal(totalBytes, text.length);
      assert.ok(rows > 0);
    },
  });
  assert.equal(table.rows, 120_000);
  assert.ok(progress.length > 1 && progress.at(-1) === text.length);
  assert.deepEqual(
    progress,
    [...progress].sort((a, b) => a - b),
  );
  const { columns } = table;
  for (let n = 0; n < table.rows; n++) {
    assert.equal(columns.user.ids[columns.user.indices[n]], String(n % 977));
    assert.equal(columns.item.indices[n], n % 1301);
    assert.equal(columns.rating[n], (n % 10) / 2);
    assert.equal(columns.timestamp[n], n);
  }
  assert.deepEqual(readDelimitedSync(file, { columns: rating }).columns, columns);
});

test('optional columns may be missing: at the end, or anywhere with a header', () => {
  const columns = { user: 'id', rating: 'number', timestamp: 'integer?' } as const;
  assert.equal(readDelimitedSync({ text: 'a\t1\n' }, { columns }).columns.timestamp, undefined);
  assert.deepEqual(
    readDelimitedSync({ text: 'a\t1\t7\n' }, { columns }).columns.timestamp,
    Float64Array.of(7),
  );
  const withHeader = readDelimitedSync({ text: 'rating\tuser\n1\ta\n' }, { columns, header: true });
  assert.equal(withHeader.columns.timestamp, undefined);
  assert.deepEqual(withHeader.columns.user.ids, ['a']);
});

test('Latin-1, UTF-8, and which of the two it is', () => {
  const columns = { title: 'text' } as const;
  const title = 'Café Müller';
  const read = (bytes: Buffer, encoding: 'utf-8' | 'latin1' | 'detect') =>
    readDelimitedSync(bytes, { columns, encoding }).columns.title[0];
  assert.equal(read(Buffer.from(title, 'latin1'), 'latin1'), title);
  assert.equal(read(Buffer.from(title), 'utf-8'), title);
  assert.equal(read(Buffer.from(title, 'latin1'), 'detect'), title);
  assert.equal(read(Buffer.from(title), 'detect'), title);
});

test('ids may be any text, and names of object properties', () => {
  const { columns } = readDelimitedSync(
    { text: 'constructor\n__proto__\né\nconstructor\n007\n7\nà\n' },
    { columns: { id: 'id' } },
  );
  assert.deepEqual(columns.id.ids, ['constructor', '__proto__', 'é', '007', '7', 'à']);
  assert.deepEqual([...columns.id.indices], [0, 1, 2, 0, 3, 4, 5]);
});

test('an abort ends the reading with its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const endless = async function* () {
    for (let n = 0; ; n++) yield `${n}\n`;
  };
  const reading = readDelimited(endless(), {
    columns: { id: 'id' },
    signal: stop.signal,
    onProgress: ({ rows }) => rows > 10 && stop.abort(reason),
  });
  await assert.rejects(reading, reason);
  await assert.rejects(
    readDelimited({ text: 'a\n' }, { columns: { id: 'id' }, signal: stop.signal }),
    reason,
  );
  await assert.rejects(
    readDelimited('not-even-opened', { columns: { id: 'id' }, signal: stop.signal }),
    reason,
  );
});

async function* chunks(bytes: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

test('an empty last field is empty, whatever lay in the buffer before', () => {
  const columns = { a: 'text', b: 'text', c: 'text' } as const;
  const rows = (text: string, separator: string) => {
    const table = readDelimitedSync({ text }, { separator, columns });
    return Array.from({ length: table.rows }, (_, n) => [
      table.columns.a[n],
      table.columns.b[n],
      table.columns.c[n],
    ]);
  };
  assert.deepEqual(rows('"a","b","c"\n"d","e",', ','), [
    ['a', 'b', 'c'],
    ['d', 'e', ''],
  ]);
  assert.deepEqual(rows('a::b::c\n1::2::x:', '::'), [
    ['a', 'b', 'c'],
    ['1', '2', 'x:'],
  ]);
});

test('half a separator at the end of the data is none', () => {
  assert.throws(
    () =>
      readDelimitedSync(
        { text: 'a::de::f\n1::2:' },
        { separator: '::', columns: { a: 'text', b: 'text', c: 'text' } },
      ),
    /found 2: "1::2:"/,
  );
});

test('columns may be called as properties of every object are; a missing one is undefined', () => {
  const columns = { constructor: 'id', toString: 'text?', ['__proto__']: 'number' } as const;
  const table = readDelimitedSync(
    { text: '__proto__,hasOwnProperty,constructor\n4,5,a\n' },
    { separator: ',', header: true, columns },
  );
  assert.deepEqual(Object.entries(table.columns), [
    ['constructor', { ids: ['a'], indices: Int32Array.of(0) }],
    ['toString', undefined],
    ['__proto__', Float64Array.of(4)],
  ]);
});

test('names that are numbers lose their order without a header, and are refused', () => {
  const columns = { user: 'id', 0: 'number' } as const;
  assert.throws(
    () => readDelimitedSync({ text: 'a\t4\n' }, { columns }),
    /column "0": without a header, the name must not be a number/,
  );
  const named = readDelimitedSync({ text: 'user\t0\na\t4\n' }, { columns, header: true });
  assert.deepEqual(named.columns[0], Float64Array.of(4));
});
