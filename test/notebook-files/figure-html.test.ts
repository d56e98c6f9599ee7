import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFigureHtml } from '../../lib/notebook-files/figure-html';
import type { MimeData, Notebook } from '../../lib/notebook-files/ipynb';

function shown(data: MimeData): MimeData {
  const output = { output_type: 'display_data' as const, data, metadata: {} };
  const cell = { cell_type: 'code' as const, id: 'a', source: '', metadata: {}, outputs: [output] };
  const notebook: Notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const result = withFigureHtml(notebook).cells[0]!.outputs![0]!;
  assert.equal(output.data, data);
  return 'data' in result ? result.data : {};
}

const figure = { data: [{ y: [1] }], layout: { title: { text: 'Stars' } } };

test('a saved figure without an HTML form gets one, with its title and description', () => {
  const data = shown({
    'application/vnd.plotly.v1+json': figure,
    'image/png': 'iVBO',
    'text/plain': 'One "bar"',
  });
  assert.match(String(data['text/html']), /aria-label="One &quot;bar&quot;"[\s\S]*<b>Stars<\/b>/);
});

test('a saved figure that moves keeps its frames', () => {
  const frames = [{ name: 'a', data: [{ y: [2] }] }];
  const data = shown({ 'application/vnd.plotly.v1+json': { ...figure, frames } });
  assert.match(String(data['text/html']), /"frames":\[\{"name":"a"/);
});

test('outputs that have an HTML form, or are not figures, stay as they are', () => {
  const own = { 'application/vnd.plotly.v1+json': figure, 'text/html': 'own' };
  assert.deepEqual(shown(own), own);
  assert.deepEqual(shown({ 'image/png': 'iVBO' }), { 'image/png': 'iVBO' });
});
