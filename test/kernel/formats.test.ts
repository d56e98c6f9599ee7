import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';
import * as vm from 'node:vm';
import { toBundle } from '../../lib/kernel/formats/format';

require('../../lib/core/tfjs-prelude.cjs');
const { DataFrame, Series } = require('danfojs-node') as typeof import('danfojs-node');
const tf = require('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs');

const dataOf = async (value: unknown) => (await toBundle(value))?.data;
const text = async (value: unknown) => String((await dataOf(value))?.['text/plain']);
const html = async (value: unknown) => String((await dataOf(value))?.['text/html']);
const types = async (value: unknown) => Object.keys((await dataOf(value)) ?? {}).sort();

test('undefined shows nothing, everything else has a text', async () => {
  assert.equal(await toBundle(undefined), null);
  const values = [
    null,
    0,
    'x',
    Symbol('s'),
    7n,
    () => 1,
    /r/,
    new Map(),
    [],
    {},
    new Float32Array(2),
    new Error('e'),
  ];
  for (const value of values) assert.equal(typeof (await dataOf(value))?.['text/plain'], 'string');
});

test('plain values look as in Node, without colors, and huge ones are cut', async () => {
  assert.equal(await text("it's"), `"it's"`);
  assert.equal(await text({ a: { b: [1, 2] } }), '{ a: { b: [ 1, 2 ] } }');
  assert.match(await text(Array.from({ length: 300 }, (_, i) => i)), /\.\.\. 200 more items/);
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, i]));
  const cut = await text(many);
  assert.ok(cut.length < 51_000);
  assert.match(cut, /… \d+ more characters$/);
  assert.ok(!(await text({ a: 'red' })).includes('\u001b'));
});

test('a value that refuses to be inspected is still shown', async () => {
  const hostile = {
    [Symbol.for('nodejs.util.inspect.custom')]: () => {
      throw new Error('no');
    },
  };
  assert.match(await text(hostile), /can't be shown: Error: no/);
});

test('an error is shown with its stack', async () => {
  assert.match(await text(new RangeError('boo')), /^RangeError: boo\n {4}at /);
});

test('an object brings its own display, at once or later', async () => {
  const own = {
    [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>', 'image/png': undefined }),
    n: 1,
  };
  const bundle = await dataOf(own);
  assert.deepEqual(Object.keys(bundle ?? {}), ['text/html', 'text/plain']);
  assert.match(String(bundle?.['text/plain']), /n: 1/);
  const exact = { 'text/plain': 'mine' };
  assert.deepEqual(await dataOf({ [Symbol.for('Jupyter.display')]: () => exact }), exact);
});

test('an own display may bring metadata; without it there is none', async () => {
  const photo = {
    data: { 'image/png': 'iVBO', 'text/plain': 'a cat' },
    metadata: { 'image/png': { alt: 'a cat' } },
  };
  assert.deepEqual(await toBundle({ [Symbol.for('Jupyter.display')]: () => photo }), photo);
  const without = { [Symbol.for('Jupyter.display')]: () => ({ data: { 'text/plain': 'a' } }) };
  assert.deepEqual(await toBundle(without), { data: { 'text/plain': 'a' }, metadata: {} });
  assert.deepEqual((await toBundle(7))?.metadata, {});
});

test('a value is there at once, unless its own display is a promise', () => {
  const own = (made: unknown) => ({ [Symbol.for('Jupyter.display')]: () => made });
  for (const value of [7, [{ a: 1 }], own({ 'text/plain': 'x' }), own(null)]) {
    assert.ok(!(toBundle(value) instanceof Promise));
  }
  assert.ok(toBundle(own(Promise.resolve({ 'text/plain': 'x' }))) instanceof Promise);
});

test('an own display that throws or gives no bundle falls back with a note', async () => {
  const throwing = { n: 1, [Symbol.for('Jupyter.display')]: () => Promise.reject(new Error('broken')) };
  assert.match(await text(throwing), /n: 1[\s\S]*failed: Error: broken\)$/);
  const wrong = { [Symbol.for('Jupyter.display')]: () => 'text' };
  assert.match(await text(wrong), /returned string instead of \{ mimeType: content \}/);
});

test('a plotly-like object has three forms, with its title as text', async () => {
  const figure = { data: [{ type: 'bar', y: [1] }], layout: { title: { text: 'Sales </script>' } } };
  const bundle = await dataOf(figure);
  assert.deepEqual(bundle?.['application/vnd.plotly.v1+json'], { ...figure, config: {} });
  assert.equal(bundle?.['text/plain'], 'A plotly figure: Sales </script>');
  assert.equal(String(bundle?.['text/html']).match(/<\/script>/g)?.length, 2);
  assert.deepEqual(await types({ data: [1, 2], layout: {} }), ['text/plain']);
});

const PLOTLY = 'application/vnd.plotly.v1+json';
const plotlyOf = async (value: unknown) => {
  const bundle = await dataOf(value);
  const json = /<script type="application\/json">([^<]*)</.exec(String(bundle?.['text/html']))?.[1];
  return { sent: bundle?.[PLOTLY], html: JSON.parse(json ?? 'null') };
};

test('a plain figure may hold typed arrays of all kinds, in lists too', async () => {
  const typed = [
    Float32Array.of(1, 2.5),
    Float64Array.of(0.1, 2),
    Int8Array.of(-1, 2),
    Uint8ClampedArray.of(1, 2),
    BigInt64Array.of(1n, -2n),
    BigUint64Array.of(1n, 2n),
    vm.runInNewContext('Int32Array.of(1, 2)'),
    [Float32Array.of(1, 2), Int16Array.of(3, 4)],
    [1n, 2n],
  ];
  const plain = [
    [1, 2.5],
    [0.1, 2],
    [-1, 2],
    [1, 2],
    [1, -2],
    [1, 2],
    [1, 2],
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2],
  ];
  const layout = { xaxis: { range: Float64Array.of(0, 3) } };
  const { sent, html } = await plotlyOf({ data: typed.map((y) => ({ y, marker: { size: y } })), layout });
  const data = plain.map((y) => ({ y, marker: { size: y } }));
  assert.deepEqual(sent, { data, layout: { xaxis: { range: [0, 3] } }, config: {} });
  assert.deepEqual(html.data, data);
});

