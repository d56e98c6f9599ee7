import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inferScale } from '../../../lib/core/infer-scale';
import { lookAtRatings } from '../../../lib/data/delimited/look-at-ratings';
import { readRatingsSync } from '../../../lib/data/delimited/read-ratings';

const lines = (header: string, row: (n: number) => string) =>
  [...(header ? [header] : []), ...Array.from({ length: 30 }, (_, n) => row(n))].join('\n');
const time = 964_982_703;
const scale = inferScale;
const encoding = 'detect';

const LAYOUTS: [name: string, text: string, options: object, size: number][] = [
  [
    'letters of another script, semicolons, and decimal commas',
    'पाठक;किताब;तारे\nवि;b1;4,5\nann;b1;3\nann;b2;0,5\n',
    { separator: ';', header: { user: 'पाठक', item: 'किताब', rating: 'तारे' }, decimal: ',', scale },
    3,
  ],
  [
    'semicolons, with a decimal comma in every rating',
    lines('user;item;rating', (n) => `u${n % 7};i${n};${1 + (n % 5)},5`),
    {
      separator: ';',
      encoding,
      header: { user: 'user', item: 'item', rating: 'rating' },
      decimal: ',',
      scale,
    },
    30,
  ],
  [
    'the same without a header',
    lines('', (n) => `u${n % 7};i${n};${1 + (n % 5)},5`),
    { separator: ';', encoding, fields: ['user', 'item', 'rating'], decimal: ',', scale },
    30,
  ],
  [
    'a comma in every title, and a space',
    lines('user|title|rating', (n) => `u${n % 7}|Heat, ${n}|${1 + (n % 5)}`),
    { separator: '|', encoding, header: { user: 'user', item: 'title', rating: 'rating' }, scale },
    30,
  ],
  [
    'backslashes before quotes that close',
    lines('user,item,rating', (n) => `u${n % 7},"C:\\${n}\\",${1 + (n % 5)}`),
    { separator: ',', encoding, header: { user: 'user', item: 'item', rating: 'rating' }, scale },
    30,
  ],
  [
    'text after closing quotes, below a header',
    lines('user,item,rating', (n) => `u${n % 7},"Crocodile" Dundee ${n},${1 + (n % 5)}`),
    {
      separator: ',',
      quotes: false,
      encoding,
      header: { user: 'user', item: 'item', rating: 'rating' },
      scale,
    },
    30,
  ],
  [
    'emoji without a header',
    '👩‍🎤|🎬|5\n🧑|🎞️|3\n🧑|🎬|1\n',
    { separator: '|', fields: ['user', 'item', 'rating'], scale },
    3,
  ],
  [
    'tabs and seconds, without a header',
    lines('', (n) => `${n % 7}\t${n * 13}\t${(n % 5) + 1}\t${time + n}`),
    { separator: '\t', encoding, fields: ['user', 'item', 'rating', 'timestamp'], scale },
    30,
  ],
  [
    'two colons',
    lines('', (n) => `${n % 7}::${n * 13}::${(n % 5) + 1}::${time + n}`),
    { separator: '::', encoding, fields: ['user', 'item', 'rating', 'timestamp'], scale },
    30,
  ],
  [
    'milliseconds, and the rating first',
    lines('rating,user_id,parent_asin,timestamp', (n) => `${n % 3}.0,A${n % 7},B${n},${time + n}000`),
    {
      separator: ',',
      encoding,
      header: { rating: 'rating', user: 'user_id', item: 'parent_asin', timestamp: 'timestamp' },
      timestamps: 'milliseconds',
      scale,
    },
    30,
  ],
  [
    'dates with a time of day, where a space would also separate',
    'user,item,stars,date\na,b,3,2018-07-07 22:09:11\na,c,5,2018-07-08 22:09:11\n',
    {
      separator: ',',
      encoding,
      header: { user: 'user', item: 'item', rating: 'stars', timestamp: 'date' },
      timestamps: 'date',
      scale,
    },
    2,
  ],
  [
    'play counts, which are choices',
    lines('user_id,artist_id,plays', (n) => `u${n % 7},a${n},${n % 5 === 0 ? 1000 + n : (n % 9) + 1}`),
    { separator: ',', encoding, header: { user: 'user_id', item: 'artist_id' } },
    30,
  ],
  [
    'counts without a usual name',
    lines('benutzer,lied,wie oft', (n) => `u${n % 7},a${n},${n === 7 ? 900 : (n % 4) + 1}`),
    { separator: ',', encoding, header: { user: 'benutzer', item: 'lied' } },
    30,
  ],
  ['choices without a header', 'ann,b1\nbob,b2\n', { separator: ',', encoding, fields: ['user', 'item'] }, 2],
  [
    'numbered rows, as pandas writes them',
    ',userId,movieId,rating\n0,1,5,3.5\n1,1,6,4\n2,2,5,1\n',
    { separator: ',', encoding, header: { user: 'userId', item: 'movieId', rating: 'rating' }, scale },
    3,
  ],
  [
    'numbered rows before columns without usual names',
    ',कौन,क्या,अंक\n0,1,5,3.5\n1,1,6,4\n2,2,5,1\n',
    { separator: ',', header: { user: 'कौन', item: 'क्या', rating: 'अंक' }, scale },
    3,
  ],
  [
    'quotes around everything',
    '"User-ID";"ISBN";"Book-Rating"\r\n"1";"0345; X";"0"\r\n"2";"0155";"5"\r\n',
    { separator: ';', encoding, header: { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' }, scale },
    2,
  ],
  [
    'quotes escaped with a backslash',
    'user,item,rating\n"a","The \\"X\\", again",4\n"b","Y",3\n',
    {
      separator: ',',
      quotes: 'backslash',
      encoding,
      header: { user: 'user', item: 'item', rating: 'rating' },
      scale,
    },
    2,
  ],
  [
    'quotes that are part of the text',
    'user\titem\trating\nbob\t"7 samurai\t4\nann\t"x\t5\n',
    {
      separator: '\t',
      quotes: false,
      encoding,
      header: { user: 'user', item: 'item', rating: 'rating' },
      scale,
    },
    2,
  ],
  [
    'a comment with as many fields as the header below',
    '# exported, 2024\nuser,item\nann,b1\nbob,b2\n',
    { separator: ',', skip: 1, encoding, header: { user: 'user', item: 'item' } },
    2,
  ],
  [
    'comments above rows without a header, in a file of KONECT',
    '% bip weighted\n% 3 2 2\n1 1 5\n1 2 3\n2 1 4\n',
    { separator: ' ', skip: 2, encoding, fields: ['user', 'item', 'rating'], scale },
    3,
  ],
  [
    'a comment that is the header',
    '# rating,user,item\n5,ann,b1\n4,bob,b2\n',
    { separator: ',', encoding, header: { user: 'user', item: 'item', rating: '# rating' }, scale },
    2,
  ],
  [
    'ids that begin like comments',
    '#ann,b1,4\n#bob,b2,5\ncid,b2,5\n',
    { separator: ',', encoding, fields: ['user', 'item', 'rating'], scale },
    3,
  ],
  [
    'what a spreadsheet writes above',
    'sep=;\r\nuser;item;rating\r\nann;b1;4\r\nbob;b2;5\r\n',
    { separator: ';', skip: 1, encoding, header: { user: 'user', item: 'item', rating: 'rating' }, scale },
    2,
  ],
  [
    'a title with a quote and an empty line above a header',
    `Ausleihen "2024\n\n${lines('user,item,rating', (n) => `u${n},b${n},${1 + (n % 5)}`)}`,
    { separator: ',', skip: 2, encoding, header: { user: 'user', item: 'item', rating: 'rating' }, scale },
    30,
  ],
  [
    'an empty line above, without a header',
    '\nann,b1\nbob,b2\n',
    { separator: ',', skip: 1, encoding, fields: ['user', 'item'] },
    2,
  ],
];

LAYOUTS.push(
  [
    'commas, with decimal commas in quotes',
    lines('user,item,rating', (n) => `u${n % 7},i${n},"${1 + (n % 5)},5"`),
    {
      separator: ',',
      encoding,
      header: { user: 'user', item: 'item', rating: 'rating' },
      decimal: ',',
      scale,
    },
    30,
  ],
  [
    'a title in the first cell, above a header',
    lines('Ratings of 2024,,\nuser,item,rating', (n) => `${n % 7},${n},${1 + (n % 5)}`),
    { separator: ',', skip: 1, encoding, header: { user: 'user', item: 'item', rating: 'rating' }, scale },
    30,
  ],
  [
    'thumbs',
    lines('user,item,liked', (n) => `${n % 7},${n},${n % 2}`),
    { separator: ',', encoding, header: { user: 'user', item: 'item', rating: 'liked' }, scale },
    30,
  ],
  [
    'the time first, without a header',
    lines('', (n) => `${time + n},${n % 7},${n},${1 + (n % 5)}`),
    { separator: ',', encoding, fields: ['timestamp', 'user', 'item', 'rating'], scale },
    30,
  ],
  [
    'decimals first, without a header',
    lines('', (n) => `${1 + (n % 5) / 2},${n % 7},${n}`),
    { separator: ',', encoding, fields: ['rating', 'user', 'item'], scale },
    30,
  ],
  [
    'ids like times, without a header',
    lines('', (n) => `${time + (n % 7)},${time + n},${1 + (n % 5)}`),
    { separator: ',', encoding, fields: ['user', 'item', 'rating'], scale },
    30,
  ],
);

for (const [name, text, options, size] of LAYOUTS) {
  test(`layout: ${name}`, () => {
    const look = lookAtRatings({ text });
    // Order matters: the code is written in it.
    assert.deepEqual(look.options, options);
    assert.equal(readRatingsSync({ text }, look.options).length, size);
  });
}

test('the look names each column with its reason, and the code to read the file', () => {
  const text = 'id,userId,title,rating\n7,1,"Heat ""x""",4\n8,2,It\'s,3\n';
  const look = lookAtRatings({ text }, { name: "ann's films.csv" });
  assert.deepEqual(look.columns, [
    { column: 'id', examples: '7, 8', distinct: 2, 'read as': 'not read', because: 'not needed' },
    { column: 'userId', examples: '1, 2', distinct: 2, 'read as': 'user', because: 'its name' },
    { column: 'title', examples: 'Heat "x", It\'s', distinct: 2, 'read as': 'item', because: 'its name' },
    { column: 'rating', examples: '4, 3', distinct: 2, 'read as': 'rating', because: 'its name' },
  ]);
  assert.equal(
    look.code,
    `await readRatings('ann\\'s films.csv', {
  separator: ',',
  encoding: 'detect',
  header: { user: 'userId', item: 'title', rating: 'rating' },
  scale: inferScale,
})`,
  );
});

test('the look warns of malformed lines, counts, and dates that are not read', () => {
  const bad = lines('user,item,rating', (n) => (n === 9 ? 'oops' : `u${n},i${n},${n % 5}`));
  const american = 'user,item,clicks,date\na,b,3,07/12/2018\na,c,5,07/13/2018\n';
  assert.deepEqual(lookAtRatings({ text: bad }).notes, [
    "Line 11 has 1 field instead of 3, so it can't be read: correct or remove it.",
    'There are no times: splits by time are not available.',
  ]);
  assert.deepEqual(lookAtRatings({ text: american }).notes, [
    'Column "clicks" counts something, so each row is read as a choice. To read it as a rating anyway, pass it as rating.',
    'The dates in column "date" can\'t be read: the order of day and month is unclear. Write them as 2024-12-31.',
  ]);
  const quoted = lines('user,item,rating', (n) => `u${n},"a"${n === 9 ? ' b' : ''},${n % 5}`);
  assert.equal(
    lookAtRatings({ text: quoted }).notes[0],
    "Line 11 has text after a closing quote, so it can't be read: correct or remove it.",
  );
  assert.equal(
    lookAtRatings({ text: 'user,item,rating\na,x,4\nb,y,good\n' }).notes[0],
    'Column "rating" has "good", which is not a number, so it is not read: each row is read as a choice.',
  );
  const mixed = lines('user;item;rating', (n) => `u${n};b;${n % 2 ? '2,5' : '1.5'}`);
  assert.equal(
    lookAtRatings({ text: mixed }).notes[0],
    'Column "rating" has numbers in different formats, such as "1.5" and "2,5", so it is not read: each row is read as a choice.',
  );
  const [unnamed] = lookAtRatings({ text: lines('user,item,x,y', (n) => `a${n},b,${n % 3},z`) }).notes;
  assert.equal(
    unnamed,
    'There is no column of ratings: each row is read as a choice. If one of "x" has ratings, pass it as rating.',
  );
  const timed = (when: (n: number) => unknown) =>
    lookAtRatings({ text: lines('user,item,rating,time', (n) => `a${n},b,${n % 3},${when(n)}`) }).notes;
  const FORMATS = 'Times are seconds or milliseconds since 1970, or like 2024-12-31 23:59:59.';
  assert.deepEqual(
    timed((n) => (n % 2 ? '2024-12-31' : time)),
    [
      `Column "time" has times in different formats, such as "${time}" and "2024-12-31", so it is not read. ${FORMATS}`,
    ],
  );
  assert.deepEqual(
    timed(() => `${time}000000`),
    [`Column "time" has "${time}000000", which is not a time, so it is not read. ${FORMATS}`],
  );
  assert.deepEqual(
    timed((n) => (n % 2 ? time : '')),
    [
      `Column "time" is empty in some rows, which can't be read. Fill it in, or pass timestamp: null to leave it out.`,
    ],
  );
  assert.deepEqual(lookAtRatings({ text: 'user,item\n' }).notes, [
    'There is no column of ratings: each row is read as a choice.',
    'There are no times: splits by time are not available.',
  ]);
});

test('files that are not ratings are rejected, with what to do', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'look-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };
  const cases: [source: string, message: RegExp][] = [
    [
      file('a.gz', gzipSync('user,item\na,b\n')),
      /a\.gz: not delimited text; it is compressed with gzip: unpack it first$/,
    ],
    [
      file('a.xlsx', 'PK\x03\x04...'),
      /it is a spreadsheet \(such as \.xlsx\) or a zip archive: save the spreadsheet as CSV, or unpack the archive$/,
    ],
    [
      file('a.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex')),
      /it is an old spreadsheet \(\.xls\) or document: /,
    ],
    [
      file('paper.csv', '%PDF-1.7\nuser,item\n\0\n'),
      /not delimited text; it is a PDF: export the table as CSV/,
    ],
    [file('photo.csv', Buffer.from('ffd8ffe000104a46', 'hex')), /it is an image: /],
    [file('login.csv', '<!DOCTYPE html><html>\na, b\nc, d\n'), /it is a web page \(HTML\): open it to see/],
    [
      file('model.csv', Buffer.from('80040500000001020608\n', 'hex')),
      /it is a binary file: save or export it as CSV$/,
    ],
    [
      file('wide.csv', Buffer.from('\ufeffuser,item\n', 'utf16le')),
      /it looks like UTF-16: save it as UTF-8$/,
    ],
    [
      file('plain.csv', Buffer.from('user,item\na,b\n', 'utf16le')),
      /it looks like UTF-16: save it as UTF-8$/,
    ],
    [file('zero.csv', 'user,item\nab,cd\ne\0,f\n'), /zero\.csv: line 3 has a zero byte: remove it$/],
    [file('lines.json', '{"user":1}\n'), /it seems to be JSON, not delimited text/],
    [
      file('array.json', `[${'{"user":1},'.repeat(9000)}]`),
      /it seems to be an array in JSON, not delimited text/,
    ],
    [file('empty.csv', '\n\n'), /the file is empty$/],
    [file('old.csv', 'user,item\ra,b\rc,d\r'), /its lines end with "\\r" only: save the file with "\\n"$/],
    [
      file('words.csv', 'hello\nworld\n'),
      /no separator cuts its first lines into the same number of fields: "hello"$/,
    ],
    [
      file('unclear.csv', 'a,b,c,d,e\nx,y,z,w,1\n'),
      /which columns are the user and item isn't clear; the columns are "a", "b", "c", "d", "e"; pass columns: \{ user/,
    ],
    [join(dir, 'missing.csv'), /missing\.csv: this file does not exist$/],
    [dir, /expected a file, got a folder$/],
  ];
  for (const [source, message] of cases)
    assert.throws(() => lookAtRatings(source), { code: 'DATA', message });
});

