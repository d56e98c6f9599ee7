/** The browser of these tests, and where their pictures go. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumAdvice, chromiumPath, launchChromium } from '../../scripts/notebook/chromium';
import { ROOT } from '../../scripts/notebook/environment';

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
