/** What cells show, as it is seen in JupyterLab: tables that sort, progress, long prints, live figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { toBundle } from '../../lib/kernel/formats/format';
import type { Notebook, Output } from '../../lib/notebook-files/ipynb';
import { notebookPage } from '../../lib/notebook-files/page';
import { needsChromium } from './chromium';
import { runAllCells, stateOf } from './lab';
import { labTests, notebookOf } from './lab-tests';

const { open, withOwnPage, withPage } = labTests();

const show = (page: Page, notebook: Notebook) => open(page, 'notebooks/out.ipynb', notebook);

/** Runs the selected cell and goes to the next. */
async function runCell(page: Page): Promise<void> {
  await page.keyboard.press('Shift+Enter');
}

/** Waits until no cell is running. */
async function idle(page: Page): Promise<void> {
  await page.waitForTimeout(200);
  await page.waitForFunction(
    `!document.querySelector('.jp-CodeCell .jp-InputPrompt')?.textContent.includes('*') &&
      [...document.querySelectorAll('.jp-InputPrompt')].every((prompt) => !prompt.textContent.includes('*'))`,
    undefined,
    { timeout: 60_000 },
  );
}

/** 45 films, in an order that no column has. */
const FILMS = Array.from({ length: 45 }, (_, i) => ({
  film: `Film ${(i * 7) % 45}`,
  mean: i % 9 === 4 ? null : ((i * 31) % 100) / 20,
  ratings: (i * 17) % 45,
  close: 4 + ((i * 11) % 45) / 1e7,
}));
const FILMS_CELL = `Array.from({ length: 45 }, (_, i) => ({
  film: \`Film \${(i * 7) % 45}\`,
  mean: i % 9 === 4 ? null : ((i * 31) % 100) / 20,
  ratings: (i * 17) % 45,
  close: 4 + ((i * 11) % 45) / 1e7,
}))`;

/** The texts of a column of the first table, as they stand. */
const column = (page: Page, index: number) =>
  page
    .locator('.lab-table')
    .first()
    .locator(`tbody tr > :nth-child(${index + 1})`)
    .allInnerTexts();

/** What a user does with a table, wherever it is shown. */
async function useTable(page: Page): Promise<void> {
  const table = page.locator('.lab-rows').first();
  const words = table.locator('.lab-size');
  assert.match(await words.innerText(), /Rows 1–10 of 45 · 45 rows × 4 columns$/);
  assert.deepEqual(
    await column(page, 1),
    FILMS.slice(0, 10).map(({ film }) => film),
  );

  await table.getByRole('button', { name: 'ratings' }).click();
  assert.deepEqual(await column(page, 3), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  await table.getByRole('button', { name: 'Last page' }).click();
  assert.deepEqual(await column(page, 3), ['40', '41', '42', '43', '44']);
  assert.match(await words.innerText(), /Rows 41–45 of 45/);
  assert.ok(await table.getByRole('button', { name: 'Next page' }).isDisabled());

  await table.getByRole('button', { name: 'film' }).focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(
    (await column(page, 1)).slice(0, 3),
    ['Film 0', 'Film 1', 'Film 2'],
    'as numbers in texts',
  );
  await page.keyboard.press(' ');
  assert.deepEqual((await column(page, 1)).slice(0, 2), ['Film 44', 'Film 43']);
  const heading = table.locator('th', { hasText: 'film' });
  assert.equal(await heading.getAttribute('aria-sort'), 'descending');
  await page.keyboard.press('Enter');
  assert.equal(await heading.getAttribute('aria-sort'), null);
  assert.deepEqual(
    await column(page, 1),
    FILMS.slice(0, 10).map(({ film }) => film),
    'as it was',
  );

  await table.getByRole('button', { name: 'close' }).click();
  assert.deepEqual((await column(page, 4)).slice(0, 3), ['4.0', '4.0', '4.0']);
  const digits = await table
    .locator('tbody td:last-child')
    .evaluateAll((cells) => cells.map((cell) => cell.title));
  assert.deepEqual(digits.slice(0, 3), ['', '4.0000001', '4.0000002'], 'by all digits, which a hover shows');

  for (const order of ['up', 'down']) {
    await table.getByRole('button', { name: 'mean' }).click();
    await table.getByRole('button', { name: 'Last page' }).click();
    assert.deepEqual(
      await column(page, 2),
      ['null', 'null', 'null', 'null', 'null'],
      `missing last, ${order}`,
    );
  }
}

test('a table sorts by mouse and keyboard and turns its pages in JupyterLab', needsChromium, () =>
  withPage('output-table', async (page) => {
    await show(page, notebookOf(FILMS_CELL));
    await runAllCells(page, 60);
    await useTable(page);
  }),
);

test('the same table in an exported page, which allows no network', needsChromium, () =>
  withOwnPage('output-table-page', async (page) => {
    const html = (await toBundle(FILMS))?.data['text/html'];
    const body = `<div class="html">${html}</div>`;
    await page.setContent(notebookPage({ name: 'films', title: 'Films', promise: '', body }));
    await useTable(page);
  }),
);

test('wide and long tables of an exported page: wrapped, and scrolled within the page', needsChromium, () =>
  withOwnPage('output-wide-table', async (page) => {
    const long = 'SVD with 20 factors, trained for 100 epochs with reg 0.1 and a name that goes on and on';
    const row = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`a metric @${i}`, i / 7]));
    const html = (await toBundle(Array.from({ length: 8 }, () => ({ model: long, ...row }))))?.data[
      'text/html'
    ];
    const body = `<div class="output"><div class="html">${html}</div></div>`;
    await page.setContent(notebookPage({ name: 'wide', title: 'Wide', promise: '', body }));
    await page.setViewportSize({ width: 390, height: 800 });
    const cell = page.locator('.lab-table tbody td').first();
    assert.equal(await cell.innerText(), long);
    assert.ok((await cell.boundingBox())!.height > 50, 'wraps');
    const box = page.locator('.lab-wide');
    await box.focus();
    await page.keyboard.press('End');
    const sizes = 'document.documentElement.scrollWidth <= window.innerWidth';
    assert.ok(await page.evaluate(sizes), 'the page itself does not scroll sideways');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction("document.querySelector('.lab-wide').scrollLeft > 0");
    const background = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.lab-wide')).backgroundImage",
    );
    assert.equal(background.match(/linear-gradient/g)?.length, 4, 'shadows where it goes on');
  }),
);

