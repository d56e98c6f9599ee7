import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DataError, OptionError } from '../../lib/core/errors';
import {
  type ColumnSpec,
  type DelimitedOptions,
  readDelimited,
  readDelimitedSync,
} from '../../lib/data/delimited/delimited';

const columns = { user: 'id', item: 'id', rating: 'number', timestamp: 'integer' } as const;

interface Case {
  readonly what: string;
  readonly text: string | Buffer;
  readonly options?: Partial<DelimitedOptions<ColumnSpec>>;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

const list = '4 columns separated by "\\t" (user, item, rating, timestamp)';
const films = { separator: ',', header: true, columns: { id: 'id', title: 'text' } } as const;
const cases: Case[] = [
  {
    what: 'a word for a number',
    text: '1\t2\t3\t4\n1\t3\tgood\t4\n',
    message: 'x:2: column 3 (rating): expected a number, got "good"',
    line: 2,
    column: 3,
  },
  {
    what: 'NaN',
    text: '1\t2\tNaN\t4\n',
    message: 'x:1: column 3 (rating): expected a number, got "NaN"',
    line: 1,
    column: 3,
  },
  {
    what: 'nothing for a number',
    text: '1\t2\t\t4\n',
    message: 'x:1: column 3 (rating): expected a number, got nothing',
    line: 1,
    column: 3,
  },
  {
    what: 'a fraction for a whole number, with Windows line ends',
    text: '1\t2\t3\t4\r\n1\t3\t3\t4.5\r\n',
    message: 'x:2: column 4 (timestamp): expected a whole number, got "4.5"',
    line: 2,
    column: 4,
  },
  {
    what: 'a space in a number',
    text: '1\t2\t1 3\t4\n',
    message: 'x:1: column 3 (rating): expected a number, got "1 3"',
    line: 1,
    column: 3,
  },
  {
    what: 'no id',
    text: '\t2\t3\t4\n',
    message: 'x:1: column 1 (user): expected an id, got nothing',
    line: 1,
    column: 1,
  },
  {
    what: 'an id of spaces',
    text: '1\t  \t3\t4\n',
    message: 'x:1: column 2 (item): expected an id, got nothing',
    line: 1,
    column: 2,
  },
  {
    what: 'a column too few',
    text: '1\t2\t3\t4\n1\t3\t3\n',
    message: `x:2: expected ${list}, found 3: "1\\t3\\t3"`,
    line: 2,
    column: 4,
  },
  {
    what: 'a column too many',
    text: '1\t2\t3\t4\t5\n',
    message: `x:1: expected ${list}, found 5: "1\\t2\\t3\\t4\\t5"`,
    line: 1,
    column: 5,
  },
  {
    what: 'the wrong separator',
    text: '1::2::3::4\n',
    message: `x:1: expected ${list}, found 1: "1::2::3::4"; is the separator "::"?`,
    line: 1,
    column: 2,
  },
  {
    what: 'a footer after an empty line',
    text: '1\t2\t3\t4\n\n1\t3\t3\t4\n\nTotal: 2 rows\n',
    message: `x:5: expected ${list}, found 1: "Total: 2 rows"`,
    line: 5,
    column: 2,
  },
  { what: 'an empty file', text: '', message: `x:1: the file is empty, expected ${list}`, line: 1 },
  {
    what: 'only a byte order mark',
    text: '\ufeff',
    message: `x:1: the file is empty, expected ${list}`,
    line: 1,
  },
  { what: 'only a line end', text: '\n', message: `x:2: the file is empty, expected ${list}` },
  {
    what: 'a header and no rows',
    text: 'id,title\n',
    options: films,
    message: 'x:2: there are no rows below the header line',
    line: 2,
  },
  {
    what: 'a header without a wanted column',
    text: 'id,name\n1,Up\n',
    options: films,
    message: 'x:1: there is no column "title" in the header, which has: id, name',
    line: 1,
  },
  {
    what: 'a quote that is never closed',
    text: 'id,title\n1,Up\n2,"Big\n3,Heat\n',
    options: films,
    message:
      'x:3: a quote opens here that is never closed (pass quotes: false if quotes are part of the text)',
    line: 3,
  },
  {
    what: 'a word behind a closing quote',
    text: 'id,title\n1,"Up" x\n',
    options: films,
    message:
      'x:2: expected the separator or the end of the line after a closing quote, got " " (pass quotes: false if quotes are part of the text)',
    line: 2,
  },
  {
    what: 'a bad value below a row of two lines',
    text: 'id,n\n1,"a\nb"\n2,"c',
    options: { separator: ',', header: true, columns: { id: 'id', n: 'text' } },
    message:
      'x:4: a quote opens here that is never closed (pass quotes: false if quotes are part of the text)',
    line: 4,
  },
  {
    what: 'Latin-1 read as UTF-8',
    text: Buffer.from('id,title\n1,Up\n2,Café\n', 'latin1'),
    options: films,
    message:
      'x:3: column 2 (title): expected text in UTF-8 (it looks like Latin-1: pass encoding: \'latin1\'), got "Café"',
    line: 3,
    column: 2,
  },
  {
    what: 'UTF-8 read as Latin-1',
    text: 'id,title\n1,Café\n',
    options: { ...films, encoding: 'latin1' },
    message:
      "x:2: column 2 (title): expected text in Latin-1 (it looks like UTF-8: pass encoding: 'utf-8', or 'windows-1252' if it isn't), got \"CafÃ©\"",
    line: 2,
    column: 2,
  },
  {
    what: 'Latin-1 in an id',
    text: Buffer.from('é\t2\t3\t4\n', 'latin1'),
    message:
      'x:1: column 1 (user): expected text in UTF-8 (it looks like Latin-1: pass encoding: \'latin1\'), got "é"',
    line: 1,
    column: 1,
  },
  {
    what: 'UTF-16',
    text: Buffer.from('\ufeff1\t2\t3\t4\n', 'utf16le'),
    message: "x: the file looks like UTF-16; save it as UTF-8, or read createReadStream(file, 'utf16le')",
  },
  {
    what: 'a file that is still packed',
    text: gzipSync('1\t2\t3\t4\n'),
    message:
      'x: the file is compressed with gzip; unpack it first, or read createReadStream(file).pipe(createGunzip())',
  },
  {
    what: 'a zip archive',
    text: Buffer.from('PK\x03\x04 and so on'),
    message:
      'x: the file is a spreadsheet (such as .xlsx) or a zip archive; save the spreadsheet as CSV, or unpack the archive',
  },
];

for (const { what, text, options, message, line, column } of cases) {
  test(`${what} is an error that says where and what was expected`, async () => {
    const settings = { columns, ...options, name: 'x' };
    const bytes = Buffer.from(text as string);
    const check = (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.equal(error.code, 'DATA');
      assert.equal(error.message, message);
      assert.equal(error.place.file, 'x');
      if (line !== undefined) assert.equal(error.place.line, line);
      assert.equal(error.place.column, column);
      return true;
    };
    assert.throws(() => readDelimitedSync(bytes, settings), check);
    const byteByByte = async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    await assert.rejects(readDelimited(byteByByte(), settings), check);
  });
}

test('a long value is cut in the message', () => {
  const text = `1\t2\t${'9'.repeat(50)}x${'y'.repeat(500)}\t4\n`;
  assert.throws(
    () => readDelimitedSync({ text }, { columns }),
    (error) => error instanceof DataError && /got "9{50}xy{9}…"$/.test(error.message),
  );
});

test('a missing file and a folder are told with their path', async () => {
  const missing = { name: 'DataError', message: 'no/such.file: this file does not exist' };
  assert.throws(() => readDelimitedSync('no/such.file', { columns }), missing);
  await assert.rejects(readDelimited('no/such.file', { columns }), missing);
  assert.throws(() => readDelimitedSync(__dirname, { columns }), /expected a file, got a folder/);
  await assert.rejects(readDelimited(__dirname, { columns }), /expected a file, got a folder/);
});

test('options that make no sense are refused before anything is read', () => {
  const wrong = (options: Partial<DelimitedOptions<ColumnSpec>>, message: RegExp) =>
    assert.throws(
      () => readDelimitedSync('never-read', { columns, ...options }),
      (error) => error instanceof OptionError && message.test(error.message),
    );
  wrong({ separator: '' }, /separator must be ASCII/);
  wrong({ separator: '"' }, /separator must be ASCII without quotes or line breaks, got "\\""/);
  wrong(
    { encoding: 'utf16' as never },
    /encoding must be one of utf-8, latin1, windows-1252, detect, got utf16/,
  );
  wrong({ columns: {} }, /columns must name at least one column/);
  wrong({ columns: { a: 'float' as never } }, /column "a": type must be one of .*, got float/);
});
