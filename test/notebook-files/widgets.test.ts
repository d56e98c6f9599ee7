import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { executeNotebook } from '../../lib/notebook-files/execute';
import {
  type Json,
  type Notebook,
  type Output,
  parseNotebook,
  serializeNotebook,
} from '../../lib/notebook-files/ipynb';
import { normalize } from '../../lib/notebook-files/normalize';
import { widgetMetadata, withoutWidgets } from '../../lib/notebook-files/widgets';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const view = (model_id: string, data: Record<string, Json> = {}): Output => ({
  output_type: 'display_data',
  data: { [VIEW]: { version_major: 2, version_minor: 0, model_id }, ...data },
  metadata: {},
});
const notebookWith = (outputs: Output[], states: Json): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { widgets: widgetMetadata(states) },
  cells: [{ cell_type: 'code', id: 'a', metadata: {}, source: '1', outputs, execution_count: null }],
});
const outputsOf = (notebook: Notebook) => withoutWidgets(notebook).cells[0]!.outputs!;

/** As JupyterLab saves them: what is a default of the model is left out. */
const STATES: Json = {
  'box-1': { model_name: 'VBoxModel', state: { children: ['IPY_MODEL_n-1', 'IPY_MODEL_out-1'] } },
  'n-1': { model_name: 'IntSliderModel', state: { description: 'factors', value: 25 } },
  'out-1': {
    model_name: 'OutputModel',
    state: {
      outputs: [
        { output_type: 'stream', name: 'stdout', text: 'learned\n' },
        { output_type: 'display_data', data: { 'text/plain': ['a\n', 'b'] }, metadata: {} },
      ],
    },
  },
};

test('a live view becomes a picture of its values and the outputs of its area', () => {
  const given = notebookWith([view('box-1', { 'text/plain': 'factors: 50' })], STATES);
  const before = structuredClone(given);
  const [picture, ...shown] = outputsOf(given);
  assert.deepEqual(given, before);
  assert.ok(picture && 'data' in picture);
  assert.deepEqual(Object.keys(picture.data), ['text/html', 'text/plain']);
  assert.equal(picture.data['text/plain'], 'factors: 25', 'the last value, not that at the start');
  assert.match(String(picture.data['text/html']), /factors<\/span>.* 25%.*25<\/div>/s);
  assert.deepEqual(shown, [
    { output_type: 'stream', name: 'stdout', text: 'learned\n' },
    { output_type: 'display_data', data: { 'text/plain': 'a\nb' }, metadata: {} },
  ]);
});

test('a view whose state is not known keeps its other forms; one without any goes', () => {
  const given = notebookWith([view('gone', { 'text/plain': 'n: 5' }), view('gone')], {});
  assert.deepEqual(outputsOf(given), [
    { output_type: 'display_data', data: { 'text/plain': 'n: 5' }, metadata: {} },
  ]);
});

test('no id of a model is in the normal form, and it stays as it is', () => {
  const normal = normalize(notebookWith([view('box-1')], STATES));
  const text = serializeNotebook(normal);
  assert.doesNotMatch(text, /widget|-1\b/);
  assert.equal(serializeNotebook(normalize(normal)), text);
});

test('an executed notebook with interact shows values and figure, and is the same from run to run', async () => {
  const sources = [
    `import { interact, logSlider, slider, toggle } from '../lib/notebook/controls/controls';
import { lineChart } from '../lib/notebook/figures/figures';`,
    `interact(
  { factors: slider(5, 200, { value: 50 }), reg: logSlider(1e-3, 1, { value: 0.02 }), biased: toggle() },
  async ({ factors, reg }) => {
    await new Promise((done) => setTimeout(done, 300));
    console.log('fitted');
    return lineChart({ title: 'T', alt: 'A line.', xTitle: 'x', yTitle: 'y', series: [{ name: 's', x: [1, 2], y: [factors, reg] }] });
  },
);`,
    'slider(1, 3, { label: "alone" })',
  ];
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    id: `c${i}`,
    metadata: {},
    source,
    outputs: [],
  }));
  const raw = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'recommender-lab' } },
    cells,
  };
  const notebook = parseNotebook(JSON.stringify(raw), 'x.ipynb');
  const path = resolve('notebooks', 'x.ipynb');
  const run = async () => {
    const outcome = await executeNotebook(notebook, path, { timeout: 60 });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return normalize(outcome.notebook);
  };
  const once = await run();
  const [, interactive, alone] = once.cells.map((cell) => cell.outputs!);
  assert.deepEqual(
    interactive!.map((output) => ('data' in output ? Object.keys(output.data).sort() : output)),
    [
      ['text/html', 'text/plain'],
      { output_type: 'stream', name: 'stdout', text: 'fitted\n' },
      ['application/vnd.plotly.v1+json', 'text/html', 'text/plain'],
    ],
  );
  const [picture] = interactive!;
  assert.ok(picture && 'data' in picture);
  assert.equal(
    picture.data['text/plain'],
    'factors: 50\nreg: 0.02\n☐ biased\nconst factors = 50; const reg = 0.02; const biased = false;',
  );
  assert.ok(alone![0] && 'data' in alone![0]);
  assert.equal(alone![0].data['text/plain'], 'alone: 2');
  assert.equal(serializeNotebook(await run()), serializeNotebook(once));
});