test('the same table in VS Code, which runs the scripts of an output beside it', needsChromium, () =>
  withOwnPage('output-table-vscode', async (page) => {
    const html = (await toBundle(FILMS))?.data['text/html'];
    await page.setContent('<!doctype html><p>cells above</p><div id="output"></div>');
    // As its built-in renderer does: a copy of each script is put at the output's end, and taken out again.
    await page.evaluate(`(() => {
      const output = document.getElementById('output');
      output.innerHTML = ${JSON.stringify(html)};
      for (const script of Array.from(output.getElementsByTagName('script'))) {
        const copy = document.createElement('script');
        copy.text = script.innerText;
        if (script.getAttribute('type')) copy.setAttribute('type', script.getAttribute('type'));
        output.appendChild(copy).parentNode.removeChild(copy);
      }
    })()`);
    await useTable(page);
  }),
);

test('two tables of one page do not disturb each other', needsChromium, () =>
  withOwnPage('output-two-tables', async (page) => {
    const html = async (rows: object[]) => `<div>${(await toBundle(rows))?.data['text/html']}</div>`;
    await page.setContent(`${await html(FILMS)}${await html(FILMS.slice(0, 6))}`);
    await page.locator('.lab-rows').nth(1).getByRole('button', { name: 'ratings' }).click();
    assert.deepEqual(
      await column(page, 1),
      FILMS.slice(0, 10).map(({ film }) => film),
    );
    const second = page.locator('.lab-table').nth(1).locator('tbody tr > :nth-child(4)');
    assert.deepEqual(await second.allInnerTexts(), ['0', '6', '17', '23', '34', '40']);
  }),
);

test('a cell with @browser draws below itself, and answers while the kernel is busy', needsChromium, () =>
  withPage('output-browser-cell', async (page) => {
    await show(
      page,
      notebookOf(
        '/** @module double */\nexport const double = (x: number) => 2 * x;',
        `/** @browser */
import { double } from './double';
const button = document.createElement('button');
button.textContent = '1';
button.addEventListener('click', () => {
  button.textContent = String(double(Number(button.textContent)));
});
element.append(button);`,
        'await new Promise((done) => setTimeout(done, 60_000));',
      ),
    );
    await page.locator('.jp-CodeCell .cm-content').first().click();
    for (let cell = 0; cell < 3; cell++) await runCell(page);
    const button = page.locator('[data-browser-cell] button');
    await button.waitFor();
    assert.equal((await stateOf(page)).kernel, 'busy');
    await button.click();
    await button.click();
    assert.equal(await button.innerText(), '4');
    await page
      .locator('button[data-command="notebook:interrupt-kernel"], [title^="Interrupt"]')
      .first()
      .click();
    await idle(page);
  }),
);

