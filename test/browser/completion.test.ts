/** Tab and Shift+Tab in JupyterLab, as a student presses them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsChromium, SCREENSHOTS } from './chromium';
import { labTests, notebookOf } from './lab-tests';

const { open, withPage } = labTests({ expected: /a browser test saves nothing/ });

/** Types code into the one cell, with the cursor at `|`. */
async function type(page: Page, marked: string): Promise<void> {
  const at = marked.indexOf('|');
  await page.keyboard.press('Escape');
  await page.locator('.jp-CodeCell .cm-content').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(marked.replace('|', ''));
  for (let i = marked.length - 1; i > at; i--) await page.keyboard.press('ArrowLeft');
}

const codeOf = (page: Page) => page.locator('.jp-CodeCell .cm-content').first().innerText();

test('Tab completes paths and names of an import, Shift+Tab shows a doc comment', needsChromium, () =>
  withPage('jupyterlab-completion', async (page) => {
    const path = 'notebooks/typed.ipynb';
    await open(page, path, notebookOf(''));
    const offered = page.locator('.jp-Completer:not(.lm-mod-hidden) .jp-Completer-match');
    // JupyterLab drops an answer that takes longer than a second, as on a busy machine.
    const tab = async () => {
      for (let tries = 0; tries < 4 && (await offered.count()) === 0; tries++) {
        await page.keyboard.press('Tab');
        await offered
          .first()
          .waitFor({ timeout: 10_000 })
          .catch(() => {});
      }
      await offered.first().waitFor();
    };

    await type(page, "import { userId } from '../lib/co|';");
    await tab();
    assert.deepEqual(await offered.allInnerTexts(), ['core/']);
    await page.keyboard.press('Enter');
    assert.equal(await codeOf(page), "import { userId } from '../lib/core/';");
    await tab();
    const files = await offered.allInnerTexts();
    await page.screenshot({ path: join(SCREENSHOTS, 'jupyterlab-tab-path.png') });
    assert.ok(files.includes('ids') && !files.some((name) => name.endsWith('.ts')), files.join(' '));

    await type(page, "import { | } from '../lib/core/ids';");
    await tab();
    const names = await offered.allInnerTexts();
    await page.screenshot({ path: join(SCREENSHOTS, 'jupyterlab-tab-names.png') });
    for (const name of ['userId', 'itemId', 'UserId']) assert.ok(names.includes(name), names.join(' '));
    assert.ok(!names.includes('Array'));

    await type(page, "import { userId } from '../lib/core/ids';\nuserId|(1)");
    await page.keyboard.press('Shift+Tab');
    const tooltip = page.locator('.jp-Tooltip');
    await tooltip.waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'jupyterlab-shift-tab.png') });
    assert.match(await tooltip.innerText(), /userId\(raw: string \| number\): UserId/);

    await type(page, "import type { UserId } from '../lib/core/ids';\ntype U = UserId|;");
    await page.keyboard.press('Shift+Tab');
    await tooltip.waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'jupyterlab-shift-tab-link.png') });
    assert.match(await tooltip.innerText(), /Made by `userId`\./);
  }),
);
