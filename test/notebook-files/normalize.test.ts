import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Notebook,
  type Output,
  parseNotebook,
  serializeNotebook,
  writeNotebook,
} from '../../lib/notebook-files/ipynb';
import {
  checkOutputs,
  mergeStreams,
  normalize,
  thisMachine,
  withoutPaths,
} from '../../lib/notebook-files/normalize';

const places = thisMachine('/home/ada/lab', '/home/ada');
const clean = (text: string) => withoutPaths(text, places);
const out = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
const err = (text: string): Output => ({ output_type: 'stream', name: 'stderr', text });

/** As an editor may leave it: no ids, counts, timing, its own notes, pieces of output. */
const MESSY = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 2,
  metadata: {
    kernelspec: { name: 'recommender-lab', language: 'typescript', display_name: 'TS', env: {} },
    language_info: {
      name: 'typescript',
      version: '5.0.4',
      file_extension: '.ts',
      mimetype: 'text/typescript',
    },
    widgets: {},
  },
  cells: [
    { cell_type: 'markdown', metadata: { collapsed: true }, source: ['# Title\n', 'text'] },
    {
      cell_type: 'code',
      execution_count: 7,
      metadata: { tags: ['checks'], execution: { 'iopub.status.busy': 'then' }, scrolled: true },
      source: 'f();',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['a\n'] },
        { output_type: 'stream', name: 'stdout', text: 'b in /home/ada/lab/lib/x.ts\n' },
        {
          output_type: 'execute_result',
          execution_count: 7,
          metadata: {},
          data: { 'text/plain': ['1\n', '2'] },
        },
      ],
    },
    { cell_type: 'code', execution_count: 8, metadata: {}, source: 'f();', outputs: [] },
  ],
});

test('a saved notebook holds nothing that changes from run to run', () => {
  const normal = normalize(parseNotebook(MESSY, 'x.ipynb'), places);
  assert.deepEqual(normal.metadata, {
    kernelspec: { display_name: 'TS', language: 'typescript', name: 'recommender-lab' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  });
  assert.deepEqual(
    normal.cells.map((cell) => cell.metadata),
    [{}, { tags: ['checks'] }, {}],
  );
  assert.deepEqual(
    normal.cells.map((cell) => cell.execution_count),
    [undefined, null, null],
  );
  assert.deepEqual(normal.cells[1]!.outputs, [
    { output_type: 'stream', name: 'stdout', text: 'a\nb in lib/x.ts\n' },
    { output_type: 'execute_result', execution_count: null, metadata: {}, data: { 'text/plain': '1\n2' } },
  ]);
});

test('missing ids come from the content, and don’t collide', () => {
  const ids = (text: string) => parseNotebook(text, 'x.ipynb').cells.map((cell) => cell.id);
  assert.equal(new Set(ids(MESSY)).size, 3);
  assert.deepEqual(ids(MESSY), ids(MESSY));
  assert.match(ids(MESSY)[1]!, /^[0-9a-f]{8}$/);
  assert.equal(ids(MESSY)[2], `${ids(MESSY)[1]}-2`);
  const kept = MESSY.replace('"cell_type":"markdown"', '"cell_type":"markdown","id":"mine"');
  assert.equal(ids(kept)[0], 'mine');
});

test('saving what was saved gives the same bytes', () => {
  const once = serializeNotebook(normalize(parseNotebook(MESSY, 'x.ipynb'), places));
  const twice = serializeNotebook(normalize(parseNotebook(once, 'x.ipynb'), places));
  assert.equal(twice, once);
  assert.ok(once.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n'));
  assert.ok(once.endsWith('"nbformat_minor": 5\n}\n'));
  assert.ok(once.includes('"source": [\n    "# Title\\n",\n    "text"\n   ]'));
});

test('neighboring pieces of a stream become one, an overwritten line keeps its last state', () => {
  assert.deepEqual(mergeStreams([out('a'), out('b\n'), err('!'), out('c')]), [
    out('ab\n'),
    err('!'),
    out('c'),
  ]);
  assert.deepEqual(mergeStreams([out('x\n1 %\r2 %'), out('\r100 %\ndone\r\n')]), [out('x\n100 %\ndone\r\n')]);
});

test('paths of this machine become relative', () => {
  assert.equal(clean('at /home/ada/lab/lib/x.ts:3:1'), 'at lib/x.ts:3:1');
  assert.equal(clean('file:///home/ada/lab/lib/x.ts'), 'lib/x.ts');
  assert.equal(clean('in "/home/ada/lab"'), 'in "."');
  assert.equal(clean('cache /home/ada/.cache/x'), 'cache ~/.cache/x');
  assert.equal(clean('/home/ada/laboratory/x'), '~/laboratory/x');
  assert.equal(clean('/home/adam/x, https://a.b/home/ada/lab/x'), '/home/adam/x, https://a.b/home/ada/lab/x');
});

test('paths inside a traceback and in JSON data are found too', () => {
  const notebook = parseNotebook(MESSY, 'x.ipynb');
  notebook.cells[1]!.outputs = [
    {
      output_type: 'error',
      ename: 'E',
      evalue: 'no /home/ada/lab/data',
      traceback: ['at /home/ada/lab/a.ts'],
    },
    { output_type: 'display_data', metadata: {}, data: { 'application/json': { a: ['/home/ada/lab/b'] } } },
  ];
  const text = serializeNotebook(normalize(notebook, places));
  assert.ok(!text.includes('/home/ada'));
});

test('an output that is too large, or holds plotly.js, is refused with its cell', () => {
  const notebook = parseNotebook(MESSY, 'x.ipynb');
  const cell = notebook.cells[1]!;
  cell.outputs = [{ output_type: 'display_data', metadata: {}, data: { 'text/html': 'x'.repeat(120_000) } }];
  assert.throws(
    () => checkOutputs(notebook, 'x.ipynb'),
    /x\.ipynb: cell 2: an output of 121 KB \(text\/html 121 KB\)/,
  );
  const banner = readFileSync(require.resolve('plotly.js-dist'), 'utf8').slice(0, 500);
  cell.outputs = [{ output_type: 'display_data', metadata: {}, data: { 'text/html': `<script>${banner}` } }];
  assert.throws(() => checkOutputs(notebook, 'x.ipynb'), /cell 2: its output contains a copy of plotly\.js/);
});

test('a notebook is replaced whole, or left as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  try {
    const path = join(folder, 'x.ipynb');
    const notebook = normalize(parseNotebook(MESSY, 'x.ipynb'), places);
    writeNotebook(path, notebook);
    const before = readFileSync(path, 'utf8');
    const broken = { ...notebook, cells: [{ ...notebook.cells[0], source: 3 }] } as unknown as Notebook;
    assert.throws(() => writeNotebook(path, broken));
    assert.equal(readFileSync(path, 'utf8'), before);
    assert.deepEqual(readdirSync(folder), ['x.ipynb']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is not a notebook is refused by name', () => {
  assert.throws(() => parseNotebook('<html>', 'x.ipynb'), /x\.ipynb: not valid JSON/);
  assert.throws(() => parseNotebook('{"nbformat":3}', 'x.ipynb'), /x\.ipynb: not a notebook of format 4/);
});
