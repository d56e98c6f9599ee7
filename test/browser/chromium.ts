/** The browser of these tests: an installed Chromium, driven by playwright-core. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ROOT } from '../../scripts/notebook/environment';

/** Where screenshots are kept; git ignores it. */
export const SCREENSHOTS = join(ROOT, '.lab', 'screenshots');

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
/** Quiet: no first-run page, and nothing that calls home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executable = [process.env.CHROMIUM_PATH, ...INSTALLED].find((path) => path && existsSync(path));

/**
 * For a test's options: skips it where no Chromium is installed, and says how to install one. With `CI=true`
 * nothing is skipped: the launch fails with the same words.
 */
export const needsChromium: { skip: string | false } = {
  skip: executable || process.env.CI === 'true' ? false : advice(),
};

function advice(): string {
  const command =
    process.platform === 'linux'
      ? '`sudo apt-get install chromium`'
      : 'Chromium or Google Chrome from your system';
  return `no Chromium found; install ${command}, or give its path in CHROMIUM_PATH`;
}

/** Starts the browser. Close it in `finally`. */
export async function launch(): Promise<Browser> {
  if (!executable) throw new Error(advice());
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: executable, args: FLAGS });
}
