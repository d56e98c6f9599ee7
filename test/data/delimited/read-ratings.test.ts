import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, OptionError } from '../../../lib/core/errors';
import type { RatingsOptions } from '../../../lib/data/delimited/ratings-layout';
import { readRatings, readRatingsSync } from '../../../lib/data/delimited/read-ratings';

const header = { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' };
const toTen = { min: 0, max: 10, step: 1 };

function refused(text: string | Buffer, options: RatingsOptions, message: RegExp): void {
  assert.throws(
    () => readRatingsSync(Buffer.from(text as string), { name: 'x', ...options }),
    (error: unknown) => {
      assert.ok(error instanceof DataError || error instanceof OptionError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

test('Book-Crossing: quotes and semicolons, a header, Latin-1', () => {
  const text =
    '"User-ID";"ISBN";"Book-Rating"\r\n"276725";"034545104X";"0"\r\n"276726";"caf\xe9 \xc3\xa9";"5"\r\n';
  const bytes = Buffer.from(text, 'latin1');
  const options: RatingsOptions = { separator: ';', encoding: 'latin1', header, scale: toTen };
  assert.deepEqual(
    [...readRatingsSync(bytes, options)],
    [
      { user: '276725', item: '034545104X', rating: 0 },
      // Letters that could be UTF-8 are what they say once another has shown that the file isn't.
      { user: '276726', item: 'café Ã©', rating: 5 },
    ],
  );
  refused(bytes, { ...options, encoding: 'utf-8' }, /it looks like Latin-1: pass encoding: 'latin1'/);
  refused(bytes, { ...options, separator: undefined }, /; is the separator ";"\?$/);
});

test('quotes with any separator; quotes: false leaves them to the text', () => {
  for (const separator of ['\t', ';', '|', '::', ',']) {
    const text = [['"a"', '"x ""y"""', '"4"'].join(separator), ['b', 'z', '3'].join(separator)].join('\n');
    const [first, second] = readRatingsSync({ text }, { separator });
    assert.deepEqual(first, { user: 'a', item: 'x "y"', rating: 4 }, separator);
    assert.deepEqual(second, { user: 'b', item: 'z', rating: 3 });
  }
  const artists = '1\t"Weird Al" Y\t4\n';
  refused(
    artists,
    {},
    /after a closing quote, got " " \(pass quotes: false if quotes are part of the text\)$/,
  );
  assert.equal([...readRatingsSync({ text: artists }, { quotes: false })][0].item, '"Weird Al" Y');
  refused('a\t"x\t4\nb\ty"\t4\n', {}, /expected an id without line breaks \(is a quote never closed\?/);
});

test('a backslash in front of a quote, as some databases write it', async () => {
  const text = '"a";"the \\"x\\"; \\\\ y";"4"\n"b";"z\\\\";"3"\n';
  refused(text, { separator: ';' }, /got "x" \(pass quotes: 'backslash' if a quote inside is written \\"\)$/);
  const options: RatingsOptions = { separator: ';', quotes: 'backslash' };
  const table = readRatingsSync({ text }, options);
  assert.deepEqual(table.items.toJSON(), ['the "x"; \\ y', 'z\\']);
  const byteByByte = async function* () {
    for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  };
  assert.equal((await readRatings(byteByByte(), options)).hash(), table.hash());
});

test('the wrong separator: the message names the likely one', () => {
  for (const columns of [3, 4, 5]) {
    const row = ['a', 'x', '4', '1', '1'].slice(0, columns);
    for (const separator of ['::', ',', ';', '|']) {
      const hint = `found 1: .*; is the separator "${separator.replace('|', '\\|')}"\\?`;
      refused(row.join(separator), {}, new RegExp(hint));
    }
  }
  refused('User-ID,ISBN,Book-Rating\n1,2,3\n', { header }, /no column "User-ID" .*; is the separator ","\?$/);
  refused('a;x;3,5\n', { separator: ',' }, /; is the separator ";"\?/);
  refused(
    'a\tx\t4\nb;y;4\n',
    {},
    /^x:2: expected 3 columns separated by "\\t" \(user, item, rating\), found 1: "b;y;4"$/,
  );
});

test('other things that the first rows show: a header, its spelling, old line ends', () => {
  refused(
    'user,item,rating\na,x,4\n',
    { separator: ',' },
    /got "rating"; if the first line names the columns, pass header$/,
  );
  refused('user-id,ISBN,Book-Rating\n', { separator: ',', header }, /; is it "user-id"\?$/);
  refused('a,x,3\rb,x,4\r', { separator: ',' }, /its lines end with "\\r" only/);
  refused(
    Buffer.from('User-ID,ISBN,Book-Rating,\xe9\n', 'latin1'),
    { separator: ',', header },
    /column 4 of the header: expected text in UTF-8/,
  );
  refused(Buffer.from('a\tx\t4\n', 'utf16le'), {}, /looks like UTF-16/);
});

test('decimal commas', () => {
  const text = 'a;x;3,5\nb;x;4\nc;x;4,5e0\n';
  refused(text, { separator: ';' }, /expected a number \(a decimal comma\? pass decimal: ','\), got "3,5"/);
  const scale = { min: 0, max: 5 };
  const table = readRatingsSync({ text }, { separator: ';', decimal: ',', scale });
  assert.deepEqual([...table.ratingColumn.slice()], [3.5, 4, 4.5]);
  refused(
    'a;x;3.5\n',
    { separator: ';', decimal: ',' },
    /expected a number with a decimal comma, got "3\.5"/,
  );
  const quoted = readRatingsSync({ text: 'a,x,"3,5"\nb,x,4\n' }, { separator: ',', decimal: ',', scale });
  assert.deepEqual([...quoted.ratingColumn.slice()], [3.5, 4]);
  refused(
    text,
    { separator: ',', decimal: ',', quotes: false },
    /decimal and separator must differ without quotes/,
  );
  refused(text, { decimal: ';' as never }, /decimal must be one of \., ,, got ;/);
});

test('ids and messages in any writing', () => {
  const table = readRatingsSync({ text: 'हिन्दी,🎬 film,4e0\nO’Hara,x,.5E1\n' }, { separator: ',' });
  assert.deepEqual(table.users.toJSON(), ['हिन्दी', 'O’Hara']);
  assert.deepEqual([...table.ratingColumn.slice()], [4, 5]);
  refused('1,2,चार\n', { separator: ',' }, /got "चार"$/);
  refused(`1,2,${'🎬'.repeat(100)}\n`, { separator: ',' }, /got "🎬{60}…"$/u);
  // What Windows calls Latin-1 has typographic quotes where Latin-1 has nothing.
  const windows = readRatingsSync(Buffer.from('O\x92Hara\tx\t4\n', 'latin1'), { encoding: 'latin1' });
  assert.deepEqual(windows.users.toJSON(), ['O’Hara']);
  const odd = Buffer.from('\xc2\xb4\tx\t4\n', 'latin1');
  refused(odd, { encoding: 'latin1' }, /pass encoding: 'utf-8', or 'windows-1252' if it isn't/);
  assert.deepEqual(readRatingsSync(odd, { encoding: 'windows-1252' }).users.toJSON(), ['Â´']);
});

test('a character that two chunks of text share stays whole', async () => {
  const halves = async function* () {
    yield 'a\t\ud83c';
    yield '\udfac\t3\n';
  };
  assert.deepEqual((await readRatings(halves())).items.toJSON(), ['🎬']);
});

test('timestamps: seconds, milliseconds, dates; each other one is refused with a hint', () => {
  const time = (field: string, timestamps?: RatingsOptions['timestamps']) =>
    readRatingsSync({ text: `a,x,3,${field}\n` }, { separator: ',', timestamps }).timestampColumn?.[0];
  assert.equal(time('881250949'), 881250949);
  assert.equal(time('1609459200123', 'milliseconds'), 1609459200.123);
  assert.equal(time('2018-07-07', 'date'), Date.UTC(2018, 6, 7) / 1000);
  assert.equal(time('2018-07-07 22:09:11', 'date'), 1531001351);
  assert.equal(time('2018-07-07T22:09:11.5Z', 'date'), 1531001351.5);
  assert.equal(time('2018-07-08T00:09:11+02:00', 'date'), 1531001351);
  assert.equal(time('1969-12-31 23:59', 'date'), -60);
  const wrong = (field: string, timestamps: RatingsOptions['timestamps'], message: RegExp) =>
    refused(`a,x,3,${field}\n`, { separator: ',', timestamps }, message);
  wrong(
    '2018-07-07',
    undefined,
    /^x:1: column 4 \(timestamp\): .*it looks like a date: pass timestamps: 'date'/,
  );
  wrong('1609459200123', undefined, /it looks like milliseconds: pass timestamps: 'milliseconds'/);
  wrong('1609459200', 'milliseconds', /it looks like seconds: pass timestamps: 'seconds'/);
  wrong('1609459200', 'date', /it looks like seconds: pass timestamps: 'seconds'/);
  wrong('2018-02-30', 'date', /expected a date like 2018-07-07 or 2018-07-07 22:09:11, got "2018-02-30"/);
  wrong('07/07/2018', 'date', /expected a date like .*, got "07\/07\/2018"/);
  wrong('soon', undefined, /expected seconds since 1970, got "soon"/);
  wrong('1', 'iso' as never, /timestamps must be one of seconds, milliseconds, date, got iso/);
});

test('two columns of one name are refused where one of them is wanted', () => {
  const names = { user: 'u', item: 'i', rating: 'r' };
  const read = (text: string) => readRatingsSync({ text }, { separator: ',', header: names, name: 'x' });
  assert.throws(() => read('u,i,r,r\na,x,3,4\n'), {
    name: 'DataError',
    message:
      'x:1: two columns of the header are called "r", column 3 and column 4; rename or remove one of them',
    place: { file: 'x', line: 1, column: 4 },
  });
  assert.equal(read('u,i,r,z,z\na,x,3,4,5\n').length, 1);
  const twice = { user: 'u', item: 'u', rating: 'r' };
  refused('u,r\na,3\n', { separator: ',', header: twice }, /header names column "u" for user and for item/);
  const fields = ['user', 'item', 'rating', 'timestamp', 'timestamp'] as const;
  refused('a,x,3,4,5\n', { separator: ',', fields }, /fields must name timestamp at most once/);
});

test('columns may be called as properties of every object are', () => {
  const odd = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
  const names = { user: 'u', item: 'i', rating: 'r' };
  const text = `u,i,r,${odd.join(',')}\na,x,3,4,5,6,7\n`;
  assert.deepEqual(
    [...readRatingsSync({ text }, { separator: ',', header: names })],
    [{ user: 'a', item: 'x', rating: 3 }],
  );
  for (let shift = 0; shift < odd.length; shift++) {
    const [user, item, rating, timestamp] = [...odd.slice(shift), ...odd.slice(0, shift)];
    const wanted = readRatingsSync(
      { text: `${user},${item},${rating},${timestamp}\na,x,3,4\n` },
      { separator: ',', header: { user, item, rating, timestamp } },
    );
    assert.deepEqual([...wanted], [{ user: 'a', item: 'x', rating: 3, timestamp: 4 }]);
  }
});
