import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanRatings } from '../../../lib/data/delimited/clean-ratings';
import { lookAtRatings } from '../../../lib/data/delimited/look-at-ratings';
import { readRatings } from '../../../lib/data/delimited/read-ratings';
import { messyLoans } from '../../../lib/simulation/messy-loans';

function folder(t: { after(work: () => void): void }): string {
  const dir = mkdtempSync(join(tmpdir(), "it's [1] सफ़ "));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('the clean copy of a messy file has its intact lines; the damaged ones are listed', async (t) => {
  const dir = folder(t);
  const file = join(dir, 'loans.csv');
  writeFileSync(file, messyLoans({ readers: 150, books: 120, loans: 4000 }).loans);
  const look = lookAtRatings(file);
  await assert.rejects(
    readRatings(file, look.options),
    /loans\.csv:2022: expected 5 columns separated by ";"/,
  );
  const clean = await cleanRatings(file, look, join(dir, 'new folder', 'clean.csv'));
  assert.deepEqual([clean.rows, clean.damaged, clean.incomplete], [4040, 2, 0]);
  assert.deepEqual(
    clean.examples.map(({ line, text }) => [line, text]),
    [
      [2022, 'Ann 1;book 7'],
      [4043, 'Ann 2;book 9;n/a;2025-02-03;main'],
    ],
  );
  assert.deepEqual(
    clean.examples.map(({ problem }) => problem),
    [
      'expected 5 columns separated by ";" (reader, book, stars, returned, desk), found 2: "Ann 1;book 7"',
      'column 3 (stars): expected a number, got "n/a"',
    ],
  );
  await assert.rejects(readRatings(clean.file, clean.options), /duplicates: 'last'/);
  const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
  assert.equal(ratings.length, 4000);
  assert.deepEqual(ratings.scale, { min: 0.5, max: 5, step: 0.5 });
  assert.equal(new Date(ratings.timestampColumn![0]! * 1000).getUTCFullYear(), 2025);
  await assert.rejects(cleanRatings(file, look, clean.file), /must not exist yet/);
  assert.equal((await cleanRatings(file, look, clean.file, { overwrite: true })).rows, 4040);
});

const HEADS = ['user,item,rating,timestamp', 'user,item', '', 'कौन|"क्या ""है"""|अंक'];
const FILES: [name: string, text: string, users: string[]][] = [
  [
    'milliseconds',
    `${HEADS[0]}\nann,a,5,1588687728923\nbob,b,3,1588687728924\nbob,,4,1588687728925\n`,
    ['ann', 'bob'],
  ],
  [
    'choices',
    `${HEADS[1]}\n"ann, the first",a\nbob\nbob,b\n${'zoë,c\n'.repeat(30)}`,
    ['ann, the first', 'bob', 'zoë'],
  ],
  ['no header', 'ann::a::5::964982703\nbob::b::3::964982704\n', ['ann', 'bob']],
  ['quotes in names', `${HEADS[3]}\nवि|a|4\nbob|b|2\n`, ['वि', 'bob']],
  [
    'dates with an offset',
    `${HEADS[0]}\nann,a,5,2018-07-07T22:09:11+02:00\nbob,b,3,2018-07-08T22:09:11Z\neve,b,3,soon\n${'bob,c,3,2018-07-08\n'.repeat(20)}`,
    ['ann', 'bob'],
  ],
];
for (const [name, text, users] of FILES) {
  test(`a clean copy: ${name}`, async (t) => {
    const dir = folder(t);
    const file = join(dir, 'my ratings.csv');
    writeFileSync(file, text);
    const look = lookAtRatings(file);
    const clean = await cleanRatings(file, look, join(dir, 'clean.csv'));
    assert.ok(existsSync(clean.file));
    const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
    assert.deepEqual([...ratings.users], users);
    if (name === 'milliseconds') assert.equal(clean.incomplete, 1);
    if (name === 'choices') assert.equal(clean.damaged, 1);
    if (name === 'dates with an offset')
      assert.equal(ratings.timestampColumn![0], Date.UTC(2018, 6, 7, 20, 9, 11) / 1000);
  });
}

const ROWS = Array.from({ length: 30 }, (_, n) => `u${n % 5},i${n},${1 + (n % 5)}`).join('\n');
const HEAD = 'user,item,rating';
const ODD: [name: string, content: string | Buffer, expected: { rows: number; incomplete?: number }][] = [
  ['numbered rows, whose column has no name', `,${HEAD}\n${ROWS.replace(/^/gm, '7,')}\n`, { rows: 30 }],
  [
    'names that differ in case only, or not at all',
    `Id,ID,id,id,${HEAD}\n${ROWS.replace(/^/gm, '1,2,3,4,')}\n`,
    { rows: 30 },
  ],
  ['spaces around ids', `${HEAD}\n${ROWS.replaceAll(',', ' , ')}\n`, { rows: 30 }],
  ['numbers that are none', `${HEAD}\n${ROWS}\nu1,x,NaN\nu2,x,inf\n`, { rows: 30, incomplete: 2 }],
  ['ids that the reader refuses', `${HEAD}\n${ROWS}\nu1,"a\nb",3\nu2,"  ",3\n`, { rows: 30, incomplete: 2 }],
  ['Windows letters', Buffer.from(`${HEAD}\n${ROWS}\nu1,\x93caf\xe9\x94,3\n`, 'latin1'), { rows: 31 }],
  [
    'Latin-1 after a sample in ASCII',
    Buffer.from(`${HEAD}\n${`${ROWS}\n`.repeat(300)}u1,\x93caf\xe9\x94,3\n`, 'latin1'),
    { rows: 9001 },
  ],
  [
    'UTF-8 after a sample in ASCII, with a damaged letter',
    Buffer.concat([
      Buffer.from(`${HEAD}\n${`${ROWS}\n`.repeat(300)}u1,“café”,3\n`),
      Buffer.from('u1,caf\xe9,3\n', 'latin1'),
    ]),
    { rows: 9001 },
  ],
  [
    'times that the reader refuses',
    `user,item,date\n${ROWS.replace(/,\d$/gm, ',2024-02-29 10:00:00,5')}\nu1,x,2024-02-30,5\nu2,x,2024-02-03 5:03,5\n`.replace(
      /,5$/gm,
      '',
    ),
    { rows: 30, incomplete: 2 },
  ],
];
for (const [name, content, { rows, incomplete = 0 }] of ODD) {
  test(`the reader can read a clean copy: ${name}`, async (t) => {
    const dir = folder(t);
    const file = join(dir, 'ratings.csv');
    writeFileSync(file, content);
    const clean = await cleanRatings(file, lookAtRatings(file), join(dir, 'clean.csv'));
    assert.deepEqual([clean.rows, clean.incomplete], [rows, incomplete]);
    const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
    assert.equal(ratings.length, rows > 9000 ? 31 : rows);
    const items = [...ratings.items];
    assert.equal(items[1], 'i1');
    if (items.length > 30) assert.equal(items[30], '“café”');
    assert.deepEqual(readdirSync(dir).sort(), ['clean.csv', 'ratings.csv']);
  });
}

const LINE_ENDS: [name: string, content: string | Buffer][] = [
  ['the first two lines', `${HEAD}\r\n${ROWS.replace('\n', '\r\n')}\n`],
  ['all but the header', `${HEAD}\n${ROWS.replaceAll('\n', '\r\n')}\r\n`],
  ['the last line', `${HEAD}\n${ROWS}\r\n`],
  [
    'all but a line break in quotes',
    `note,${HEAD}\r\n${ROWS.replace(/^/gm, '"a\nb",').replace(/3$/gm, '3\r')}\r\n`,
  ],
  ['some, in Windows letters', Buffer.from(`${HEAD}\r\n${ROWS.replaceAll('i1,', 'caf\xe9,')}\n`, 'latin1')],
  ['one far behind, at the end of a chunk', endsAtChunk()],
];

/** A carriage return is the last byte of the first megabyte. */
function endsAtChunk(): string {
  const long = `${HEAD},note\n${ROWS.replace(/$/gm, ',')}`;
  return `${long}${'x'.repeat((1 << 20) - 1 - long.length)}\r\nu1,i1,3,\n`;
}

for (const [name, content] of LINE_ENDS) {
  test(`lines may end in two ways: ${name} with "\\r\\n"`, async (t) => {
    const dir = folder(t);
    const file = join(dir, 'ratings.csv');
    writeFileSync(file, content);
    const look = lookAtRatings(file);
    const clean = await cleanRatings(file, look, join(dir, 'clean.csv'));
    assert.deepEqual([clean.damaged, clean.incomplete], [0, 0]);
    const options = { ...clean.options, duplicates: 'last' } as const;
    const [copy, own] = [
      await readRatings(clean.file, options),
      await readRatings(file, { ...look.options, duplicates: 'last' }),
    ];
    assert.deepEqual([...copy], [...own]);
    assert.ok(copy.length >= 25);
  });
}

test('lines above a header are not copied, and damaged lines keep their numbers', async (t) => {
  const dir = folder(t);
  const file = join(dir, 'ratings.csv');
  writeFileSync(file, `\ufeff# "exported, ${2024}\n\n${HEAD}\n${ROWS}\ntwo,fields\n`);
  const look = lookAtRatings(file);
  const clean = await cleanRatings(file, look, join(dir, 'clean.csv'));
  assert.deepEqual([look.options.skip, clean.rows], [2, 30]);
  assert.deepEqual(
    clean.examples.map(({ line, text }) => [line, text]),
    [[34, 'two,fields']],
  );
});

const SEMICOLONS = ROWS.replaceAll(',', ';').replace(/$/gm, ',5');
const DAMAGED: readonly (readonly [text: string, problem: RegExp])[] = [
  [`${HEAD}\n${ROWS}\nu1,x,good\n`, /^column 3 \(rating\): expected a number, got "good"$/],
  [`${ROWS}\nu1,x,good\n`, /^column 3 \(rating\): expected a number, got "good"$/],
  [`user;item;rating\n${SEMICOLONS}\nu1;x;3.5\n`, /^column 3 \(rating\): expected a number .*, got "3\.5"$/],
  [
    `"the, ""user""",item,rating\n${ROWS}\nu1,x,3,4\n`,
    /^expected 3 columns separated by "," \(the, "user", item, rating\), found 4: "u1,x,3,4"/,
  ],
  [
    `${HEAD}\n${ROWS}\nu1,"x"y,3\n`,
    /^expected the separator or the end of the line after a closing quote, got "y"/,
  ],
];
for (const [text, problem] of DAMAGED) {
  test(`the problem of a damaged line in the reader's words: ${problem}`, async (t) => {
    const dir = folder(t);
    const file = join(dir, 'ratings.csv');
    writeFileSync(file, text);
    const look = lookAtRatings(file, {
      columns: text.includes('the,') ? { user: 'the, "user"', item: 'item', rating: 'rating' } : {},
    });
    const { examples } = await cleanRatings(file, look, join(dir, 'clean.csv'));
    assert.equal(examples.length, 1);
    assert.match(examples[0].problem, problem);
  });
}

test('progress goes from 0 to 1', async (t) => {
  const dir = folder(t);
  const file = join(dir, 'ratings.csv');
  writeFileSync(file, `${HEAD}\n${`${ROWS}\n`.repeat(2000)}`);
  t.mock.timers.enable({ apis: ['setInterval'] });
  const parts: number[] = [];
  let isDone = false;
  const cleaned = cleanRatings(file, lookAtRatings(file), join(dir, 'clean.csv'), {
    onProgress: (part) => parts.push(part),
  }).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    t.mock.timers.tick(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await cleaned).rows, 60_000);
  assert.ok(
    parts.some((part) => part >= 0.5),
    `${parts.length} parts`,
  );
  assert.deepEqual(
    parts,
    [...parts].sort((a, b) => a - b),
  );
  assert.ok(parts.at(-1)! <= 1);
});

