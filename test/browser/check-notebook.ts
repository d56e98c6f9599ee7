/** A notebook that is run in JupyterLab, from top to bottom. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { ROOT } from '../../lib/notebook-files/environment';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { SCREENSHOTS } from './chromium';
import { errorsOf, figuresOf, photograph, runAllCells } from './lab';
import type { labTests } from './lab-tests';

/** Heights of plots in pixels. */
async function heightsOf(plots: Locator): Promise<number[]> {
  const boxes = await Promise.all((await plots.all()).map((plot) => plot.boundingBox()));
  return boxes.map((box) => box?.height ?? 0);
}

/**
 * Opens a notebook, runs it, and checks what a student sees.
 * @param name of its pictures
 * @param seconds it may take
 * @param tables that are at least shown
 */
export async function checkNotebook(
  { open, withPage }: ReturnType<typeof labTests>,
  path: string,
  { name, seconds, tables }: { name: string; seconds: number; tables: number },
): Promise<void> {
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