test('what JSON does not have is a gap in a plain figure; dates are texts', async () => {
  const day = new Date(0);
  const y = [
    1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    undefined,
    new Date(Number.NaN),
    day,
    undefined,
    () => 1,
  ];
  delete y[6]; // a hole
  const figure = { data: [{ y, name: undefined, z: Float32Array.of(Number.NaN) }], layout: {} };
  const { sent, html } = await plotlyOf(figure);
  const gaps = [1, null, null, null, null, '1970-01-01T00:00:00.000Z', null, null];
  assert.deepEqual(sent, { data: [{ y: gaps, z: [null] }], layout: {}, config: {} });
  assert.deepEqual(html.data, [{ y: gaps, z: [null] }]);
});

test('a plain figure keeps its frames', async () => {
  const frames = [{ name: 'late', data: [{ y: Float32Array.of(2) }] }];
  const { sent, html } = await plotlyOf({ data: [{ y: [1] }], layout: {}, frames });
  const plain = [{ name: 'late', data: [{ y: [2] }] }];
  assert.deepEqual(sent, { data: [{ y: [1] }], layout: {}, config: {}, frames: plain });
  assert.deepEqual(html.frames, plain);
});

test('data that would be drawn as something else is named, and not drawn', async () => {
  const bad = [new Map([[1, 2]]), new Set([1]), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8)];
  for (const y of bad) {
    const figure = { data: [{ y: [1] }, { y }], layout: {} };
    assert.deepEqual(await types(figure), ['text/plain']);
    const kind = y.constructor.name;
    const message = `This figure can't be drawn: data[1].y is ${kind === 'ArrayBuffer' ? 'an' : 'a'} ${kind}; use a list or a typed array.`;
    assert.equal((await text(figure)).split('\n')[0], message);
  }
});

test('a promise, an iterator, and a tensor are not data either', async () => {
  for (const [y, said] of [
    [Promise.resolve([1]), 'is a Promise; put `await` before it.'],
    [[1].values(), 'is an Array Iterator; use a list or a typed array.'],
    [{ dataSync: () => [1] }, 'is a Tensor; use a list: `await tensor.array()`.'],
  ] as const) {
    const [first] = (await text({ data: [{ y }], layout: {} })).split('\n');
    assert.equal(first, `This figure can't be drawn: data[0].y ${said}`);
  }
});

