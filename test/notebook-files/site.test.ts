import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withSolutions } from '../../lib/notebook-files/editions/with-solutions';
import { headingsIn, sectionsIn } from '../../lib/notebook-files/headings';
import type { Cell, Notebook } from '../../lib/notebook-files/ipynb';
import { relink } from '../../lib/notebook-files/page';
import { withoutRows } from '../../lib/notebook-files/publish';
import { readSearchScript, searchScript } from '../../lib/notebook-files/search-index';
import { Site } from '../../lib/notebook-files/site';

const text = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, source, metadata: {} });
const code = (id: string, source: string, metadata: Cell['metadata'] = {}): Cell => ({
  cell_type: 'code',
  id,
  source,
  metadata,
  outputs: [{ output_type: 'stream', name: 'stdout', text: 'a row\n' }],
});
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const NOTEBOOK = notebook(
  text('a', '# Über *uns*\n\nFirst words.'),
  text('b', '## One `x`\n\ntext of one\n\n```\n# no heading\n```'),
  code('c', "const café = '</script>';"),
  { ...text('s', 'Because.'), metadata: { tags: ['solution'] } },
  text('d', '## Two\nlast'),
);
const BODY =
  '<h1 id="Über-uns">Über uns</h1><h2 id="One-x">One</h2><pre># no heading</pre><h2 id="Two">Two</h2>';

test('headings have the ids of the page and the titles of the notebook', () => {
  const headings = headingsIn(BODY, NOTEBOOK);
  assert.deepEqual(headings, [
    { level: 1, id: 'Über-uns', title: 'Über uns' },
    { level: 2, id: 'One-x', title: 'One x' },
    { level: 2, id: 'Two', title: 'Two' },
  ]);
  assert.deepEqual(headingsIn('<h2 id="x">', NOTEBOOK), [], 'rather none than wrong ones');
});

test('a search looks through text and code, section by section', () => {
  const sections = sectionsIn(headingsIn(BODY, NOTEBOOK), NOTEBOOK, 'Über uns');
  assert.deepEqual(
    sections.map(({ title }) => title),
    ['Über uns', 'One x', 'Two'],
  );
  assert.equal(sections[0].text, 'First words.');
  assert.match(sections[1].text, /^text of one .*no heading .*const café = '<\/script>';$/);
});

test('the index of the search is written and read; a damaged one is empty', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-site-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'search.js');
  const pages = [{ name: 'a', title: 'A; </script>', sections: [{ id: 'x', title: 'é', text: 'y;\u2028' }] }];
  writeFileSync(file, searchScript(pages));
  assert.ok(!readFileSync(file, 'utf8').includes('</script>'));
  assert.deepEqual(readSearchScript(file), pages);
  writeFileSync(file, 'window.labSea');
  assert.deepEqual(readSearchScript(file), []);
  assert.deepEqual(readSearchScript(join(folder, 'none.js')), []);
});

test('a site has contents, a license page and a search over pages of earlier exports that are still there', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'Übung eins '));
  t.after(() => rmSync(folder, { recursive: true }));
  new Site(folder).add(NOTEBOOK, 'b.ipynb', BODY);
  new Site(folder).add(NOTEBOOK, 'gone.ipynb', BODY);
  rmSync(join(folder, 'gone.html'));
  new Site(folder).add(NOTEBOOK, 'a.ipynb', BODY);
  const names = readSearchScript(join(folder, 'assets', 'search.js')).map(({ name }) => name);
  assert.deepEqual(names, ['a', 'b']);
  const html = readFileSync(join(folder, 'a.html'), 'utf8');
  assert.match(html, /<details class="contents" open>.*<li><a href="#One-x">One x<\/a><\/li>/s);
  assert.match(readFileSync(join(folder, 'license.html'), 'utf8'), /may not be redistributed/);
  assert.ok(!existsSync(join(folder, 'assets', 'plotly.js')), 'no figure, no plotly.js');
  assert.doesNotMatch(readFileSync(join(folder, 'index.html'), 'utf8'), /license\.html">License/);
});

test('names and links may contain what means something else in addresses', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-site-'));
  t.after(() => rmSync(folder, { recursive: true }));
  new Site(folder).add(NOTEBOOK, 'C# 100%?.ipynb', BODY);
  assert.match(readFileSync(join(folder, 'index.html'), 'utf8'), /href="C%23%20100%25%3F\.html"/);
  const pages = new Map([['notebooks/C#.ipynb', 'C%23.html']]);
  assert.equal(relink('<a href="C%23.ipynb">', 'notebooks', pages), '<a href="C%23.html">');
  assert.match(relink('<a href="100%.md">', 'notebooks', pages), /In the project: notebooks\/100%\.md/);
});

test('outputs with rows of the data set are left out, and only those', async () => {
  const both = notebook(code('a', '1', { holds_rows: true }), code('b', '2'));
  const { cells } = await withoutRows(both, async () => undefined);
  assert.match(JSON.stringify(cells[0].outputs), /Not saved/);
  assert.match(JSON.stringify(cells[1].outputs), /a row/);
});

test('solutions are added below the exercises, tagged so that pages fold them', () => {
  const exercise = code('e', "exercise('09-1').check()", { tags: ['exercise'] });
  const answers = new Map([['09-1', { words: 'Because.', code: 'answer', mistakes: [] }]]);
  const { cells } = withSolutions(notebook(text('a', '# A'), exercise), answers);
  assert.deepEqual(
    cells.map(({ id }) => id),
    ['a', 'e', 'e-solution'],
  );
  assert.match(cells[2].source, /^Because\.\n\n```ts\nanswer\n```$/);
  assert.deepEqual(cells[2].metadata.tags, ['solution']);
});
