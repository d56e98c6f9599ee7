/** A notebook as a student meets it: JupyterLab in a browser, every cell run, every plot drawn. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/notebook-files/environment';
import { checkNotebook } from './check-notebook';
import { needsChromium, SCREENSHOTS } from './chromium';
import { errorsOf, stateOf } from './lab';
import { labTests, notebookOf } from './lab-tests';

const TINY = join('test', 'notebook-files', 'fixtures', 'tiny.ipynb');

const lab = labTests({ expected: /a browser test saves nothing/ });
const { open, withPage } = lab;

test('the fixture notebook runs, with its plot drawn', needsChromium, () =>
  checkNotebook(lab, TINY, { name: 'jupyterlab-tiny', seconds: 60, tables: 0 }),
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
