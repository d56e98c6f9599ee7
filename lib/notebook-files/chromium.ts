/** Drives the installed Chromium with playwright-core; playwright's own browser download is not used. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
/** Quiet: no first-run page and no background requests. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of the installed browser (`CHROMIUM_PATH` takes precedence); undefined if there is none. */
export const chromiumPath = [process.env.CHROMIUM_PATH, ...INSTALLED].find(
  (path) => path !== undefined && existsSync(path),
);

/** How to install one. */
export function chromiumAdvice(): string {
  const command =
    process.platform === 'linux'
      ? '`sudo apt-get install chromium`'
      : 'Chromium or Google Chrome from your system';
  return `no Chromium found; install ${command}, or give its path in CHROMIUM_PATH`;
}

/** Starts the browser, headless. Close it in `finally`. @throws Error with installation advice if there is none */
export async function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error(chromiumAdvice());
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS });
}
