import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { itemId } from '../../lib/core/ids';
import type { RatingScale } from '../../lib/core/rating-scale';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel } from '../../lib/models/registry';
import { readFeedback } from '../../lib/service/feedback/feedback-store';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import type { PackageWords } from '../../lib/service/package/package-header';
import { createService, type Service } from '../../lib/service/service';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { until } from '../fixtures/until';
import { PATIENT } from '../service/serve-toy';
import { TASTE_FILMS, twoTastes } from '../service/two-tastes';
import { launch, needsChromium, SCREENSHOTS } from './chromium';

const FILM_WORDS = { one: 'film', many: 'films', did: 'watched', heading: 'What to watch' };

/** Each wait in the page has one of its own; this is for all together. */
const LIMIT = { ...needsChromium, timeout: 120_000 };

let browser: Browser;
before(async () => {
  if (!needsChromium.skip) browser = await launch();
});
after(() => browser?.close());

/** Serves a model of two tastes and opens the page; other hosts can't be reached. */
async function withPage(
  size: { width: number; height: number },
  use: (page: Page, feedbackDir: string, service: Service) => Promise<void>,
  given: {
    readonly model?: string;
    readonly kept?: string;
    readonly save?: (dir: string) => Promise<unknown>;
    /** Whether lists follow feedback. */
    readonly follows?: boolean;
    readonly apiKey?: string;
  } = {},
): Promise<void> {
  const { model = 'ALS', kept, save, follows = false, apiKey } = given;
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
  if (save) await save(dir);
  else
    await saveModel(
      await createModel(model, model === 'ALS' ? { factors: 3, reg: 0.5 } : {}).fit(twoTastes()),
      dir,
      { date: '2026-11-24', words: FILM_WORDS, ...(model === 'ALS' && { confidence }) },
      TASTE_FILMS,
    );
  const feedbackDir = path.join(home, 'feedback');
  const stream = {
    open: () => EmbeddedLog.open(path.join(home, 'log')),
    dir: path.join(home, 'live'),
    ...PATIENT,
  };
  const service = await createService({
    load: () => loadModel(dir),
    feedbackDir,
    ...(follows && { stream }),
    ...(apiKey !== undefined && { apiKey }),
  });
  let page: Page | undefined;
  try {
    const address = await service.listen();
    await service.load();
    page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(60_000);
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) troubles.push(`asked ${request.url()}`);
    });
    if (kept)
      await page.addInitScript(`localStorage.setItem('recommender-lab-visitor', ${JSON.stringify(kept)})`);
    await page.goto(address);
    await page.locator('#list > li').first().waitFor();
    await use(page, feedbackDir, service);
    const expected = apiKey === undefined ? /ERR_CONNECTION_REFUSED/ : /status of 401/;
    const unexpected = troubles.filter((trouble) => !expected.test(trouble));
    assert.deepEqual(unexpected, [], 'no error, no breach of the content policy, no other host');
    await service.close();
  } finally {
    await page?.close();
    await service.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const titles = (page: Page) => page.locator('#list > li .title').allInnerTexts();
/** Waits until the list has changed to one of which this holds. */
async function listWhere(page: Page, holds: (titles: string[]) => boolean): Promise<string[]> {
  let now: string[] = [];
  const isThere = async () => {
    now = await titles(page);
    return holds(now);
  };
  await until(isThere, () => `the list stayed ${now.join(', ')}`);
  return now;
}
const areSpace = (list: string[]) => list.length === 12 && list.every((title) => title.startsWith('Space'));

test('search, rate, a list that follows, reasons, diversity, similar films, feedback', LIMIT, () =>
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
    assert.match(await page.locator('#live').innerText(), /^For you: 12 films, beginning with Space Story/);
    assert.match(await page.locator('#list > li').first().innerText(), /Because you watched Space Story 17/);
    assert.match(
      await page.locator('#list > li').first().innerText(),
      /\d to \d\.\d\n(high|medium|low) confidence/,
    );
    assert.ok(
      !(await titles(page)).some((title) => title.includes('Story 17 ')),
      'a rated film leaves the list',
    );

    const before = await titles(page);
    await page.locator('#diversity').focus();
    for (let n = 0; n < 7; n++) await page.keyboard.press('ArrowRight');
    const diverse = await listWhere(page, (now) => now.join() !== before.join());
    assert.equal(diverse[0], before[0], 'the best stays');
    assert.equal(await page.locator('#diversity').getAttribute('aria-valuetext'), '70 percent more variety');
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

    const typesOf = async () => [...new Set((await readFeedback(feedbackDir)).map(({ type }) => type))];
    await until(async () => (await typesOf()).includes('retraction'), 'the removal is stored');
    assert.deepEqual((await typesOf()).sort(), ['click', 'impression', 'rating', 'retraction']);
    const events = await readFeedback(feedbackDir);
    assert.deepEqual(
      events.filter(({ type }) => type === 'rating').map(({ itemId: item, rating }) => [item, rating]),
      [['17', 5]],
    );
    assert.match(events[0].userId, /^visitor-[a-z0-9]+$/);
  }),
);

