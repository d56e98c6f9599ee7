/** Controls as they are used in JupyterLab: by keyboard, in several views, with figures that follow. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ROOT } from '../../lib/notebook-files/environment';
import { withFigureHtml } from '../../lib/notebook-files/figure-html';
import { type Notebook, parseNotebook } from '../../lib/notebook-files/ipynb';
import { normalize } from '../../lib/notebook-files/normalize';
import { notebookPage } from '../../lib/notebook-files/page';
import { plotlyScript } from '../../lib/notebook-files/plotly-script';
import { openRenderer } from '../../lib/notebook-files/render';
import { needsChromium, SCREENSHOTS } from './chromium';
import { errorsOf, runAllCells, stateOf } from './lab';
import { labTests, notebookOf } from './lab-tests';

const { open, withOwnPage, withPage } = labTests();

async function run(page: Page, ...sources: string[]): Promise<void> {
  await open(page, 'notebooks/controls.ipynb', notebookOf(...sources));
  assert.deepEqual(errorsOf(await runAllCells(page, 60)), []);
}

const IMPORTS =
  `import { box, button, customWidget, display, dropdown, floatSlider, html, interact, logSlider, meter, outputArea, slider, text, toggle, words } from '../lib/notebook/controls/controls';
import { lineChart } from '../lib/notebook/figures/figures';`.replace(' display,', '');
const CURVE = `interact(
  { factors: slider(5, 200, { value: 50, step: 5 }), reg: logSlider(1e-3, 1, { value: 0.02 }), userBased: toggle() },
  async ({ factors, reg }, { signal }) => {
    const epochs = Array.from({ length: 20 }, (_, i) => i + 1);
    await new Promise((done) => setTimeout(done, 20));
    return lineChart({
      title: \`RMSE with \${factors} factors\`,
      alt: 'A falling line.',
      xTitle: 'Epoch', yTitle: 'RMSE',
      series: [{ name: 'test', x: epochs, y: epochs.map((e) => 0.9 + reg + factors / (100 * e)) }],
    });
  },
);`;

/** Adds a cell below and runs it. */
async function runMore(page: Page, source: string): Promise<void> {
  await page.locator('.jp-Notebook-footer').click();
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(source);
  await page.keyboard.press('Control+Enter');
}

/** Saves, and gives what would be in the file. */
async function save(page: Page): Promise<Notebook> {
  const file = /\/notebooks\/controls\.ipynb/;
  let body: { content?: Notebook } = {};
  await page.route(file, (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    body = route.request().postDataJSON();
    const now = new Date().toISOString();
    const entry = {
      name: 'controls.ipynb',
      path: 'notebooks/controls.ipynb',
      type: 'notebook',
      writable: true,
    };
    return route.fulfill({
      json: { ...entry, content: null, format: null, mimetype: null, created: now, last_modified: now },
    });
  });
  const saved = page.waitForResponse(
    (response) => file.test(response.url()) && response.request().method() === 'PUT',
  );
  await page.keyboard.press('Control+s');
  await saved;
  return parseNotebook(JSON.stringify(body.content), 'controls.ipynb');
}

/** The slider's handle. */
const handle = (page: Page, nth = 0) => page.locator('.noUi-handle').nth(nth);
/** A figure's title; plotly has two of them while it draws. */
const title = (page: Page, text: string) =>
  page.locator('.js-plotly-plot .gtitle').filter({ hasText: text }).first();

test('a slider moves by keyboard and the figure follows', needsChromium, () =>
  withPage('controls-interact', async (page) => {
    await run(page, IMPORTS, CURVE);
    await title(page, 'RMSE with 50 factors').waitFor();
    await handle(page).focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
    await title(page, 'RMSE with 100 factors').waitFor();
    assert.equal(await page.locator('.js-plotly-plot').count(), 1, 'one figure, the new one');
    const line = page.locator('.jp-OutputArea code');
    assert.equal(await line.innerText(), 'const factors = 100; const reg = 0.02; const userBased = false;');
    await page.getByRole('checkbox').click();
    await line.filter({ hasText: 'const userBased = true;' }).waitFor();
    assert.ok(await handle(page).isVisible());
  }),
);