test('a file larger than the sample is cut at a line, and Latin-1 is recognized', () => {
  const row = 'Zo\xeb,caf\xe9,4.5\nAnn,th\xe9,2\n';
  const bytes = Buffer.from(`user,item,rating\n${row.repeat(5000)}`, 'latin1');
  const look = lookAtRatings(bytes);
  assert.equal(look.columns[1].examples, 'café, thé');
  const ratings = readRatingsSync(bytes, { ...look.options, duplicates: 'last' });
  assert.deepEqual([...ratings.users], ['Zoë', 'Ann']);
  assert.deepEqual(ratings.scale, { min: 2, max: 4.5, step: 2.5 });
});

test('a few damaged values in the sample change nothing', () => {
  const text = lines('user,item,stars,date', (n) =>
    n === 20 ? 'u,i,n/a,soon' : `u${n},i${n},${n % 5},2024-01-${10 + (n % 9)}`,
  );
  const { header, timestamps } = lookAtRatings({ text }).options;
  assert.deepEqual(header, { user: 'user', item: 'item', rating: 'stars', timestamp: 'date' });
  assert.equal(timestamps, 'date');
});

test('a footer or a damaged line of a short file is named', () => {
  const rows = 'user;book;stars\na;b;3\na;c;4\nd;b;5\n';
  const cases = [
    [`${rows}Total: 3 rows\n`, 'Line 5 has 1 field instead of 3'],
    [`${rows}Total; 3 rows\n`, 'Line 5 has 2 fields instead of 3'],
    [`${rows}\nExported by the library\nTotal: 3 rows\n`, 'Line 6 has 1 field instead of 3'],
    [rows.replace('a;c;4', 'a;c'), 'Line 3 has 2 fields instead of 3'],
    [`Loans of the library\n${rows}Total: 3 rows\n`, 'Line 6 has 1 field instead of 3'],
  ];
  for (const [text, note] of cases) {
    const { options, notes } = lookAtRatings({ text });
    assert.deepEqual(options.header, { user: 'user', item: 'book', rating: 'stars' }, text);
    assert.ok(notes.includes(`${note}, so it can't be read: correct or remove it.`), notes.join('\n'));
  }
  const spaces = lookAtRatings({ text: 'u1 i1 3,5\nu2 i2 4,5\nu3 i3 4\n' });
  assert.equal(spaces.options.separator, ' ');
});