test(
  'where lists follow feedback, a click changes the list within a second, and so does taking back',
  LIMIT,
  () =>
    withPage(
      { width: 1280, height: 900 },
      async (page) => {
        assert.equal(await page.locator('#list-title').innerText(), 'What most people like');
        const before = await titles(page);
        await page.screenshot({ path: path.join(SCREENSHOTS, 'service-before-click.png') });
        const space = page.locator('#list > li', { hasText: 'Space' }).first();
        const [clicked] = await space.locator('.title').allInnerTexts();
        const loaded = await page.evaluate('performance.timeOrigin');
        const start = performance.now();
        await space.getByRole('button', { name: 'Films like' }).click();
        const after = await listWhere(page, areSpace);
        const took = [performance.now() - start];
        assert.ok(!after.includes(clicked) && before.includes(clicked), 'what was looked at leaves the list');
        assert.equal(await page.locator('#list-title').innerText(), 'For you');
        assert.match(
          await page.locator('#list').innerText(),
          new RegExp(`Because you looked at ${clicked.replace(/[()]/g, '\\$&')}`),
        );
        await page.keyboard.press('Escape');
        await page.locator('#similar').waitFor({ state: 'hidden' });
        assert.equal(
          await page.evaluate('document.activeElement.id'),
          'list',
          'the focus, after its button left',
        );
        await page.screenshot({ path: path.join(SCREENSHOTS, 'service-after-click.png') });

        // A rating counts beside the click; taken back, it doesn't.
        await page.getByRole('searchbox').fill('love story 18');
        await page.locator('#found-words', { hasText: '1 film found.' }).waitFor();
        await page.locator('#found .stars label').nth(4).click();
        const mixed = await listWhere(page, (now) => now.some((title) => title.startsWith('Love')));
        assert.ok(!mixed.includes(clicked));
        await page.getByRole('button', { name: 'Remove Love Story 18' }).click();
        assert.deepEqual(await listWhere(page, areSpace), after);
        // On a busy machine, one of a few clicks must be in time.
        while (took.at(-1)! >= 1000 && took.length < 5) {
          const [next] = await space.locator('.title').allInnerTexts();
          const again = performance.now();
          await space.getByRole('button', { name: 'Films like' }).click();
          await listWhere(page, (now) => !now.includes(next));
          took.push(performance.now() - again);
          await page.keyboard.press('Escape');
          await page.locator('#similar').waitFor({ state: 'hidden' });
        }
        assert.ok(took.at(-1)! < 1000, `${took.join(', ')} ms`);
        assert.equal(await page.evaluate('performance.timeOrigin'), loaded, 'without a reload');
      },
      { follows: true },
    ),
);

