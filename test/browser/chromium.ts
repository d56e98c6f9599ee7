/** The browser of these tests, and where their pictures go. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromiumAdvice, chromiumPath, launchChromium } from '../../lib/notebook-files/chromium';
import { ROOT } from '../../lib/notebook-files/environment';

/** Where screenshots are kept; git ignores it. */
export const SCREENSHOTS = join(ROOT, '.lab', 'screenshots');

/**
 * For a test's options: skips it where no Chromium is installed, and says how to install one. With `CI=true`
 * nothing is skipped: the launch fails with the same words.
 */
export const needsChromium: { skip: string | false } = {
  skip: chromiumPath || process.env.CI === 'true' ? false : chromiumAdvice(),
};

/** Starts the browser. Close it in `finally`. */
export async function launch(): Promise<Browser> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return launchChromium();
}

/**
 * Gives `use` a page that had no script error in the end but those `expected`, and keeps a picture of it in
 * `SCREENSHOTS`. When it fails, the page is closed, the picture is of what was seen then, and the error has what `said`
 * says, such as a server's log.
 */
export async function onPage(
  page: Page,
  name: string,
  use: (page: Page) => Promise<void>,
  options: { readonly said?: () => string; readonly expected?: RegExp } = {},
): Promise<void> {
  const { said = () => '', expected = /^$/ } = options;
  const picture = join(SCREENSHOTS, `${name}-failed.png`);
  rmSync(picture, { force: true });
  const complaints: string[] = [];
  const complain = (error: Error) => complaints.push(String(error));
  page.on('pageerror', complain);
  try {
    await page.setViewportSize({ width: 1280, height: 1000 });
    await use(page);
    assert.deepEqual(
      complaints.filter((complaint) => !expected.test(complaint)),
      [],
    );
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  } catch (error) {
    await page.screenshot({ path: picture }).catch(() => {});
    await page.close();
    const more = [`What was seen: ${picture}`, ...complaints, said()].join('\n');
    throw new Error(`${(error as Error).message}\n\n${more}`, { cause: error });
  } finally {
    page.off('pageerror', complain);
  }
}

/** The same with a new page, which is closed in the end. */
export async function onNewPage(
  browser: Browser,
  name: string,
  use: (page: Page) => Promise<void>,
  options?: Parameters<typeof onPage>[3],
): Promise<void> {
  const page = await browser.newPage();
  await onPage(page, name, use, options);
  await page.close();
}