test('a slider that is dragged is followed while it moves: every message is answered', needsChromium, () =>
  withPage('controls-drag', async (page) => {
    await run(page, IMPORTS, `interact({ n: slider(0, 100, { value: 0 }) }, ({ n }) => \`n is \${n}\`);`);
    const seen = new Set<string>();
    const shown = page.locator('.widget-output pre');
    await shown.filter({ hasText: 'n is 0' }).waitFor();
    const from = (await handle(page).boundingBox())!;
    const y = from.y + from.height / 2;
    await page.mouse.move(from.x + from.width / 2, y);
    await page.mouse.down();
    // To and fro, on a busy machine for longer.
    for (let step = 1; step <= 30 || (seen.size < 5 && step <= 600); step++) {
      const at = 5 * Math.abs(30 - ((step + 30) % 60));
      await page.mouse.move(from.x + from.width / 2 + at, y);
      await page.waitForTimeout(50);
      seen.add((await shown.allInnerTexts()).join());
    }
    await page.mouse.up();
    assert.ok(seen.size >= 5, `while it moved there was: ${[...seen].join(' ')}`);
    const last = await page.locator('.widget-readout').innerText();
    await shown.filter({ hasText: `n is ${last}'` }).waitFor();
  }),
);

test(
  'two views of a slider stay in step with each other and with code, and close together',
  needsChromium,
  () =>
    withPage('controls-views', async (page) => {
      await run(
        page,
        IMPORTS,
        "const n = slider(1, 20, { value: 10, label: 'neighbors' }); n",
        'n',
        'n.onChange((value) => console.log("told", value));',
      );
      const readouts = page.locator('.widget-readout');
      assert.deepEqual(await readouts.allInnerTexts(), ['10', '10']);
      await handle(page, 1).focus();
      await page.keyboard.press('ArrowLeft');
      await page.waitForFunction(`document.querySelector('.widget-readout').textContent === '9'`);
      await page.getByText('told 9').waitFor();
      await runMore(page, 'n.value = 15;');
      await page.waitForFunction(
        `[...document.querySelectorAll('.widget-readout')].every((one) => one.textContent === '15')`,
      );
      await runMore(page, 'n.close();');
      await page.waitForFunction(`document.querySelectorAll('.widget-readout').length === 0`);
    }),
);

test('an error is shown below the last good output', needsChromium, () =>
  withPage('controls-error', async (page) => {
    await run(
      page,
      IMPORTS,
      `interact({ k: slider(1, 10, { value: 2 }) }, async ({ k }) => {
  if (k === 3) throw new RangeError('k must not be 3');
  return \`the list of \${k}\`;
});`,
    );
    await page.getByText('the list of 2').waitFor();
    await handle(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('status').filter({ hasText: 'RangeError: k must not be 3' }).waitFor();
    assert.ok(await page.getByText('the list of 2').isVisible());
    await page.keyboard.press('ArrowRight');
    await page.getByText('the list of 4').waitFor();
    assert.equal(await page.getByRole('status').count(), 0);
  }),
);

test('every kind of control is drawn', needsChromium, () =>
  withPage('controls-all', async (page) => {
    await run(
      page,
      IMPORTS,
      `const area = outputArea();
const go = button('Run');
const done = meter(20, { label: 'epochs' });
go.onChange((times) => { done.value = times; area.show([{ pressed: times }]); });
box([
  slider(5, 200, { label: 'factors' }), floatSlider(1, 5, { label: 'threshold', step: 0.5 }), logSlider(1e-4, 1, { label: 'reg' }),
  dropdown(['user based', 'item based'], { label: 'neighbors' }), toggle({ label: 'biased', value: true }),
  text({ label: 'film', placeholder: 'a part of its title' }), done,
  box([go, words('press me'), html('<b>twice</b>')], { direction: 'row' }), area,
])`,
    );
    assert.deepEqual(await page.locator('.widget-readout').allInnerTexts(), ['103', '3.0', '0.01']);
    await page.getByRole('button', { name: 'Run', exact: true }).last().click();
    await page.locator('.widget-output table').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).last().click();
    await page.locator('.widget-output td', { hasText: '2' }).waitFor();
  }),
);