test('a clean copy is CSV whatever its name, and never replaces the file that is read', async (t) => {
  const dir = folder(t);
  const file = join(dir, 'ratings.csv');
  writeFileSync(file, `${HEAD}\n${ROWS}\n`);
  const look = lookAtRatings(file);
  for (const name of ['a.parquet', 'a.json', 'a.csv.gz']) {
    const { file: copy } = await cleanRatings(file, look, join(dir, name));
    assert.match(readFileSync(copy, 'utf8'), /^user,item,rating\n/);
  }
  await assert.rejects(cleanRatings(file, look, join(dir, '.', 'ratings.csv'), { overwrite: true }), {
    code: 'OPTION',
    message: /must not be the file to read/,
  });
  assert.equal(readFileSync(file, 'utf8'), `${HEAD}\n${ROWS}\n`);
});

test('a file of which nothing is left is an error, and leaves no copy', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'clean-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'in.csv');
  const rows = Array.from({ length: 20 }, (_, n) => `"a\nb${n}",x${n},3`);
  writeFileSync(file, ['user,item,rating', ...rows].join('\n'));
  const copy = join(dir, 'clean.csv');
  await assert.rejects(cleanRatings(file, lookAtRatings(file), copy), {
    name: 'DataError',
    message: `${file}: none of its 20 lines can be used: fields are empty, or can't be read`,
  });
  assert.deepEqual(readdirSync(dir), ['in.csv']);
  // A copy of before stays as it is.
  writeFileSync(copy, 'kept');
  await assert.rejects(cleanRatings(file, lookAtRatings(file), copy, { overwrite: true }), { code: 'DATA' });
  assert.equal(readFileSync(copy, 'utf8'), 'kept');
});
