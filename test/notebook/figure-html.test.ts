/** The HTML form of a figure in a real browser; skipped where no Chromium is installed. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import test, { after } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { plotlyHtml } from '../../lib/core/html/plotly-html';
import { DISPLAY } from '../../lib/kernel/display';
import { figure } from '../../lib/notebook/figures/figures';
import { launch, needsChromium } from '../browser/chromium';

const { skip } = needsChromium;
let browser: Browser | undefined;
after(() => browser?.close());

const SITE = 'http://lab.test'; // answered by the test itself, nothing leaves the machine
const SCRIPT = '/user/ada/files/node_modules/plotly.js-dist/plotly.js';

const make = (title: string) => {
  const made = figure({
    title,
    xTitle: 'x',
    yTitle: 'y',
    alt: `About ${title}`,
    data: [{ type: 'bar', y: [1, 2] }],
  });
  return String(made[DISPLAY]().data['text/html']);
};
const first = make('first');
const second = make('second </script>');

/** Opens a page with this body; gives it and the paths that it fetched. */
async function open(body: string, run: (page: Page, fetched: string[]) => Promise<void>): Promise<void> {
  browser ??= await launch();
  const page = await browser.newPage();
  try {
    const fetched: string[] = [];
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      fetched.push(pathname);
      if (pathname === '/')
        return route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${body}` });
      if (pathname === SCRIPT) return route.fulfill({ path: require.resolve('plotly.js-dist') });
      return route.fulfill({ status: 404 });
    });
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(SITE);
    await run(page, fetched);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
  }
}

const bars = (page: Page) => page.locator('.bars .point');
const wait = { state: 'attached', timeout: 20_000 } as const;
const counts = async (page: Page) => ({
  bars: await bars(page).count(),
  words: await page.locator('.lab-words:not([hidden])').count(),
});

test('on a Jupyter page plotly is fetched once, from its server; each figure is drawn once', {
  skip,
}, async () => {
  const config =
    '<script id="jupyter-config-data" type="application/json">{"baseUrl": "/user/ada/"}</script>';
  await open(config + first + second + first, async (page, fetched) => {
    await bars(page).nth(5).waitFor(wait);
    const scripts = /<script>([\s\S]*?)<\/script>/.exec(first)?.[1] ?? '';
    await page.evaluate(scripts); // a front end that runs an output's scripts twice
    await page.waitForTimeout(100);
    assert.deepEqual(await counts(page), { bars: 6, words: 0 });
    assert.deepEqual(
      fetched.filter((path) => path !== '/'),
      [SCRIPT],
    );
  });
});

test('an exported page that carries plotly below its figures needs nothing else', { skip }, async () => {
  const plotly = fs
    .readFileSync(require.resolve('plotly.js-dist'), 'utf8')
    .replace(/<\/script/g, '<\\/script');
  await open(`${first}${second}<script>${plotly}</script>`, async (page, fetched) => {
    await bars(page).nth(3).waitFor(wait);
    assert.deepEqual(await counts(page), { bars: 4, words: 0 });
    assert.deepEqual(fetched, ['/']);
  });
});

test('a figure with frames moves', { skip }, async () => {
  const moving = {
    data: [{ type: 'bar', y: [1] }],
    layout: {},
    frames: [{ name: 'late', data: [{ y: [1, 2, 3] }] }],
  };
  const plotly = fs
    .readFileSync(require.resolve('plotly.js-dist'), 'utf8')
    .replace(/<\/script/g, '<\\/script');
  const html = plotlyHtml(moving, { title: 'Moving', alt: 'It moves' });
  await open(`${html}<script>${plotly}</script>`, async (page) => {
    await bars(page).first().waitFor(wait);
    await page.evaluate(
      "Plotly.animate(document.querySelector('.js-plotly-plot'), ['late'], { frame: { duration: 0 }, transition: { duration: 0 } })",
    );
    await bars(page).nth(2).waitFor(wait);
  });
});

test('where there is no plotly the title and the alternative text stay', { skip }, async () => {
  for (const config of [
    '',
    '<script id="jupyter-config-data" type="application/json">{"baseUrl": "/x/"}</script>',
  ]) {
    await open(config + second, async (page) => {
      await page.waitForTimeout(100);
      assert.deepEqual(await counts(page), { bars: 0, words: 1 });
      assert.equal(await page.innerText('.lab-words'), 'second </script>\nAbout second </script>');
    });
  }
});
