import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { itemId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/film';
import { Interactions } from '../../lib/data/interactions';
import { RandomState } from '../../lib/math/random-state';
import { ALS } from '../../lib/models/als';
import { readFeedback } from '../../lib/service/feedback-store';
import { loadModel, saveModel } from '../../lib/service/model-package';
import { createService } from '../../lib/service/service';
import { launch, needsChromium, SCREENSHOTS } from './chromium';

/** 80 people x 40 films of two kinds: who likes space films dislikes love films, and the other way round. */
const FILMS: Film[] = Array.from({ length: 40 }, (_, n) => ({
  id: itemId(n + 1),
  title: `${n % 2 === 0 ? 'Space' : 'Love'} Story ${n + 1} (${1960 + n})`,
  year: 1960 + n,
  genres: n % 2 === 0 ? ['Sci-Fi', ...(n % 8 === 0 ? ['Horror', 'War'] : [])] : ['Romance', 'Drama'],
}));

function twoTastes(): Interactions {
  const random = new RandomState(3);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 80; user++) {
    for (let item = 1; item <= 40; item++) {
      if (random.random() < 0.4) continue;
      const likes = user % 2 === (item - 1) % 2;
      rows.push([`u${user}`, `${item}`, (likes ? 4 : 1) + random.interval(1)]);
    }
  }
  return Interactions.fromRows(rows);
}

