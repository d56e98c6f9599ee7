/** Exported pages in a real browser: nothing is fetched but the site's own scripts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../../lib/notebook-files/environment';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { searchScript } from '../../lib/notebook-files/search-index';
import { launch, needsChromium, SCREENSHOTS } from './chromium';

const fixture = (name: string) => join('test', 'notebook-files', 'fixtures', `${name}.ipynb`);
const FIGURE = 'application/vnd.plotly.v1+json';
const out = mkdtempSync(join(tmpdir(), 'lab-export-'));
let browser: Browser;

function exportPages(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['--require', 'tsx/cjs', join(ROOT, 'scripts', 'export.ts'), '--out', out, ...args];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
}

/** A page with everything that it asked for and complained of. */
async function open(name: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(pathToFileURL(join(out, `${name}.html`)).href, { waitUntil: 'load' });
  return { page, requests, complaints };
}

/** Figures that plotly has drawn, by their SVG. */
const drawn = (page: Page) => page.locator('.js-plotly-plot:has(svg.main-svg .subplot)');

async function areDrawn(page: Page, figures: number): Promise<void> {
  await drawn(page)
    .nth(figures - 1)
    .waitFor({ state: 'attached' });
  assert.equal(await drawn(page).count(), figures);
  assert.equal(await page.locator('.js-plotly-plot').count(), figures);
}

function onlyItself(requests: string[]): void {
  const foreign = requests.filter((url) => !/^(file|data|blob):/.test(url));
  assert.deepEqual(foreign, [], 'asked for something outside the site');
  const files = requests.filter((url) => url.startsWith('file:')).map((url) => url.split('/').at(-1)!);
  assert.deepEqual(files.slice(1), ['plotly.js']);
}

before(async () => {
  if (needsChromium.skip) return;
  const { status, stderr, stdout } = exportPages(fixture('tiny'), fixture('other'));
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /wrote .*tiny\.html .*\nwrote .*other\.html .*\n2 written, 0 failed\nOpen .*index\.html in a browser/,
  );
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(out, { recursive: true, force: true });
});

test('a page draws its figures, formulas and errors, and fetches nothing', needsChromium, async () => {
  const { page, requests, complaints } = await open('tiny');
  await areDrawn(page, 1);
  assert.equal(await page.locator('.bars .point').count(), 5);
  assert.equal(await page.title(), 'A tiny notebook · Recommender Lab');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.locator('math').count(), 3);
  assert.equal(await page.locator('math[display="block"]').count(), 1);
  assert.match(await page.locator('pre.error').innerText(), /OptionError: ItemKnn/);
  assert.match(await page.locator('body').innerText(), /It costs \$5 and takes \$6 more/);
  assert.ok(!(await page.locator('details.solution pre').first().isVisible()), 'solutions start hidden');
  assert.deepEqual(complaints, []);
  onlyItself(requests);
  await page.screenshot({ path: join(SCREENSHOTS, 'export.png'), fullPage: true });
});

test('plotly.js is there once, and only pages with figures load it', needsChromium, () => {
  const text = (name: string) => readFileSync(join(out, name), 'utf8');
  assert.ok(text('assets/plotly.js').includes('* plotly.js v'));
  assert.ok(text('tiny.html').includes('<script src="assets/plotly.js">'));
  assert.ok(!text('other.html').includes('plotly.js'));
  for (const name of ['tiny', 'other']) assert.ok(statSync(join(out, `${name}.html`)).size < 60_000);
});