test("a time of 0 for unknown doesn't hide that a column is times", () => {
  const text = lines('', (n) => `u${n},i${n},${n % 5},${n === 7 ? 0 : time + n}`);
  assert.deepEqual(lookAtRatings({ text }).options.fields, ['user', 'item', 'rating', 'timestamp']);
});

test('the look names the lines above, and a damaged first row is not one of them', () => {
  const rows = lines('user,item,rating', (n) => `u${n % 7},i${n},${1 + (n % 5)}`);
  assert.equal(
    lookAtRatings({ text: `# from the library\n${rows}` }).notes[0],
    'Line 1 is above the data and is not read: "# from the library"',
  );
  const four = lookAtRatings({ text: `#1\n#2\n#3\n#4\n${rows.replace('u3,i3', 'u3')}` });
  assert.equal(four.options.skip, 4);
  assert.match(four.notes[0], /^Lines 1 to 4 are above the data and are not read: "#1", "#2", "#3", …$/);
  assert.match(four.notes[1], /^Line 9 has 2 fields instead of 3, so /);
  const damaged = lookAtRatings({ text: rows.replace(/^.*/, 'ann,b1') });
  assert.equal(damaged.options.skip, undefined);
  assert.match(damaged.notes[0], /^Line 1 has 2 fields instead of 3, so /);
});