test('in a notebook that is not trusted it is a plain table that says what it shows', needsChromium, () =>
  withPage('output-untrusted', async (page) => {
    const { data, metadata } = (await toBundle(FILMS))!;
    const output = { output_type: 'display_data', data, metadata } as Output;
    await show(page, notebookOf({ source: FILMS_CELL, outputs: [output] }));
    const shown = page.locator('.jp-RenderedHTMLCommon.jp-OutputArea-output');
    assert.equal(await shown.locator('tbody tr').count(), 11, 'five rows, a gap, five rows');
    assert.match(await shown.innerText(), /45 rows × 4 columns, 10 shown/);
    assert.equal(await shown.locator('button, script').count(), 0);
    assert.ok(!(await shown.innerText()).includes('data-of'), 'no script is shown as text');
  }),
);

test('a bar moves below a loop that never awaits, and one line is left', needsChromium, () =>
  withPage('output-progress', async (page) => {
    await show(
      page,
      notebookOf(
        "import { progress, range } from '../lib/notebook/progress/progress';",
        `for (const i of progress(range(30), { label: 'Epochs' })) {
  const end = performance.now() + 100;
  while (performance.now() < end);
}`,
        `for (const i of progress(range(1000), { label: 'Endless' })) {
  const end = performance.now() + 50;
  while (performance.now() < end);
}`,
      ),
    );
    await page.locator('.jp-CodeCell .cm-content').first().click();
    await runCell(page);
    await idle(page);
    await runCell(page);
    const bar = page.locator('.jp-OutputArea [role=progressbar]');
    await bar.waitFor();
    const values = new Set<string | null>();
    while ((await bar.count()) > 0 && values.size < 100) {
      values.add(await bar.getAttribute('aria-valuenow', { timeout: 1000 }).catch(() => null));
      await page.waitForTimeout(50);
    }
    assert.ok(values.size >= 4, `the bar was seen at ${[...values].join(', ')}`);
    await page.locator('.jp-OutputArea-output', { hasText: '✓ Epochs: 30 of 30' }).waitFor();

    await runCell(page);
    await page.locator('.jp-OutputArea-output', { hasText: /Endless: \d+ of 1,000, .* left/ }).waitFor();
    await page
      .locator('button[data-command="notebook:interrupt-kernel"], [title^="Interrupt"]')
      .first()
      .click();
    await page.locator('.jp-OutputArea-output', { hasText: /■ Endless: interrupted after \d+ of/ }).waitFor();
    await idle(page); // the error comes after the line
    const outputs = (await stateOf(page)).cells.map((cell) => cell.outputs?.length);
    assert.deepEqual(outputs.slice(0, 3), [0, 1, 2], 'one line each, and the error');
  }),
);

test('the stop button ends a training, and a failing cell shows the line that failed', needsChromium, () =>
  withPage('output-stop', async (page) => {
    await show(
      page,
      notebookOf(
        `import { Interactions } from '../lib/data/table/interactions';
import { SVD } from '../lib/models/factors/svd';
const rows = Array.from({ length: 400 }, (_, i) => ({ user: \`u\${i % 20}\`, item: \`i\${(i * 7) % 61}\`, rating: 1 + (i % 5) }));
const ratings = Interactions.fromRows(rows, { duplicates: 'last' });
let epochs = 0;
await new SVD({ epochs: 1 }).fit(ratings);`,
        "await new SVD({ epochs: 1_000_000 }).fit(ratings, { onProgress: () => { if (++epochs === 5) console.log('begun'); } });",
        `const before = epochs;
await new Promise((done) => setTimeout(done, 300));
[before > 0, epochs === before]`,
        `function mean(values: number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  return values.reduce((sum, value) => sum + value) / values.length;
}
mean([]);`,
      ),
    );
    await page.locator('.jp-CodeCell .cm-content').first().click();
    await runCell(page);
    await idle(page);
    await runCell(page);
    await page.locator('.jp-OutputArea-output', { hasText: 'begun' }).waitFor();
    const pressed = performance.now();
    await page
      .locator('button[data-command="notebook:interrupt-kernel"], [title^="Interrupt"]')
      .first()
      .click();
    await page.locator('.jp-OutputArea-output', { hasText: 'Interrupted: stopped by the user' }).waitFor();
    const seconds = (performance.now() - pressed) / 1000;
    assert.ok(seconds < 10, `${seconds} s, the page's own time included`); // the kernel's: interrupt.test.ts
    await runCell(page);
    await page.locator('.jp-OutputArea-executeResult', { hasText: '[ true, true ]' }).waitFor();
    await runCell(page);
    const error = page.locator('.jp-OutputArea-output', { hasText: 'RangeError: no values' });
    await error.waitFor();
    assert.match(await error.innerText(), /line 2\n[\s\S]*> 2 \| {3}if \(values\.length === 0\) throw/);
  }),
);