test(
  'a service with an API key: the page asks for it, keeps it for the tab, and sends what waited',
  LIMIT,
  () =>
    withPage(
      { width: 1280, height: 900 },
      async (page, feedbackDir) => {
        const ratings = async () =>
          (await readFeedback(feedbackDir))
            .filter(({ type }) => type === 'rating')
            .map((event) => event.rating);
        const enter = page.getByRole('button', { name: 'Enter the key' });
        await enter.waitFor(); // the impressions were refused
        await page.locator('#list .stars label').nth(3).click();
        await page.locator('#rated > li').waitFor();
        assert.deepEqual(await readFeedback(feedbackDir), []);
        await enter.click();
        await page.keyboard.type('not the key at all');
        await page.keyboard.press('Enter');
        await page.locator('#key-words', { hasText: 'must contain the API key' }).waitFor();
        await page.screenshot({ path: path.join(SCREENSHOTS, 'service-key.png') });
        await page.keyboard.type('a key of many characters');
        await page.keyboard.press('Enter');
        await enter.waitFor({ state: 'hidden' });
        assert.equal(await page.evaluate('document.activeElement.id'), 'list');
        await until(async () => (await ratings()).length === 1, 'the rating is stored');
        assert.deepEqual(await ratings(), [4]);
        await page.reload();
        await page.locator('#list .stars label').nth(0).click();
        await page.locator('#rated-count', { hasText: '(2)' }).waitFor();
        await until(async () => (await ratings()).length === 2, 'also after a reload');
        assert.deepEqual(await ratings(), [4, 1]);
        assert.equal(await enter.isVisible(), false);
      },
      { apiKey: 'a key of many characters' },
    ),
);

test('the keyboard alone is enough, and the focus is never lost', LIMIT, () =>
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
  'what is rated in the search stays there, and so does the focus; after a removal it goes on',
  LIMIT,
  () =>
    withPage({ width: 1280, height: 900 }, async (page) => {
      const focused = () =>
        page.evaluate<string>('document.activeElement.name || document.activeElement.ariaLabel');
      for (const n of [1, 2, 3]) {
        await page.getByRole('searchbox').fill(`story ${n}0`);
        await page.locator('#found-words', { hasText: '1 film found.' }).waitFor();
        await page
          .locator('#found > li', { hasText: `Story ${n}0` })
          .locator('.stars label')
          .nth(3)
          .click();
        await page.locator('#rated > li', { hasText: `Story ${n}0` }).waitFor();
        assert.equal(await focused(), `found-${n}0`);
      }
      assert.equal(await page.locator('[name="found-30"]:checked').getAttribute('value'), '4');
      await page.getByRole('button', { name: 'Remove Love Story 20' }).click();
      assert.equal(await focused(), 'Remove Love Story 10 (1969)');
      assert.equal(await page.locator('#rated-count').innerText(), '(2)');
      await page.getByRole('searchbox').fill('story');
      await page.locator('#found-words', { hasText: 'The first 6 matches' }).waitFor();
      await page.getByRole('searchbox').fill('<img src=x onerror=alert(1)> 1e999');
      await page.locator('#found-words', { hasText: 'No film matches these words' }).waitFor();
      await page.getByRole('button', { name: 'Remove all ratings' }).click();
      assert.equal(await page.evaluate('document.activeElement.id'), 'rated-title');
    }),
);

test('a visitor who has rated nothing yet stays the same when the page is loaded again', LIMIT, () =>
  withPage({ width: 900, height: 700 }, async (page, feedbackDir, service) => {
    for (let n = 0; n < 2; n++) {
      await page.reload();
      await page.locator('#list > li').first().waitFor();
    }
    await page.close();
    await service.close();
    const events = await readFeedback(feedbackDir);
    assert.ok(events.length >= 12, `${events.length} impressions`);
    assert.equal(new Set(events.map(({ userId }) => userId)).size, 1);
  }),
);

