/** Sections for the curious. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSED, withAsides } from '../../lib/notebook-files/asides';
import type { Cell, Notebook } from '../../lib/notebook-files/ipynb';
import { lintNotebook } from '../../lib/notebook-files/lint';
import { normalize } from '../../lib/notebook-files/normalize';
import { openRenderer } from '../../lib/notebook-files/render';

const text = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, source, metadata: {} });
const NOTEBOOK: Notebook = {
  cells: [
    text('title', '# A page'),
    text('aside', '## For the curious: what *factors* know\n\nMuch.'),
    { ...text('code', '1 + 1'), cell_type: 'code', outputs: [], execution_count: null },
    text('more', '### Even more\n\nThings.'),
    text('next', '## Next\n\nOn we go.'),
    text('last', '## For the curious: the end'),
  ],
  metadata: { language_info: { name: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 5,
};

test('sections for the curious are saved closed, whatever the file says, and others open', () => {
  const odd = {
    ...NOTEBOOK,
    cells: NOTEBOOK.cells.map((cell) => ({ ...cell, metadata: { [CLOSED]: true } })),
  };
  for (const notebook of [NOTEBOOK, odd]) {
    const closed = normalize(notebook).cells.filter(({ metadata }) => metadata[CLOSED]);
    assert.deepEqual(
      closed.map(({ id }) => id),
      ['aside', 'last'],
    );
  }
});

test('a page has them closed, with their headings to be seen, up to the next heading', async () => {
  const marks = withAsides(NOTEBOOK).cells.map(({ id, metadata }) => [id, metadata.aside]);
  assert.deepEqual(
    marks.filter(([, mark]) => mark),
    [
      ['aside-heading', 'begin'],
      ['more', 'end'],
      ['last-heading', 'begin'],
      ['last', 'end'],
    ],
  );
  const renderer = openRenderer();
  try {
    const body = await renderer.render(NOTEBOOK, 'notebooks/page.ipynb', 'page');
    const [, summary, inside] =
      /<details class="aside"><summary>([\s\S]*?)<\/summary>([\s\S]*?)<\/details>/.exec(body)!;
    assert.match(summary, /<h2 id="For-the-curious:-what-factors-know">For the curious: what <em>factors/);
    assert.match(inside, /Much\.[\s\S]*Things\./);
    assert.doesNotMatch(inside, /<h2|On we go/);
    assert.equal(body.match(/<details class="aside">/g)!.length, 2);
    assert.equal(body.match(/<\/details>/g)!.length, 2);
  } finally {
    renderer.close();
  }
});

test('such a heading begins its cell, as JupyterLab closes whole cells', () => {
  const problems = (source: string) =>
    lintNotebook(JSON.stringify({ ...NOTEBOOK, cells: [text('a', source)] }), 'a.ipynb').filter((problem) =>
      problem.includes('curious'),
    );
  assert.deepEqual(problems('## For the curious: x\n\nText.'), []);
  assert.deepEqual(problems('Text.\n\n## For the curious: x'), [
    'cell 1 has a heading "For the curious"; let a cell begin with it',
  ]);
  assert.equal(problems('## For the curious: x\n\n## For the curious: y').length, 1);
});
