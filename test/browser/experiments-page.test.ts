/** The control room of experiments, in Chromium. */
import assert from 'node:assert/strict';
import fs, { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { createModel } from '../../lib/models/registry';
import { Allocation } from '../../lib/service/experiments/allocation';
import { checkDefinition } from '../../lib/service/experiments/read-definition';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { createService, type Service } from '../../lib/service/service';
import { ask, json } from '../service/ask';
import { TASTE_FILMS, twoTastes } from '../service/two-tastes';
import { launch, needsChromium, SCREENSHOTS } from './chromium';

const KEY = 'a key of many characters';

/** A list for a visitor, and a click on it with this probability, by the visitor's number. */
async function visit(service: Service, user: string, clicks: boolean): Promise<void> {
  const body = { userId: user, ratings: [{ itemId: '1', rating: 5 }], n: 5 };
  const { requestId, recommendations } = (await ask(service, '/recommend', json(body))).body;
  if (!clicks) return;
  const events = [{ type: 'click', userId: user, itemId: recommendations[1].itemId, requestId }];
  await ask(service, '/feedback', json({ events }, { 'x-api-key': KEY }));
}

test('the control room: verdict, intervals, alarm, phone, dark, keyboard, stop', {
  ...needsChromium,
  timeout: 240_000,
}, async (t) => {
  const home = mkdtempSync(path.join(tmpdir(), 'recommender-lab-room-'));
  const [one, two] = ['one', 'two'].map((name) => path.join(home, name));
  for (const [name, dir] of [
    ['ItemKNN', one],
    ['EASE', two],
  ] as const) {
    await saveModel(await createModel(name).fit(twoTastes()), dir, { date: '2026-11-24' }, TASTE_FILMS);
  }
  const experiment = {
    name: 'knn-or-ease',
    salt: 'room',
    arms: [
      { name: 'knn', weight: 1 },
      {
        name: 'ease',
        model: two,
        weight: 1,
        explore: { policy: 'BetaThompson', slots: 0.2, candidates: 'all' },
      },
    ],
    guardrails: [{ metric: 'genresPerList', margin: 3 }],
    minimumUsers: 50,
    expectedUsers: 200,
  };
  const allocation = new Allocation(checkDefinition(experiment));
  const service = await createService({
    ...{ load: () => loadModel(one), feedbackDir: path.join(home, 'feedback'), experiment },
    ...{ apiKey: KEY, rateLimit: 0 },
  });
  const browser = await launch();
  try {
    const address = await service.listen();
    await service.load();
    for (let n = 0; n < 240; n++) {
      const { arm } = allocation.of(`neu ${n}`);
      await visit(service, `neu ${n}`, n % 10 < (arm === 'ease' ? 6 : 2));
    }
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(60_000);
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401')) troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) troubles.push(`asked ${request.url()}`);
    });
    await page.goto(`${address}/experiments/`);
    const verdict = page.locator('#verdict');
    await page.locator('#verdict:has-text("Ship")').waitFor();
    assert.match(
      await verdict.innerText(),
      /^Ship: the share of users who click rises by 0\.\d+ \(0\.\d+ to 0\.\d+\), and all guardrails hold\.$/,
    );
    assert.equal(await page.title(), 'knn-or-ease: ship');
    assert.match(await page.locator('#arms tbody tr').nth(1).innerText(), /ease\s+\d+\s+\d+\s+\d+/);
    assert.match(await page.locator('#metrics').innerText(), /ease: \+\d+\.\d points \(\d/);
    assert.match(await page.locator('#guards').innerText(), /✓ safe/);
    assert.equal(await page.locator('#alarm').isVisible(), false);
    assert.match(await page.locator('[aria-current=step]').innerText(), /Decision \(now\)/);
    assert.match(await page.locator('#timeline').innerText(), /started: A\/B; 100% of users take part/);
    assert.match(
      await page.locator('#bandits').innerText(),
      /ease\s+BetaThompson\s+1\d\d\s+\d+\s+\d+\.\d%\s+0\s+1\d\d\s+0\s+0/,
    );
    assert.match(await page.locator('#bandit-items tbody tr').first().innerText(), /\d+\s+ease\s+\d+\.\d%/);
    await page.screenshot({ path: path.join(SCREENSHOTS, 'experiments.png'), fullPage: true });
    await page.locator('#freeze').click();
    await page.locator('#stop-title:has-text("Freeze the policies?")').waitFor();
    await page.keyboard.type(KEY);
    await page.keyboard.press('Enter');
    await page.locator('#bandits:has-text("BetaThompson, frozen")').waitFor();
    await page.locator('#freeze:has-text("Learn again")').waitFor();
    assert.match(await page.locator('#timeline').innerText(), /frozen: ease, by hand/);

    const full = t.mock.method(fs, 'writeSync', () => {
      throw new Error('ENOSPC: no space left on device, write');
    });
    await visit(service, 'neu 0', false);
    full.mock.restore();
    await page.locator('#unrecorded:has-text("Lists cannot be recorded now")').waitFor();
    await visit(service, 'neu 0', false);
    await page.locator('#unrecorded').waitFor({ state: 'hidden' });

    // Users of one arm get lost.
    for (let n = 240, asked = 0; asked < 120; n++) {
      if (allocation.of(`neu ${n}`).arm !== 'ease') continue;
      await visit(service, `neu ${n}`, false);
      asked++;
    }
    await page.locator('#alarm:visible').waitFor();
    assert.match(
      await verdict.innerText(),
      /^Broken: the numbers of users do not match the weights of the arms/,
    );
    await page.setViewportSize({ width: 375, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok((width as number) <= 375, `${width} pixels on a phone`);
    await page.screenshot({ path: path.join(SCREENSHOTS, 'experiments-phone.png'), fullPage: true });

    await page.locator('#stop').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('not the key at all');
    await page.keyboard.press('Enter');
    await page.locator('#stop-words:has-text("must contain the API key")').waitFor();
    await page.keyboard.type(KEY);
    await page.keyboard.press('Enter');
    await page.locator('#about:has-text("was stopped")').waitFor();
    assert.equal(await page.locator('#stop').isVisible(), false);
    assert.equal(await page.evaluate('document.activeElement.id'), 'name');
    assert.equal((await ask(service, '/recommend/u1')).body.arm, null);
    assert.deepEqual(troubles, [], 'no error, no other host');
  } finally {
    await browser.close();
    await service.close();
    rmSync(home, { recursive: true, force: true });
  }
});