/** Serves a model of two tastes and opens the page; other hosts can't be reached. */
async function withPage(
  size: { width: number; height: number },
  use: (page: Page, feedbackDir: string) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'recommender-lab-page-'));
  const dir = path.join(home, 'model');
  const confidence = {
    coverage: 0.8,
    weights: [0.5, 0, 0, 0, 0],
    stretch: 1.5,
    high: 1,
    medium: 1.5,
    rows: 100,
  };
  await saveModel(
    await new ALS({ factors: 3, reg: 0.5 }).fit(twoTastes()),
    dir,
    { date: '2026-11-24', confidence },
    FILMS,
  );
  const feedbackDir = path.join(home, 'feedback');
  const service = await createService({ load: () => loadModel(dir), feedbackDir });
  const browser = await launch();
  try {
    const address = await service.listen();
    await service.load();
    const page = await browser.newPage({ viewport: size });
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) troubles.push(`asked ${request.url()}`);
    });
    await page.goto(address);
    await page.locator('#list > li').first().waitFor();
    await use(page, feedbackDir);
    assert.deepEqual(troubles, [], 'no error, no breach of the content policy, no other host');
    await service.close();
  } finally {
    await browser.close();
    await service.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const titles = (page: Page) => page.locator('#list > li .title').allInnerTexts();
/** Waits until the list has changed to one of which this holds. */
async function listWhere(page: Page, holds: (titles: string[]) => boolean): Promise<string[]> {
  for (let n = 0; n < 100; n++) {
    const now = await titles(page);
    if (holds(now)) return now;
    await page.waitForTimeout(30);
  }
  throw assert.fail(`the list stayed ${(await titles(page)).join(', ')}`);
}
const areSpace = (list: string[]) => list.length === 12 && list.every((title) => title.startsWith('Space'));

test('search, rate, a list that follows, reasons, diversity, similar films, feedback', needsChromium, () =>
  withPage({ width: 1280, height: 900 }, async (page, feedbackDir) => {
    assert.equal(await page.locator('#list-title').innerText(), 'What most people like');
    assert.ok(!areSpace(await titles(page)));
    await page.screenshot({ path: path.join(SCREENSHOTS, 'service-cold.png') });

    await page.getByRole('searchbox').fill('space 17');
    await page.locator('#found > li', { hasText: 'Space Story 17' }).waitFor();
    assert.equal(await page.locator('#found > li').count(), 1);
    await page.locator('#found .stars label').nth(4).click();
    await listWhere(page, areSpace);
    assert.equal(await page.locator('#list-title').innerText(), 'For you');
    assert.match(await page.locator('#live').innerText(), /^For you: 12 films, the first is Space Story/);
    assert.match(await page.locator('#list > li').first().innerText(), /Because you watched Space Story 17/);
    assert.match(await page.locator('#list > li').first().innerText(), /(high|medium|low) confidence, \d/);
    assert.ok(
      !(await titles(page)).some((title) => title.includes('Story 17 ')),
      'a rated film leaves the list',
    );

    const before = await titles(page);
    await page.locator('#diversity').focus();
    for (let n = 0; n < 7; n++) await page.keyboard.press('ArrowRight');
    const diverse = await listWhere(page, (now) => now.join() !== before.join());
    assert.equal(diverse[0], before[0], 'the best stays');
    assert.equal(await page.locator('#diversity').getAttribute('aria-valuetext'), '70 percent more kinds');
    await page.screenshot({ path: path.join(SCREENSHOTS, 'service-rated.png'), fullPage: true });

    await page.locator('#list > li').first().getByRole('button', { name: 'Films like' }).click();
    await page.locator('#similar-list > li').first().waitFor();
    const similar = await page.locator('#similar-list .title').allInnerTexts();
    assert.equal(similar.length, 8);
    assert.ok(
      similar.every((title) => title.startsWith('Space')),
      similar.join(),
    );
    await page.screenshot({ path: path.join(SCREENSHOTS, 'service-similar.png') });
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#similar').isVisible()));

    await page.reload();
    await listWhere(page, areSpace);
    assert.match(await page.locator('#rated').innerText(), /Space Story 17/, 'ratings outlive a visit');
    await page.getByRole('button', { name: 'Remove Space Story 17' }).click();
    await page.locator('#list-title', { hasText: 'What most people like' }).waitFor();

    await page.waitForTimeout(100);
    const events = await readFeedback(feedbackDir);
    assert.deepEqual([...new Set(events.map(({ type }) => type))].sort(), ['click', 'impression', 'rating']);
    assert.deepEqual(
      events.filter(({ type }) => type === 'rating').map(({ itemId: item, rating }) => [item, rating]),
      [['17', 5]],
    );
    assert.match(events[0].userId, /^visitor-[a-z0-9]+$/);
  }),
);

test('the keyboard alone is enough, and the focus is never lost', needsChromium, () =>
  withPage({ width: 1280, height: 900 }, async (page) => {
    const focused = () =>
      page.evaluate<string>("document.activeElement.name || document.activeElement.id || ''");
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the list');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const [first] = await titles(page);
    const id = /Story (\d+)/.exec(first)![1];
    assert.equal(await focused(), `list-${id}`);
    // One star, then on to two and three: the film has moved to the ratings, and the focus with it.
    await page.keyboard.press(' ');
    await listWhere(page, (now) => !now.includes(first));
    assert.equal(await focused(), `rated-${id}`);
    for (let n = 0; n < 2; n++) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(50);
    }
    assert.equal(await focused(), `rated-${id}`);
    assert.equal(await page.locator(`[name="rated-${id}"]:checked`).getAttribute('value'), '3');
    const group = page.getByRole('group', { name: `Rate ${first}` }).first();
    assert.equal(await group.getByRole('radio', { name: '3 stars' }).isChecked(), true);
  }),
);

test(
  'on a phone nothing is wider than the screen, and stars are large enough for a thumb',
  needsChromium,
  () =>
    withPage({ width: 360, height: 740 }, async (page) => {
      await page.locator('#found .stars label').nth(3).click();
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= 360, `${width} pixels wide`);
      const star = await page.locator('#list .stars label').first().boundingBox();
      assert.ok(star && star.width >= 24 && star.height >= 36, JSON.stringify(star));
      await page.screenshot({ path: path.join(SCREENSHOTS, 'service-phone.png'), fullPage: true });
    }),
);

test('the page of the API shows each route without a script', needsChromium, () =>
  withPage({ width: 1000, height: 900 }, async (page) => {
    await page.goto(new URL('/docs', page.url()).href);
    const headings = await page.locator('h2').allInnerTexts();
    assert.ok(
      headings.includes('GET /recommend/{userId}') && headings.includes('POST /feedback'),
      headings.join(),
    );
    assert.match(
      await page.locator('section', { has: page.locator('h2', { hasText: 'POST /recommend' }) }).innerText(),
      /ratings\[\]\.itemId/,
    );
    assert.equal(await page.locator('script').count(), 0);
    await page.screenshot({ path: path.join(SCREENSHOTS, 'service-docs.png') });
  }),
);