test('what the browser kept of another model or scale is left out, and nothing stops', LIMIT, async () => {
  const film = (itemId: unknown, rating: unknown) => [itemId, { itemId, title: 'Kept', genres: [], rating }];
  const ratings = [film('1', 4.5), film('2', '5'), ['3', null], film('gone', 4), film('5', 5)];
  const size = { width: 1280, height: 900 };
  await withPage(
    size,
    async (page) => {
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      assert.equal(await page.locator('#rated > li').count(), 2);
      assert.match(
        await page.locator('#list-words').innerText(),
        /1 of your ratings is ignored: the model doesn't know this film/,
      );
      assert.ok(!(await page.locator('#trouble').isVisible()));
    },
    { kept: JSON.stringify({ id: 'visitor-x', ratings }) },
  );
  await withPage(size, async (page) => assert.equal((await titles(page)).length, 12), { kept: '{"id":5' });
});

test('a model that knows no visitors and no similar films: the page says so and offers neither', LIMIT, () =>
  withPage(
    { width: 1280, height: 900 },
    async (page) => {
      await page.locator('#list .stars label').first().click();
      await page.locator('#list-words', { hasText: "can't take your ratings into account" }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Films like this' }).count(), 0);
    },
    { model: 'MostPopular' },
  ),
);

/** Two tastes on another scale, for things without genres and a title in Hindi. */
async function saveOther(
  dir: string,
  [model, options]: readonly [string, object],
  [scale, of]: readonly [RatingScale, (stars: number) => number],
  words?: PackageWords,
): Promise<void> {
  const rows = Array.from(twoTastes(), ({ user, item, rating }) => [user, item, of(rating)] as const);
  const fitted = await createModel(model, { ...options }).fit(Interactions.fromRows(rows, { scale }));
  const items = TASTE_FILMS.map(({ title, ...rest }) => ({ ...rest, title: `गोदान ${title}`, genres: [] }));
  const confidence = { coverage: 0.8, weights: [1, 0, 0, 0, 0], stretch: 1, high: 1, medium: 2, rows: 100 };
  const info = { date: '2026-11-24', words, ...(fitted.can.rates && { confidence }) };
  await saveModel(fitted, dir, info, [...items, { ...items[0], id: itemId('unheard') }]);
}
const FACTORS = ['ALS', { factors: 3, reg: 0.5 }] as const;

async function fitsAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 740 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= 320, `${width} pixels wide`);
}

test('books on 0 to 10 without genres: ten stars, their own words, no diversity', LIMIT, () =>
  withPage(
    { width: 1280, height: 900 },
    async (page) => {
      assert.doesNotMatch(await page.locator('body').innerText(), /film|watch|genre|Diversity/i);
      assert.equal(await page.title(), 'What to read');
      assert.equal(await page.locator('#found > li').first().locator('.stars label').count(), 10);
      assert.match(await page.locator('#search-title').innerText(), /^Find books/);
      await page.getByRole('searchbox').fill('sapce 17');
      await page.locator('#found-words', { hasText: '1 book found.' }).waitFor();
      await page.locator('#found .stars label').nth(8).click();
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      assert.match(
        await page.locator('#list').innerText(),
        /Because you read गोदान Space Story 17 \(1976\) 9★/,
      );
      await page.getByRole('button', { name: 'Books like this' }).first().click();
      await page.locator('#similar-title', { hasText: 'Books like' }).waitFor();
      await page.keyboard.press('Escape');
      await fitsAPhone(page);
    },
    {
      save: (dir) =>
        saveOther(dir, FACTORS, [{ min: 0, max: 10, step: 1 }, (stars) => 2 * stars], {
          ...{ one: 'book', many: 'books', did: 'read', heading: 'What to read' },
        }),
    },
  ),
);