test('an own display may hold typed arrays; a Map in it is named', async () => {
  const own = (content: object) => ({ [Symbol.for('Jupyter.display')]: () => ({ [PLOTLY]: content }) });
  const shown = await dataOf(own({ data: [{ y: BigInt64Array.of(3n), x: Float32Array.of(1) }], layout: {} }));
  assert.deepEqual(shown?.[PLOTLY], { data: [{ y: [3], x: [1] }], layout: {} });
  assert.match(await text(own({ data: new Map() })), /v1\+json\.data is a Map; use a list/);
});

test('a data frame of Danfo: names, dtypes, rows, size', async () => {
  const frame = new DataFrame(
    [
      [1, 'Kolya', 4.5, true],
      [22, 'Ada', 3.25, false],
    ],
    { columns: ['id', 'name', 'score', 'new'] },
  );
  assert.equal(
    await text(frame),
    [
      '      id  name      score  new',
      '   int32  string  float32  boolean',
      '0      1  Kolya      4.50  true',
      '1     22  Ada        3.25  false',
      '',
      '[2 rows × 4 columns]',
    ].join('\n'),
  );
  const page = await html(frame);
  assert.match(page, /<th scope="col" class="n">score <small>float32<\/small><\/th>/);
  assert.match(page, /<td class="n">4.50<\/td>/);
  assert.match(page, /<p class="lab-size">2 rows × 4 columns<\/p>/);
});

test('missing values are shown as such, and text is escaped', async () => {
  const frame = new DataFrame(
    [
      [1, '<b>&"'],
      [Number.NaN, null],
    ] as never,
    { columns: ['n', '<i>'] },
  );
  const page = await html(frame);
  assert.match(page, /<td>&lt;b&gt;&amp;&quot;<\/td>/);
  assert.match(page, /<td class="n"><i>NaN<\/i><\/td><td><i>null<\/i><\/td>/);
  assert.match(page, /&lt;i&gt; <small>/);
});

test('a long frame shows five rows at each end, and reads what it carries only', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => [i, i / 4]);
  const frame = new DataFrame(rows, { columns: ['n', 'quarter'] });
  await toBundle(frame);
  const touched = new Set<string>();
  const get = (target: object, key: PropertyKey) => {
    touched.add(String(key));
    return Reflect.get(target, key);
  };
  const spy = new Proxy(rows, { get });
  Object.defineProperty(frame, '$data', { value: spy });
  const page = await html(frame);
  assert.ok(touched.size < 1020, `${touched.size} rows and fields read`);
  assert.deepEqual(
    page.match(/<th scope="row">\d+/g)?.map((label) => Number(label.slice(16))),
    [0, 1, 2, 3, 4, 99_995, 99_996, 99_997, 99_998, 99_999],
  );
  assert.match(await text(frame), /\n…\s+…\s+…\n99995/);
  assert.match(page, /100,000 rows × 2 columns<span class="lab-shown">, 10 shown</);
  assert.match(await text(frame), /\[100,000 rows × 2 columns, 10 shown\]$/);
});

/** The rows that a page has to sort and turn over. */
async function carried(value: unknown) {
  const [, of, json] =
    /<script type="application\/json" data-of="(\d+)">([^<]*)</.exec(await html(value)) ?? [];
  return { of: Number(of), rows: JSON.parse(json ?? 'null') as (string | string[])[][] | null };
}

test('a page carries up to 1,000 rows of a table, fewer of a wide one, and says of how many', async () => {
  const make = (rows: number, columns: number) =>
    Array.from({ length: rows }, (_, i) =>
      Object.fromEntries(Array.from({ length: columns }, (_, c) => [`column ${c}`, i * 1000 + c])),
    );
  const all = await carried(make(21, 2));
  assert.deepEqual([all.of, all.rows?.length, all.rows?.[20]], [21, 21, ['20', '20000', '20001']]);
  const first = await carried(make(5000, 2));
  assert.deepEqual([first.of, first.rows?.length], [5000, 1000]);
  const wide = await carried(make(5000, 18));
  assert.ok(wide.rows!.length > 100 && wide.rows!.length < 400, `${wide.rows!.length} rows`);
  const page = await html(make(5000, 18));
  assert.ok(page.length < 60_000, `${page.length} characters`);
  assert.equal(page, await html(make(5000, 18)), 'always the same bytes');
});

test('a short table is sorted as it stands: it carries no rows; five need no script', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ n: i }));
  assert.equal((await carried(rows)).rows, null);
  assert.match(await html(rows), /<script>/);
  assert.match(await html(rows.slice(0, 6)), /<script>/);
  assert.doesNotMatch(await html(rows.slice(0, 5)), /<script|lab-sort/);
});