test('the contents lead to sections; the search finds text in all pages', needsChromium, async () => {
  const { page, complaints } = await open('tiny', { viewport: { width: 1600, height: 900 } });
  const search = page.getByRole('searchbox', { name: 'Search all pages' });
  await search.fill('nothing like this');
  await page.getByText('Nothing found.').waitFor();
  await search.fill('NEXT');
  await page.locator('.search li a').filter({ hasText: 'The other one: Next' }).click();
  await page.waitForURL(/other\.html#Next$/);
  assert.deepEqual(complaints, []);
  await page.getByRole('link', { name: 'what may be passed on' }).click();
  await page.getByText('may not be redistributed').waitFor();
  await page.screenshot({ path: join(SCREENSHOTS, 'export-license.png') });
});

test('what the search shows of a text is around the word, in any script', needsChromium, async () => {
  const texts = {
    korean: `${'추천시스템은사용자가좋아할만한것을찾는다'.repeat(20)}하이브리드모형은둘을섞는다${'끝이다'.repeat(60)}`,
    accents: `${'déjà '.repeat(60)}the crème brûlée ${'voilà '.repeat(60)}`,
    emoji: `${'🎬'.repeat(90)}popcorn${'🍿'.repeat(90)}`,
  };
  const file = join(out, 'assets', 'search.js');
  const before = readFileSync(file, 'utf8');
  const pages = Object.entries(texts).map(([name, text]) => ({
    name,
    title: name,
    sections: [{ id: 'x', title: 'y', text }],
  }));
  writeFileSync(file, searchScript(pages));
  const { page } = await open('tiny');
  const search = page.getByRole('searchbox', { name: 'Search all pages' });
  const excerpt = async (word: string) => {
    await search.fill(word);
    const shown = await page.locator('.search li p').first().innerText();
    assert.doesNotMatch(shown, /\p{Surrogate}/u);
    return shown;
  };
  assert.match(await excerpt('하이브리드'), /^….{40}하이브리드모형은.{72}…$/u);
  assert.match(await excerpt('BRULEE'), /^….{1,40}the crème brûlée voilà .*…$/);
  assert.match(await excerpt('popcorn'), /^…(🎬){40}popcorn(🍿){73}…$/u);
  writeFileSync(file, before);
});

test('on a phone and in the dark nothing is cut off', needsChromium, async () => {
  const { page } = await open('tiny', { viewport: { width: 375, height: 700 }, colorScheme: 'dark' });
  await areDrawn(page, 1);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  assert.ok(Number(width) <= 375, `the page is ${width} pixels wide`);
  assert.equal(background, 'rgb(21, 25, 30)');
  await page.screenshot({ path: join(SCREENSHOTS, 'export-phone-dark.png'), fullPage: true });
});

test('long lines of code and of outputs wrap', needsChromium, async () => {
  const { page } = await open('tiny', { viewport: { width: 375, height: 700 } });
  const isWhole = (box: object) => {
    const { scrollWidth, clientWidth } = box as { scrollWidth: number; clientWidth: number };
    return scrollWidth <= clientWidth;
  };
  const pre = page.locator('.output pre');
  assert.ok((await pre.count()) > 1);
  await pre.first().evaluate((box) => {
    box.textContent = `${'a long sentence of a program '.repeat(10)}${'x'.repeat(200)}`;
  });
  for (const one of await pre.all()) assert.ok(await one.evaluate(isWhole), await one.innerText());
  const code = page.locator('.source').first();
  await code.locator('pre').evaluate((box) => {
    box.textContent = 'const x = 1; '.repeat(30);
  });
  assert.ok(await code.evaluate(isWhole));
});

test(
  'a page is shown as slides, one for each heading, and comes back where it was',
  needsChromium,
  async () => {
    const { page, complaints } = await open('tiny');
    const titles = await page.locator('main :is(h1, h2, h3)').allInnerTexts();
    const headings = page.locator('main :is(h1, h2, h3)').filter({ visible: true });
    const isAt = async (n: number) => {
      assert.match(await page.locator('.slide-bar').innerText(), new RegExp(`\\b${n} / ${titles.length}\\b`));
      assert.deepEqual(await headings.allInnerTexts(), [titles[n - 1]]);
    };
    await page.getByRole('button', { name: 'Show this page as slides' }).click();
    await isAt(1);
    assert.ok(await page.locator('header').isHidden());
    const figure = titles.findIndex((title) => title.startsWith('A figure')) + 1;
    for (let n = 1; n < figure; n++) await page.keyboard.press('ArrowRight');
    await isAt(figure);
    await areDrawn(page, 1);
    assert.ok(await drawn(page).isVisible());
    await page.getByRole('button', { name: 'Previous slide' }).click();
    await isAt(figure - 1);
    for (const _ of titles) await page.keyboard.press('PageUp');
    await isAt(1);
    for (const _ of titles) await page.keyboard.press('PageDown');
    await isAt(titles.length);
    await page.keyboard.press('Escape');
    assert.equal(await headings.count(), titles.length);
    assert.deepEqual(complaints, []);
  },
);

test('a closed section is opened by a link to it', needsChromium, async () => {
  const { page } = await open('tiny');
  await page.evaluate(`(() => {
    const aside = document.createElement('details');
    aside.className = 'aside';
    aside.innerHTML = '<summary><h2 id="curious">For the curious</h2></summary><p id="inside">More.</p>';
    document.querySelector('main').append(aside);
  })()`);
  assert.ok(await page.locator('#inside').isHidden());
  await page.evaluate("location.hash = 'curious'");
  await page.locator('#inside').waitFor({ state: 'visible' });
});

test('links lead from page to page; links to sources say where they are', needsChromium, async () => {
  const { page } = await open('index');
  await page.getByRole('link', { name: 'A tiny notebook' }).click();
  assert.equal(
    await page.locator('a.source-link').getAttribute('title'),
    'In the project: lib/core/errors.ts',
  );
  assert.equal(await page.locator('a.source-link').getAttribute('href'), null);
  await page.locator('main').getByRole('link', { name: 'the other one' }).click();
  await page.waitForURL(/other\.html#Next$/);
  assert.ok(await page.locator('#Next').isVisible());
  await page.locator('main').getByRole('link', { name: 'the tiny one' }).click();
  await page.waitForURL(/tiny\.html$/);
});

test('a page of one notebook keeps the others in the index', needsChromium, async () => {
  const { status, stderr } = exportPages('--no-run', fixture('fails'));
  assert.equal(status, 0, stderr);
  const { page } = await open('index');
  assert.deepEqual(await page.locator('.index li a').allInnerTexts(), [
    'Fails',
    'The other one',
    'A tiny notebook',
  ]);
  const pages = ['fails.html', 'index.html', 'license.html', 'other.html', 'tiny.html'];
  assert.deepEqual(readdirSync(out).sort(), ['assets', ...pages]);
});

test('the figures of notebook 01 are drawn from its saved outputs', needsChromium, async () => {
  const path = join(ROOT, 'notebooks', '01-explore.ipynb');
  const { status, stderr } = exportPages('--no-run', path);
  assert.equal(status, 0, stderr);
  const outputs = readNotebook(path).cells.flatMap((cell) => cell.outputs ?? []);
  const figures = outputs.filter((output) => 'data' in output && FIGURE in output.data).length;
  assert.ok(figures >= 5, `${figures} figures are saved in notebook 01`);
  const { page, requests, complaints } = await open('01-explore');
  await areDrawn(page, figures);
  assert.ok((await page.locator('.output table').count()) >= 1, 'data frames are tables');
  assert.deepEqual(complaints, []);
  onlyItself(requests);
  await page.screenshot({ path: join(SCREENSHOTS, 'export-01.png'), fullPage: true });
});
