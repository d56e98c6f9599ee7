/** Notebook 01 as a student meets it: JupyterLab in a browser, every cell run, every plot drawn. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { ROOT } from '../../lib/notebook-files/environment';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { needsChromium, SCREENSHOTS } from './chromium';
import { errorsOf, figuresOf, photograph, runAllCells, stateOf } from './lab';
import { labTests, notebookOf } from './lab-tests';

const EXPLORE = join('notebooks', '01-explore.ipynb');
const TINY = join('test', 'notebook-files', 'fixtures', 'tiny.ipynb');

const { open, withPage } = labTests({ expected: /a browser test saves nothing/ });

/** Heights of plots in pixels. */
async function heightsOf(plots: Locator): Promise<number[]> {
  const boxes = await Promise.all((await plots.all()).map((plot) => plot.boundingBox()));
  return boxes.map((box) => box?.height ?? 0);
}

/** Opens a notebook, runs it, and checks what a student sees. */
async function checkNotebook(path: string, name: string, seconds: number, tables: number): Promise<void> {
  const file = join(ROOT, path);
  const before = readFileSync(file);
  const saved = figuresOf(readNotebook(file));
  await withPage(name, async (page) => {
    await open(page, path);
    const state = await runAllCells(page, seconds);
    assert.deepEqual(errorsOf(state), []);
    const figures = figuresOf(state);
    assert.ok(figures > 0, 'the notebook makes figures');
    assert.ok(figures >= saved, `${figures} figures, ${saved} in the saved outputs`);
    const drawn = page.locator('.jp-OutputArea .js-plotly-plot:has(svg.main-svg .subplot)');
    await drawn.nth(figures - 1).waitFor({ state: 'attached' });
    assert.equal(await drawn.count(), figures, 'each figure is drawn, once');
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.waitForTimeout(1000); // the window's new size reaches the plots
    const flat = (await heightsOf(drawn)).filter((height) => height < 200);
    assert.deepEqual(
      flat,
      [],
      'a plot keeps its height when the window changes (no config.responsive in it)',
    );
    const shown = await page.locator('.jp-RenderedHTMLCommon.jp-OutputArea-output table:has(td)').count();
    assert.ok(shown >= tables, `${shown} tables are shown, expected ${tables}`);
    // For the eye only, and slow: every plot is laid out and drawn again for each picture.
    if (process.env.PICTURES) await photograph(page, SCREENSHOTS, name);
  });
  assert.deepEqual(readFileSync(file), before, 'the notebook is as it was');
}

test('notebook 01 runs from top to bottom, with every plot drawn', needsChromium, async (t) => {
  if (!existsSync(join(ROOT, EXPLORE))) return t.skip('notebooks/01-explore.ipynb is not there yet');
  await checkNotebook(EXPLORE, 'jupyterlab-01', 300, 1);
});

test('the fixture notebook runs, with its plot drawn', needsChromium, () =>
  checkNotebook(TINY, 'jupyterlab-tiny', 60, 0),
);

test('a wrong type is pointed at, and the mended cell runs', needsChromium, () =>
  withPage('jupyterlab-type-error', async (page) => {
    await open(page, 'notebooks/typed.ipynb', notebookOf(''));
    const editor = page.locator('.jp-CodeCell .cm-content').first();
    const run = async (code: string) => {
      await editor.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(code);
      await page.keyboard.press('ControlOrMeta+Enter');
    };
    await run("import { DataError } from '../lib/core/errors';\nconst stars: number = 'five';");
    const error = page
      .locator(
        '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"], .jp-OutputArea-output.jp-mod-error, .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]',
      )
      .first();
    await error.waitFor();
    const text = await error.innerText();
    await page.screenshot({ path: join(SCREENSHOTS, 'jupyterlab-type-error.png') });
    assert.match(text, /TS2322: Type 'string' is not assignable to type 'number'/);
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes("> 2 | const stars: number = 'five';"));
    assert.ok(at >= 0, `the line is shown in:\n${text}`);
    assert.equal(
      lines[at + 1]!.indexOf('^'),
      lines[at]!.indexOf('stars'),
      `the caret stands below the name in:\n${text}`,
    );
    assert.equal((await stateOf(page)).cells[0]!.outputs?.[0]?.output_type, 'error');

    await run('const stars: number = 5;\nstars * 2');
    await page.locator('.jp-OutputArea-executeResult', { hasText: /10/ }).waitFor();
    assert.deepEqual(errorsOf(await stateOf(page)), []);
  }),
);

test('nothing that the browser saves arrives in the project', needsChromium, () =>
  withPage('jupyterlab-save', async (page) => {
    await open(page, 'notebooks/typed.ipynb', notebookOf('1 + 1'));
    await page.keyboard.press('ControlOrMeta+s');
    await page.locator('.jp-Dialog', { hasText: 'a browser test saves nothing' }).waitFor();
    assert.ok(!existsSync(join(ROOT, 'notebooks', 'typed.ipynb')));
  }),
);