test('carried cells are as shown, missing ones marked, and cannot end their script', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ n: i / 8, s: i === 3 ? null : '</script><b>' }));
  const { rows: cells } = await carried(rows);
  assert.deepEqual(cells?.[3], ['3', '0.375', ['null']]);
  assert.deepEqual(cells?.[4], ['4', '0.500', '</script><b>']);
  assert.equal((await html(rows)).match(/<\/script>/g)?.length, 2);
});

test('a rounded number has all its digits as its title and when carried; one shown whole has none', async () => {
  const rows = (length: number) => Array.from({ length }, (_, i) => ({ x: i / 3, n: i / 4 }));
  const page = await html(rows(6));
  assert.match(page, /<td class="n" title="0.3333333333333333">0.3333<\/td><td class="n">0.25<\/td>/);
  assert.match(page, /<td class="n">1.0000<\/td><td class="n">0.75<\/td>/);
  const { rows: cells } = await carried(rows(30));
  assert.deepEqual(cells?.[1], ['1', ['0.3333', '0.3333333333333333'], '0.25']);
  const tiny = await html([{ x: 1.23456789e-9 }, { x: 1 / 3 }]);
  assert.match(tiny, / title="1.23456789e-9">1.23e-9</);
  assert.doesNotMatch(await html([{ x: Infinity }, { x: 0.5 }]), / title=/);
});

test('twenty rows are shown whole, twenty-one are cut', async () => {
  const frame = (n: number) =>
    new DataFrame(
      Array.from({ length: n }, (_, i) => [i]),
      { columns: ['n'] },
    );
  assert.ok(!(await text(frame(20))).includes('…'));
  assert.ok((await text(frame(21))).includes('…'));
});

test('a wide frame shows ten columns at each end', async () => {
  const wide = new DataFrame([Array.from({ length: 50 }, (_, i) => i)]);
  const names = [...(await html(wide)).matchAll(/scope="col"[^>]*>([^<]+)/g)].map((match) => match[1].trim());
  assert.equal(names.join(), '0,1,2,3,4,5,6,7,8,9,…,40,41,42,43,44,45,46,47,48,49');
  assert.match(await text(wide), /\[1 row × 50 columns, 20 columns shown\]$/);
  assert.match(await html(wide), /1 row × 50 columns, 20 columns shown<\/p>/);
  const large = new DataFrame(Array.from({ length: 30 }, () => Array.from({ length: 50 }, (_, i) => i)));
  assert.match(await text(large), /\[30 rows × 50 columns, 20 columns shown, 10 rows shown\]$/);
});

test('a series of Danfo, with its own index', async () => {
  const series = new Series([1.5, 2], { columns: ['score'], index: ['a', 'b'] } as never);
  assert.equal(
    await text(series),
    '     score\n   float32\na      1.5\nb      2.0\n\n[Series score: 2 values]',
  );
});

test('empty frames and series do not fail', async () => {
  assert.match(await text(new DataFrame([], { columns: ['a', 'b'] })), /\[0 rows × 2 columns\]/);
  assert.match(await text(new DataFrame()), /\[0 rows × 0 columns\]/);
  assert.match(await text(new Series([])), /0 values/);
});

test('dates are short where they are days, decimals agree, tiny numbers are not zero', async () => {
  const day = (n: number) => new Date(Date.UTC(1998, 0, n));
  const rows = [
    { day: day(1), at: new Date(Date.UTC(1998, 0, 1, 9, 30)), p: 0.25, big: 1234567 },
    { day: day(2), at: new Date(Date.UTC(1998, 0, 2)), p: 1e-9, big: 2 },
  ];
  const lines = (await text(rows)).split('\n');
  assert.equal(lines[1].replace(/ +/g, ' '), '0 1998-01-01 1998-01-01 09:30:00 0.25 1234567');
  assert.equal(lines[2].replace(/ +/g, ' '), '1 1998-01-02 1998-01-02 00:00:00 1.00e-9 2');
});

test('long and broken lines in a cell are one short line', async () => {
  const [, row] = (await text([{ s: `a\r\nb${'🎬'.repeat(100)}` }])).split('\n');
  assert.match(row, /^0 {2}a⏎b🎬+…$/u);
  assert.equal(Array.from(row).length, 3 + 60);
});

