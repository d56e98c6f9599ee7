/** What commands say of a file of your own: in the words of the command line, not of code. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { withAdvice } from '../../scripts/cli/own-file';
import { noteSources } from '../../scripts/cli/prepared-words';
import { readOwnData } from '../../scripts/compare/own-data';

type Context = { after(work: () => void): void };

function fileOf(t: Context, content: string | Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'own-file-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'own.csv'), content);
  return join(dir, 'own.csv');
}

/** What `compare` and `data` print: their notes, then the error. */
async function said(t: Context, content: string | Uint8Array, options: Partial<PrepareOptions> = {}) {
  const file = fileOf(t, content);
  const notes: Record<'compared' | 'prepared', string[]> = { compared: [], prepared: [] };
  const own = { file, columns: options.columns, duplicates: 'error', skipDamaged: false } as const;
  await readOwnData(own, (line) => notes.compared.push(line)).catch((error) => {
    notes.compared.push(error.message);
  });
  await prepareRatings({ from: file, into: join(file, '..', 'prepared'), ...options }).then(
    (summary) => noteSources(summary, (line) => notes.prepared.push(line)),
    (error) => notes.prepared.push((withAdvice(error, { skipDamaged: false }) as Error).message),
  );
  const isOurs = (line: string) => !line.startsWith('Read as ');
  const text = (lines: string[]) => lines.filter(isOurs).join('\n').replaceAll(file, 'own.csv');
  return { compared: text(notes.compared), prepared: text(notes.prepared) };
}

const rows = (row: (n: number) => string) => Array.from({ length: 30 }, (_, n) => row(n));
const file = (header: string, row: (n: number) => string, ...more: string[]) =>
  [header, ...rows(row), ...more].join('\n');
const plain = (n: number) => `u${n % 7},i${n},${1 + (n % 5)}`;
const CHOICES = 'user=…,item=…,rating=';
const NAMES = 'pass --columns user=…,item=…,rating=…,timestamp=… (the last two can be left out, or empty)';
const PREPARE = 'npm run data -- prepare FILE --out DIR reads';

const CASES: readonly {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly options?: Partial<PrepareOptions>;
  /** In what both say, unless `in` names one of them. */
  readonly says: string;
  readonly in?: 'compared' | 'prepared';
}[] = [
  {
    what: 'columns with names in another language',
    content: file('Nutzer;Artikel;Bewertung;Datum', (n) => `u${n % 7};i${n};${1 + (n % 5)},5;05.01.2024`),
    says: `own.csv: which columns are the user and item isn't clear; the columns are "Nutzer", "Artikel", "Bewertung", "Datum"; ${NAMES}`,
  },
  {
    what: 'a column that is not there',
    content: file('user,item,rating', plain),
    options: { columns: { user: 'user', item: 'book' } },
    says: 'own.csv: --columns: item must be a column of its own, got "book"; the columns are "user", "item", "rating"',
  },
  {
    what: 'one rating for all',
    content: file('user,item,rating', (n) => `u${n % 7},i${n},4`),
    says: `own.csv: ratings must have at least two distinct values, but each is 4; to read each row as a choice, pass --columns ${CHOICES}`,
  },
  {
    what: 'words for ratings',
    content: file('user,item,rating', (n) => `u${n % 7},i${n},${n % 2 ? 'good' : 'bad'}`),
    says: `own.csv: column "rating" must have numbers, got bad, good; to read each row as a choice, pass --columns ${CHOICES}`,
    in: 'prepared',
  },
  {
    what: 'a second rating of a pair',
    content: file('user,item,rating', plain, 'u0,i0,3'),
    says: 'user "u0" rated item "i0" before, in line 2; to allow this, pass --duplicates last, or mean',
    in: 'compared',
  },
  {
    what: 'counts',
    content: file('user,artist,plays', (n) => `u${n % 7},i${n},${n ** 2}`),
    says: 'To read it as a rating anyway, pass --columns user=…,item=…,rating=….',
  },
  {
    what: 'an empty field',
    content: file('user,item,rating', plain, 'u0,i99,'),
    says: `Fill it in, or leave it out: --columns ${CHOICES}.`,
    in: 'compared',
  },
  {
    what: 'an array in JSON',
    content: '[{"user":1,"item":2,"rating":3}]',
    says: `it seems to be an array in JSON, not delimited text; ${PREPARE} JSON lines, one object per line, as jq -c ".[]" writes them`,
  },
  {
    what: 'JSON lines',
    content: '{"user":1,"item":2,"rating":3}\n',
    says: `it seems to be JSON, not delimited text; ${PREPARE} it, and npm run compare -- --data DIR takes the folder`,
    in: 'compared',
  },
  {
    what: 'JSON lines with fields of their own',
    content: '{"user":1,"item":2,"rating":3}\n',
    says: `own.csv:1: no known layout has the fields user, item, rating; ${NAMES}`,
    in: 'prepared',
  },
  {
    what: 'a packed file',
    content: gzipSync(file('user,item,rating', plain)),
    says: `it is compressed with gzip: ${PREPARE} it, and npm run compare -- --data DIR takes the folder`,
    in: 'compared',
  },
  {
    what: 'Amazon, with users and items in either order',
    content: rows((n) => `A1B2C3D4E5F${n % 7},B00000000${n % 9},5,1`)
      .join('\n')
      .concat('\nB000000001,A1B2C3D4E5F6,4,1'),
    says: 'pass --format amazon-2014, or --format amazon-2018, to npm run data -- prepare FILE --out DIR',
    in: 'prepared',
  },
  {
    what: 'a date among seconds',
    content: file('user,item,rating,time', (n) => `${plain(n)},1600000000`, 'u0,i99,3,2024-01-31'),
    says: 'expected seconds since 1970 (it looks like a date), got "2024-01-31"\n--skip-damaged leaves out lines that can\'t be read',
  },
  {
    what: 'a decimal comma among points',
    content: file('user;item;rating', (n) => `u${n % 7};i${n};${1 + (n % 5)}.5`, 'u0;i99;3,5'),
    says: 'expected a number (a decimal comma?), got "3,5"\n--skip-damaged leaves out lines that can\'t be read',
  },
  {
    what: 'a quote that is never closed',
    content: file('user,item,rating', plain, 'u0,"i99,3'),
    says: "a quote opens here that is never closed\n--skip-damaged leaves out lines that can't be read",
  },
];

for (const { what, content, options, says, in: only } of CASES) {
  test(`in the words of the command: ${what}`, async (t) => {
    const words = await said(t, content, options);
    for (const each of ['compared', 'prepared'] as const) {
      if (only === undefined || only === each) assert.ok(words[each].includes(says), words[each]);
      assert.doesNotMatch(words[each], /pass (\w+:|it)|fromRows|[{}]|prepareRatings/);
    }
  });
}

test('a folder that is there: the option that replaces it', async (t) => {
  const from = fileOf(t, file('user,item,rating', plain));
  const into = join(from, '..', 'prepared');
  await prepareRatings({ from, into });
  const error = await prepareRatings({ from, into }).catch((refusal) => refusal);
  assert.equal(
    (withAdvice(error, { skipDamaged: false }) as Error).message,
    `the folder to make must not exist yet, got ${into}; pass --overwrite to replace it`,
  );
});

test('errors of other kinds stay as they are', () => {
  const error = new TypeError('pass duplicates: no');
  assert.equal(withAdvice(error, { skipDamaged: false }), error);
});