/** Watches for how long the page stands still, in milliseconds. */
const WATCH = `(() => {
  window.__still = [];
  let last = performance.now();
  const still = window.__still;
  const look = () => {
    const now = performance.now();
    still.push(now - last);
    last = now;
    if (window.__still === still) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** The longest of them; ends watching. */
const WATCHED = `(() => {
  const longest = Math.max(...window.__still);
  window.__still = undefined;
  return longest;
})()`;

/** Prints so many lines in the selected cell, and tells what that was like for the page. */
async function printLines(page: Page, cell: number) {
  await page.evaluate(WATCH);
  const started = performance.now();
  await runCell(page);
  await idle(page);
  const took = performance.now() - started;
  await page.waitForTimeout(500);
  const longest = Number(await page.evaluate(WATCHED));
  const [output] = (await stateOf(page)).cells[cell]!.outputs ?? [];
  assert.ok(output?.output_type === 'stream');
  return { took, longest, text: output.text };
}

test('100,000 printed lines keep the page busy for hardly longer than 10,000', needsChromium, (t) =>
  withPage('output-print', async (page) => {
    const print = (n: number) => `for (let i = 0; i < ${n}; i++) console.log(\`line \${i} of a text\`);`;
    await show(page, notebookOf('1', print(10_000), print(100_000)));
    await page.locator('.jp-CodeCell .cm-content').first().click();
    await runCell(page);
    await idle(page);
    const few = await printLines(page, 1);
    const many = await printLines(page, 2);
    assert.equal(few.text.split('\n').length, 10_001, 'all of them');
    const lines = many.text.trimEnd().split('\n');
    assert.equal(lines.length, 10_202);
    assert.deepEqual([lines[9999], lines.at(-1)], ['line 9999 of a text', 'line 99999 of a text']);
    assert.match(lines[10_001]!, /^… 89,800 lines omitted; call printLimit\(Infinity\)/);
    const words = ({ took, longest }: typeof few) =>
      `${took.toFixed(0)} ms, at most ${longest.toFixed(0)} ms without a frame`;
    t.diagnostic(`10,000 lines: ${words(few)}; 100,000 lines: ${words(many)}`);
    // Without the limit it was 20 times as long (12 s on two cores), and a third of the lines was lost.
    assert.ok(many.took < 10 * few.took, `${words(few)} for 10,000 lines, ${words(many)} for 100,000`);
    assert.ok(many.longest < 10 * few.longest, `${words(few)} for 10,000 lines, ${words(many)}`);
  }),
);

test(
  'a live figure is drawn several times, never leaves a hole, and ends with its last state',
  needsChromium,
  () =>
    withPage('output-live-figure', async (page) => {
      await show(
        page,
        notebookOf(
          `import { lineChart } from '../lib/notebook/figures/figures';
import { liveFigure } from '../lib/notebook/figures/live-figure';`,
          `const live = liveFigure((y: number[]) => lineChart({
  title: \`\${y.length} epochs\`, xTitle: 'epoch', yTitle: 'RMSE (stars)', alt: 'falls', x: y.map((_, i) => i), y,
}));
const curve: number[] = [];
for (let epoch = 1; epoch <= 100; epoch++) {
  curve.push(1 + 1 / epoch);
  live.update(curve);
  await new Promise((done) => setTimeout(done, 25));
}`,
        ),
      );
      await page.locator('.jp-CodeCell .cm-content').first().click();
      await runCell(page);
      await idle(page);
      await page.evaluate(`(() => {
      window.__titles = new Set();
      window.__heights = [];
      const look = () => {
        const area = document.querySelectorAll('.jp-CodeCell')[1]?.querySelector('.jp-OutputArea');
        if (!area) return; // another notebook
        const title = area.querySelector('.gtitle')?.textContent;
        if (title) window.__titles.add(title);
        if (window.__titles.size > 0) window.__heights.push(area.getBoundingClientRect().height);
        requestAnimationFrame(look);
      };
      look();
    })()`);
      const started = performance.now();
      await runCell(page);
      await idle(page);
      await page.locator('.gtitle', { hasText: '100 epochs' }).waitFor();
      const most = 3 * ((performance.now() - started) / 1000) + 2;
      const titles = await page.evaluate<string[]>('[...window.__titles]');
      const lowest = Number(await page.evaluate('Math.min(...window.__heights)'));
      assert.ok(titles.length >= 3 && titles.length <= most, `seen: ${titles.join(', ')}`);
      assert.ok(lowest > 350, `the output was only ${lowest} pixels high for a moment`);
      assert.equal(await page.locator('.js-plotly-plot').count(), 1);
    }),
);