test('a damaged first row is not a title', () => {
  const { options } = lookAtRatings({ text: `ann,,\n${lines('', (n) => `u${n % 7},i${n},${1 + (n % 5)}`)}` });
  assert.equal(options.skip, undefined);
});

test('columns that are not to be read', () => {
  const text = lines('user,item,rating,time', (n) => `a${n},b,4,${time + n}`);
  const look = lookAtRatings({ text }, { columns: { rating: null, timestamp: null } });
  assert.deepEqual(look.options, { separator: ',', encoding, header: { user: 'user', item: 'item' } });
  assert.deepEqual(look.notes, [
    'No ratings are read: each row is read as a choice.',
    'No times are read: splits by time are not available.',
  ]);
  const placed = lookAtRatings(
    { text: text.replace('user,item', 'who,what') },
    { columns: { rating: null } },
  );
  assert.deepEqual(placed.options.header, { user: 'who', item: 'what', timestamp: 'time' });
});

test('columns that you know', () => {
  const text = 'a,b,c,d,e\nx,y,z,w,1\nx,z,z,w,4\n';
  const columns = { user: 'd', item: 'b', rating: 'e' };
  const look = lookAtRatings({ text }, { columns });
  assert.deepEqual(look.options.header, columns);
  assert.equal(look.columns[3].because, 'you said so');
  assert.throws(() => lookAtRatings({ text }, { columns: { user: 'x' } }), {
    code: 'DATA',
    message:
      'the text: columns: user must be a column of its own, got "x"; the columns are "a", "b", "c", "d", "e"',
  });
  assert.throws(() => lookAtRatings({ text }, { columns: { user: 'a', item: 'a' } }), {
    message: /columns: item must be a column of its own, got "a"/,
  });
  const counted = lookAtRatings(
    { text: 'user,song,plays\nann,s1,1\nbob,s1,900\nbob,s2,2\n' },
    { columns: { rating: 'plays' } },
  );
  assert.equal(counted.options.header?.rating, 'plays');
  const unnamed = lookAtRatings(
    { text: '5|s1|ann\n3|s2|bob\n' },
    { columns: { user: '3', item: '2', rating: '1' } },
  );
  assert.deepEqual(unnamed.options.fields, ['rating', 'item', 'user']);
});