test('long texts are whole in HTML, as cell, label and carried row, in columns that wrap', async () => {
  const long = `न${'a"<🎬 '.repeat(20)}end`;
  const page = await html(new Map([[long, { s: long, n: 1, t: 'short' }]]));
  const escaped = long.replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  assert.ok(page.includes(`<th scope="row" class="w">${escaped}</th><td class="w">${escaped}</td>`), page);
  assert.match(page, /<td class="n">1<\/td><td>short<\/td>/);
  const { rows } = await carried(Array.from({ length: 30 }, () => ({ s: long })));
  assert.deepEqual(rows?.[12], ['12', long]);
});

test('of endless texts a table says how much is left out, and cuts no character in half', async () => {
  const page = await html([{ s: '🎬'.repeat(5000) }]);
  assert.match(page, />(🎬){1000}… 8,000 more characters</u);
});

test('a column has four significant digits below 1 and five above, and as many decimals as it needs', async () => {
  const column = async (...numbers: number[]) => {
    const lines = (await text(numbers.map((x) => ({ x })))).split('\n');
    return lines.slice(1, numbers.length + 1).map((line) => line.split(/ +/).at(-1));
  };
  assert.deepEqual(await column(0.934612, 0.9), ['0.9346', '0.9000']);
  assert.deepEqual(await column(5.116433, 0.934612), ['5.1164', '0.9346']);
  assert.deepEqual(await column(-1682.123456, 1), ['-1682.12', '1.00']);
  assert.deepEqual(await column(0.000123456), ['0.000123']);
  assert.deepEqual(await column(3.5, 4), ['3.5', '4.0']);
});

test('rows with the same keys are a table, in an array, a set or a map', async () => {
  const rows = [
    { model: 'SVD', rmse: 0.9352 },
    { model: 'KNN', rmse: 1.01 },
  ];
  assert.equal(
    await text(rows),
    '   model    rmse\n0  SVD    0.9352\n1  KNN    1.0100\n\n[2 rows × 2 columns]',
  );
  assert.deepEqual(await types(new Set(rows)), ['text/html', 'text/plain']);
  assert.match(await text(new Map([['first', rows[0]]])), /^ {7}model {4}rmse\nfirst {2}SVD/);
  const foreign = vm.runInNewContext('[{ a: 1 }, { a: 2 }]'); // as a notebook's own context would make them
  assert.deepEqual(await types(foreign), ['text/html', 'text/plain']);
});

test('rows with different keys or nested values are not shown as a table', async () => {
  for (const value of [[{ a: 1 }, { b: 2 }], [{ a: { b: 1 } }], [{}], [[1]], [1, { a: 1 }], [new Date(0)]]) {
    assert.deepEqual(await types(value), ['text/plain']);
  }
});

test('tensors: dtype, shape and values; large ones are abridged', async () => {
  const small = tf.tensor2d([1, 2.5, 3, 4], [2, 2]);
  assert.equal(await text(small), 'Tensor: float32 [2, 2], 4 values\n[[1, 2.5],\n [3, 4  ]]');
  assert.equal(await text(tf.scalar(3, 'int32')), 'Tensor: int32 [], 1 value\n3');
  const large = await text(tf.zeros([1000, 40]));
  assert.match(large, /^Tensor: float32 \[1000, 40\], 40,000 values\n/);
  assert.ok(large.length < 1000);
  assert.match(
    await text(tf.variable(tf.zeros([2]), true, 'bias')),
    /^Variable bias: float32 \[2\], 2 values\n\[0, 0\]$/,
  );
});

test('a disposed tensor is said to be so', async () => {
  const tensor = tf.ones([2, 3]);
  tensor.dispose();
  assert.equal(await text(tensor), 'Tensor: float32 [2, 3], disposed');
});

test('displaying a tensor makes none', async () => {
  const tensor = tf.ones([30, 30]);
  const before = tf.memory().numTensors;
  await toBundle(tensor);
  assert.equal(tf.memory().numTensors, before);
});

test('the formatters import neither TensorFlow.js nor Danfo', () => {
  const root = path.resolve(__dirname, '../../lib');
  const seen = new Set<string>();
  const visit = (module: NodeJS.Module) => {
    for (const child of module.children) {
      if (seen.has(child.filename)) continue;
      seen.add(child.filename);
      visit(child);
    }
  };
  visit(require.cache[require.resolve('../../lib/kernel/formats/format')] as NodeJS.Module);
  assert.ok(seen.size > 5);
  for (const file of seen) assert.ok(file.startsWith(root), file);
});
