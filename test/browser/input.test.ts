/** Questions of cells and binary data, as they are answered and sent in JupyterLab. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsChromium } from './chromium';
import { errorsOf, runAllCells, stateOf } from './lab';
import { labTests, notebookOf } from './lab-tests';

const { open, withPage } = labTests();

/** Answers a question below a cell, once it is there; the kind of its field. */
async function answer(page: Page, prompt: string, text: string): Promise<string> {
  const field = page.locator('.jp-Stdin', { hasText: prompt }).locator('input');
  await field.fill(text);
  const type = await field.evaluate((input) => (input as unknown as { type: string }).type);
  await field.press('Enter');
  return type;
}

test('a cell asks its user, also for a password and through readline', needsChromium, () =>
  withPage('input', async (page) => {
    const cells = notebookOf(
      `const name = prompt('Name?'); const secret = prompt('Secret?', '', { password: true });
console.log(name, secret.length);`,
      `import { createInterface } from 'node:readline/promises';
const lines = createInterface({ input: process.stdin, output: process.stdout });
console.log(await lines.question('Film? '), await lines.question('Year? '));
lines.close();`,
    );
    await open(page, 'notebooks/input.ipynb', cells);
    const dialog = async () => [
      await answer(page, 'Name?', 'Ada'),
      await answer(page, 'Secret?', 'abc'),
      await answer(page, 'Film?', 'Fargo'),
      await answer(page, 'Year?', '1996'),
    ];
    const [state, types] = await Promise.all([runAllCells(page, 120), dialog()]);
    assert.deepEqual(types, ['text', 'password', 'text', 'text']);
    assert.deepEqual(errorsOf(state), []);
    const text = JSON.stringify(state.cells.map((cell) => cell.outputs));
    assert.match(text, /Ada 3/);
    assert.match(text, /Fargo 1996/);
    assert.doesNotMatch(text, /abc/);
  }),
);

test('a widget gets bytes from the page, and sends bytes to it', needsChromium, () =>
  withPage('bytes', async (page) => {
    const cells = notebookOf(
      `import { openComm } from '../lib/kernel/comm';
import { DISPLAY, display } from '../lib/kernel/display';
const widget = (model: string, view: string, state: object, attached: object = {}, message?: (m: any) => void) =>
  openComm('jupyter.widget', {
    metadata: { version: '2.1.0' },
    data: { state: { _model_module: '@jupyter-widgets/controls', _model_module_version: '2.0.0', _model_name: model,
      _view_module: '@jupyter-widgets/controls', _view_module_version: '2.0.0', _view_name: view, ...state }, buffer_paths: [], ...('paths' in attached ? { buffer_paths: attached.paths } : {}) },
    ...attached,
  }, { message })!;
const show = ({ id }: { id: string }) => display({ [DISPLAY]: () => ({ 'application/vnd.jupyter.widget-view+json': { model_id: id, version_major: 2, version_minor: 0 } }) });
const layout = openComm('jupyter.widget', { metadata: { version: '2.1.0' }, data: { buffer_paths: [], state: { _model_module: '@jupyter-widgets/base', _model_module_version: '2.0.0', _model_name: 'LayoutModel' } } })!;
const style = openComm('jupyter.widget', { metadata: { version: '2.1.0' }, data: { buffer_paths: [], state: { _model_module: '@jupyter-widgets/controls', _model_module_version: '2.0.0', _model_name: 'ButtonStyleModel' } } })!;
const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="33" height="22"><rect width="33" height="22" fill="teal"/></svg>');
show(widget('ImageModel', 'ImageView', { layout: \`IPY_MODEL_\${layout.id}\`, format: 'svg+xml' }, { buffers: [svg], paths: [['value']] }));
show(widget('FileUploadModel', 'FileUploadView', { layout: \`IPY_MODEL_\${layout.id}\`, style: \`IPY_MODEL_\${style.id}\` }, {}, ({ buffers }) => {
  if (buffers.length > 0) console.log('bytes', [...buffers[0]]);
}));`,
    );
    await open(page, 'notebooks/bytes.ipynb', cells);
    assert.deepEqual(errorsOf(await runAllCells(page, 60)), []);
    const image = page.locator('.jp-OutputArea img').first();
    await image.waitFor();
    await page.waitForFunction(`document.querySelector('.jp-OutputArea img')?.naturalWidth === 33`);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByText('Upload (0)').click(),
    ]);
    await chooser.setFiles({
      name: 'a.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from([0, 255, 7]),
    });
    await page.getByText('bytes [ 0, 255, 7 ]').waitFor();
    assert.ok(await stateOf(page));
  }),
);