test('a slider for tiny numbers and one for close ones reach every step', needsChromium, () =>
  withPage('controls-fine', async (page) => {
    await run(
      page,
      IMPORTS,
      'box([floatSlider(1e-8, 5e-8, { step: 5e-10, value: 2e-8 }), floatSlider(1e9, 1e9 + 1, { step: 0.25 })])',
    );
    const readouts = page.locator('.widget-readout');
    assert.deepEqual(await readouts.allInnerTexts(), ['2e-8', '1000000000.50']);
    for (const slider of await page.locator('.noUi-handle').all()) {
      await slider.focus();
      await page.keyboard.press('ArrowRight');
    }
    await readouts.filter({ hasText: '.75' }).waitFor();
    assert.deepEqual(await readouts.allInnerTexts(), ['2.05e-8', '1000000000.75']);
  }),
);

test('a widget of your own is drawn, sends its value and follows it', needsChromium, () =>
  withPage('controls-custom', async (page) => {
    await run(
      page,
      IMPORTS,
      `const stars = customWidget(\`export default { render({ model, el }) {
  el.setAttribute('aria-label', 'stars');
  const draw = () => {
    el.replaceChildren(...[1, 2, 3, 4, 5].map((n) => {
      const star = Object.assign(document.createElement('button'), { className: 'star', ariaLabel: n + ' stars' });
      star.textContent = n <= model.get('value') ? '★' : '☆';
      star.onclick = () => { model.set('value', n); model.save_changes(); };
      return star;
    }));
  };
  model.on('change:value', draw);
  draw();
} }\`, 3, { css: '.star { color: rgb(213, 94, 0); }' });
interact({ stars }, ({ stars }) => \`you gave \${stars}\`);`,
    );
    await page.getByText("'you gave 3'").waitFor();
    const star = page.locator('.star');
    assert.deepEqual(await star.allInnerTexts(), ['★', '★', '★', '☆', '☆']);
    const color = await page.evaluate("getComputedStyle(document.querySelector('.star')).color");
    assert.equal(color, 'rgb(213, 94, 0)');
    await page.getByLabel('5 stars').click();
    await page.getByText("'you gave 5'").waitFor();
    assert.deepEqual(await star.allInnerTexts(), ['★', '★', '★', '★', '★']);
    await runMore(page, 'stars.value = 1;');
    await page.getByText("'you gave 1'").waitFor();
    await page.waitForFunction(
      `[...document.querySelectorAll('.star')].map((one) => one.textContent).join('') === '★☆☆☆☆'`,
    );
  }),
);

test('a reloaded page shows the controls of the running kernel', needsChromium, () =>
  withPage('controls-reload', async (page) => {
    await run(page, IMPORTS, CURVE);
    await title(page, 'RMSE with 50 factors').waitFor();
    const { cells } = await stateOf(page);
    const saved = { ...notebookOf('1'), cells };
    await open(page, 'notebooks/controls.ipynb', saved);
    await title(page, 'RMSE with 50 factors').waitFor();
    await handle(page).focus();
    await page.keyboard.press('ArrowRight');
    await title(page, 'RMSE with 55 factors').waitFor();
  }),
);

test('a saved notebook shows values and output without its kernel, also as a page', needsChromium, () =>
  withPage('controls-saved', async (page) => {
    await run(page, IMPORTS, CURVE);
    await handle(page).focus();
    await page.keyboard.press('ArrowRight');
    await title(page, 'RMSE with 55 factors').waitFor();
    const saved = await save(page);

    await withOwnPage('controls-without-kernel', async (other) => {
      await open(other, 'notebooks/controls-saved.ipynb', saved);
      await title(other, 'RMSE with 55 factors').waitFor();
      assert.deepEqual(await other.locator('.widget-readout').allInnerTexts(), ['55', '0.02']);
    });

    const notebook = withFigureHtml(normalize(saved));
    const renderer = openRenderer();
    const body = await renderer.render(notebook, join(ROOT, 'notebooks', 'controls.ipynb'), 'controls.ipynb');
    renderer.close();
    const html = notebookPage({ name: 'c', title: 'C', promise: '', body }).replace(
      '</head>',
      () => `<script>${plotlyScript()}</script></head>`,
    );
    const exported = await page
      .context()
      .browser()!
      .newPage({ viewport: { width: 1280, height: 1000 } });
    await exported.setContent(html);
    await title(exported, 'RMSE with 55 factors').waitFor();
    const words = await exported.locator('main').innerText();
    assert.match(words, /factors\s*55\s+reg\s*0.02\s+☐ userBased\s+const factors = 55; const reg = 0.02;/);
    await exported.screenshot({ path: join(SCREENSHOTS, 'controls-page.png') });
    await exported.close();
  }),
);
