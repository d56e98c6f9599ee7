/** Every notebook of the course keeps the house's rules, and the rules notice what breaks them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { allNotebooks } from '../../lib/notebook-files/find';
import type { Cell, Json, Notebook } from '../../lib/notebook-files/ipynb';
import { parseNotebook, readNotebook, serializeNotebook } from '../../lib/notebook-files/ipynb';
import { lintNotebook } from '../../lib/notebook-files/lint';
import { FIGURE } from '../../lib/notebook-files/publish';

const TINY = join(__dirname, 'fixtures', 'tiny.ipynb');
const tiny = readFileSync(TINY, 'utf8');

for (const path of allNotebooks()) {
  const name = `notebooks/${basename(path)}`;
  test(`${name} keeps the rules`, () => {
    assert.deepEqual(lintNotebook(readFileSync(path, 'utf8'), name), []);
  });
}

test('a notebook about MovieLens says when its ratings are others, above all that follows', () => {
  const about = allNotebooks().filter((path) => readFileSync(path, 'utf8').includes('loadMovieLens100K()'));
  assert.ok(about.length > 5);
  for (const path of about) {
    const cells = codeCells(readNotebook(path)).map(({ source }) => source);
    const load = cells.find((source) => source.includes('loadMovieLens100K()'))!;
    assert.match(load, /summary/, basename(path));
    const shows = /if \(!isPublished\(source\)\) console\.log\(summary|for \(const line of summary\)/;
    assert.match(load, shows, basename(path));
  }
});

test('the learning curve has the line that its text is about, and means of genres are dots', () => {
  interface Drawn {
    readonly data: readonly { readonly name?: string; readonly type?: string; readonly mode?: string }[];
    readonly layout: { readonly title?: { readonly text?: string } };
  }
  const figures = allNotebooks()
    .flatMap((path) => codeCells(readNotebook(path)))
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap((output) => ('data' in output ? [output.data[FIGURE] as unknown as Drawn | undefined] : []));
  const drawn = (title: string) => figures.find((figure) => figure?.layout.title?.text === title)!.data;
  assert.deepEqual(
    drawn('What SVD has seen, and what it has not').map(({ name }) => name),
    ['train', 'validation'],
  );
  assert.deepEqual(
    drawn('Genres').map(({ type, mode }) => mode ?? type),
    ['markers', 'bar'],
  );
});

test('the fixture notebook keeps the rules', () => {
  assert.deepEqual(lintNotebook(tiny, 'tiny.ipynb'), []);
});

/** What the rules say about the fixture after a change to it. */
function after(change: (notebook: Notebook) => void): string {
  const notebook = parseNotebook(tiny, 'tiny.ipynb');
  change(notebook);
  return lintNotebook(serializeNotebook(notebook), 'tiny.ipynb').join('\n');
}

const codeCells = (notebook: Notebook): Cell[] => notebook.cells.filter((cell) => cell.cell_type === 'code');
const show = (cell: Cell, data: Record<string, Json>) => {
  cell.outputs = [{ output_type: 'display_data', data, metadata: {} }];
};