test('play counts: a number is asked for, and one that the scale lacks is refused in words', LIMIT, () =>
  withPage(
    { width: 1280, height: 900 },
    async (page) => {
      assert.doesNotMatch(await page.locator('body').innerText(), /film|watch|genre|Infinity|NaN|null/i);
      const field = page.locator('#found .number input').first();
      await field.fill('0');
      await page.locator('#found .number button').first().click();
      const refused = "document.querySelector('#found .number input').validity.rangeUnderflow";
      assert.equal(await page.evaluate<boolean>(refused), true);
      await field.fill('120');
      await field.press('Enter');
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      assert.match(await page.locator('#rated').innerText(), /गोदान/);
      assert.equal(await page.locator('#rated .number input').inputValue(), '120');
      const first = await page.locator('#list .predicted').first().innerText();
      assert.match(first, /\d to \d/);
      assert.doesNotMatch(await page.locator('#list').innerText(), /Infinity|NaN|∞/);
      await page.reload();
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      await fitsAPhone(page);
    },
    {
      save: (dir) =>
        saveOther(dir, FACTORS, [{ min: 1, max: Number.POSITIVE_INFINITY }, (stars) => 3 ** (stars - 1)]),
    },
  ),
);

test('no ratings at all: things are liked', LIMIT, () =>
  withPage(
    { width: 1280, height: 900 },
    async (page) => {
      assert.doesNotMatch(await page.locator('body').innerText(), /film|watch|genre|rate|star[^y]/i);
      await page.locator('#found .like').first().click();
      await page.locator('#list-title', { hasText: 'For you' }).waitFor();
      assert.match(await page.locator('#rated').innerText(), /♥ liked/);
      assert.match(await page.locator('#list').innerText(), /Because you liked गोदान/);
      assert.match(await page.locator('#list .predicted').first().innerText(), /^liked by \d+$/);
      assert.equal(await page.locator('#found .like').count(), 2);
      await fitsAPhone(page);
    },
    {
      save: (dir) => saveOther(dir, ['EASE', { positiveFrom: null, reg: 5 }], [{ min: 0, max: 1 }, () => 1]),
    },
  ),
);

test('when the service has gone, the page says so, and the ratings are kept', LIMIT, () =>
  withPage({ width: 1280, height: 900 }, async (page, _, service) => {
    const trouble = page.getByRole('alert');
    // One question fails and another one doesn't: it is told until that one succeeds.
    await page.route('**/recommend', (route) => route.abort('connectionrefused'));
    await page.locator('#found .stars label').nth(4).click();
    await trouble.waitFor();
    await page.getByRole('searchbox').fill('story 12');
    await page.locator('#found-words', { hasText: '1 film found.' }).waitFor();
    assert.match(await trouble.innerText(), /can't be reached/);
    await page.unroute('**/recommend');
    await page.getByRole('button', { name: 'Try again' }).click();
    await trouble.waitFor({ state: 'hidden' });
    await page.locator('#list-title', { hasText: 'For you' }).waitFor();

    await service.close();
    await page.locator('#found .stars label').nth(4).click();
    await trouble.waitFor();
    assert.match(await trouble.innerText(), /can't be reached/);
    await page.getByRole('button', { name: 'Try again' }).click();
    assert.equal(await page.locator('#rated > li').count(), 2);
    await page.getByRole('button', { name: 'Films like this' }).first().click();
    await page.locator('#similar-words', { hasText: "can't be reached" }).waitFor();
  }),
);

test('on a phone nothing is wider than the screen, and stars are large enough for a thumb', LIMIT, () =>
  withPage({ width: 360, height: 740 }, async (page) => {
    await page.locator('#found .stars label').nth(3).click();
    await page.locator('#list-title', { hasText: 'For you' }).waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    assert.ok(width <= 360, `${width} pixels wide`);
    const star = await page.locator('#list .stars label').first().boundingBox();
    assert.ok(star && star.width >= 24 && star.height >= 36, JSON.stringify(star));
    await page.screenshot({ path: path.join(SCREENSHOTS, 'service-phone.png'), fullPage: true });
    for (const size of [320, 600, 820, 1000]) {
      await page.setViewportSize({ width: size, height: 740 });
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      const title = await page.locator('#list .title').first().boundingBox();
      assert.ok(wide <= size && title && title.width > 180, `${size}: ${wide}, ${title?.width}`);
    }
  }),
);

test('the page of the API shows each route without a script', LIMIT, () =>
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
