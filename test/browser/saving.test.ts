/** What cells show can be saved by JupyterLab's server, whatever characters are in it. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/notebook-files/environment';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { needsChromium } from './chromium';
import { runAllCells } from './lab';
import { labTests, notebookOf } from './lab-tests';

const { open, withPage } = labTests();

const CELLS = [
  `import { display, printLimit } from '../lib/kernel/display';
printLimit(100); // of at most 10,000 characters
const half = '🎬'.slice(0, 1);`,
  `console.log(half, 'x' + '🎬'.repeat(6_000));
display([{ film: half, mean: 1 }]);
display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': \`<b>\${half}</b>\` }) });
await display({ data: [{ y: [1, 2], name: half }], layout: { title: { text: half } } });`,
  'throw new Error(half);',
  "'skipped'",
];

test('a notebook with half a character in every kind of output is saved', needsChromium, () =>
  withPage('saving', async (page) => {
    await open(page, 'notebooks/saving.ipynb', notebookOf(...CELLS));
    const state = await runAllCells(page, 60);
    assert.deepEqual(
      state.cells.map((cell) => cell.outputs?.map(({ output_type }) => output_type)),
      [[], ['stream', 'display_data', 'display_data', 'display_data', 'stream'], ['error'], []],
    );
    const prompts = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-InputPrompt');
    await prompts.nth(3).filter({ hasText: '[ ]:' }).waitFor();
    assert.deepEqual(await prompts.allInnerTexts(), ['[1]:', '[2]:', '[3]:', '[ ]:'], 'the last was skipped');

    // What the page saves goes to the real server, into a file of its own.
    const name = `saving-test-${process.pid}.ipynb`;
    await page.route('**/api/contents/notebooks/saving.ipynb?*', (route) =>
      route.request().method() === 'PUT'
        ? route.continue({ url: route.request().url().replace('notebooks/saving.ipynb', `data/${name}`) })
        : route.fallback(),
    );
    try {
      // JupyterLab puts its workspace, too.
      const saved = page.waitForResponse(
        (response) => response.request().method() === 'PUT' && response.url().includes('/api/contents/'),
      );
      await page.locator('.jp-CodeCell .cm-content').first().click();
      await page.keyboard.press('Control+s');
      assert.equal((await saved).status(), 201);
      const { cells: found } = readNotebook(join(ROOT, 'data', name));
      assert.match(JSON.stringify(found[2]!.outputs), /"evalue":"\ufffd"/);
      assert.deepEqual(
        found.map((cell) => cell.execution_count),
        [1, 2, 3, null],
      );
    } finally {
      rmSync(join(ROOT, 'data', name), { force: true });
    }
  }),
);