const BREAKS: [string, (notebook: Notebook) => void, RegExp][] = [
  [
    'an unknown tag',
    (n) => (n.cells[2]!.metadata.tags = ['fun']),
    /cell 3 has the tag fun; allowed are parameters,/,
  ],
  [
    'two parameters cells',
    (n) => (n.cells[4]!.metadata.tags = ['parameters']),
    /more than one cell is tagged param/,
  ],
  [
    'an import in the middle',
    (n) => (n.cells[4]!.source += "\nimport 'node:fs';"),
    /cell 5 has an import after other code/,
  ],
  [
    'more imports than a first cell may have',
    (n) => (codeCells(n)[0]!.source = Array(9).fill("import 'node:fs';").join('\n')),
    /9 imports, over the 8 allowed/,
  ],
  [
    'a long cell',
    (n) => (n.cells[4]!.source += '\n//'.repeat(20)),
    /cell 5 has 23 lines, at most 20 are allowed/,
  ],
  [
    'a line that runs off the side',
    (n) => (n.cells[4]!.source += `\n// ${'a'.repeat(113)}`),
    /cell 5 has a line of 116 characters, at most 115 are allowed/,
  ],
  ['a half star that few fonts have', (n) => (n.cells[0]!.source += ' ★★★⯪☆'), /cell 1 has a symbol .*: ⯪/],
  [
    'long cells everywhere',
    (n) => {
      for (const cell of codeCells(n)) cell.source += '\n//'.repeat(7);
    },
    /half of the code cells have \d+ lines or more; a typical cell has 6/,
  ],
  [
    'a slow cell that only its tag calls slow',
    (n) => (n.cells[4]!.metadata.tags = ['slow']),
    /cell 5 is tagged slow; say so in its first line, for instance "\/\/ Slow: about ten seconds\."/,
  ],
  ['a repeated id', (n) => (n.cells[4]!.id = n.cells[3]!.id), /cell 5 has the id c03 of an earlier cell/],
  ['an execution count', (n) => (n.cells[4]!.execution_count = 3), /cell 5 has an execution count/],
  [
    'no outputs',
    (n) => {
      for (const cell of codeCells(n)) cell.outputs = [];
    },
    /no cell has an output/,
  ],
  [
    'a large output',
    (n) => show(n.cells[4]!, { 'text/html': 'x'.repeat(100_001) }),
    /101 KB \(text\/html 101 KB\) exceeds/,
  ],
  ['a large file', (n) => (n.cells[0]!.source = 'x'.repeat(500_000)), /at most 500000 are allowed/],
  [
    'a content delivery network',
    (n) => show(n.cells[4]!, { 'text/html': '<script src="https://cdn.example/x.js">' }),
    /cell 5 names a content delivery network/,
  ],
  [
    'no checks at the end',
    (n) => (codeCells(n).at(-1)!.metadata = {}),
    /the last code cell is not tagged checks/,
  ],
  [
    'a path of one machine',
    (n) => show(n.cells[4]!, { 'text/plain': 'read /home/ada/lab/u.data' }),
    /cell 5 has an absolute path: \/home\/ada/,
  ],
  [
    'a path in a source',
    (n) => (n.cells[4]!.source += "\nconst p = 'C:\\\\Users\\\\ada';"),
    /cell 5 has an absolute path/,
  ],
  [
    'a copy of plotly.js',
    (n) => show(n.cells[4]!, { 'text/html': '/**\n* plotly.js v4.1.1\n*/' }),
    /cell 5 its output contains a copy of plotly/,
  ],
  [
    'an unexpected error',
    (n) => (n.cells[9]!.metadata = {}),
    /cell 10 shows an error \(OptionError\) but isn't tagged/,
  ],
  [
    'another kernel',
    (n) => (n.metadata.kernelspec = { name: 'python3' }),
    /its kernel is python3, expected recommender-lab/,
  ],
  [
    'timing metadata',
    (n) => (n.cells[4]!.metadata = { execution: { a: 1 } }),
    /not in the runner's saved form/,
  ],
];

for (const [what, change, message] of BREAKS) {
  test(`the rules notice ${what}`, () => assert.match(after(change), message));
}

test('a problem with the file says which command mends it', () => {
  const text = after((notebook) => (notebook.cells[4]!.execution_count = 3));
  assert.match(text, /npm run notebook -- tiny\.ipynb --save/);
});

test('a cell that is a module or runs in the page imports what it needs', () => {
  for (const tag of ['@module own', '@browser']) {
    const text = after((notebook) => {
      notebook.cells[4]!.source = `/** ${tag} */\nimport { one } from './one';\nexport const two = 2 * one;`;
    });
    assert.equal(text, '', tag);
  }
});

test('a path in a URL or in a relative link is not taken for one of this machine', () => {
  const text = after((notebook) => {
    notebook.cells[0]!.source = '[a](https://example.org/home/ada/x) [b](../home/ada.ts) and/or /5 stars';
  });
  assert.equal(text, '');
});
