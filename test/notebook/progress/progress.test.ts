import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Trial } from '../../../lib/evaluation/search/search';
import { DISPLAY } from '../../../lib/kernel/display';
import { fitProgress } from '../../../lib/notebook/lab/progress-fit';
import { bestTrials, searchProgress } from '../../../lib/notebook/lab/progress-search';
import { progress, range, withProgress } from '../../../lib/notebook/progress/progress';
import { ProgressBar } from '../../../lib/notebook/progress/progress-bar';
import { ProgressLine } from '../../../lib/notebook/progress/progress-line';
import { Throttle } from '../../../lib/notebook/progress/throttle';
import { until } from '../../fixtures/until';
import { fakeFrontend } from '../fake-frontend';

let page: ReturnType<typeof fakeFrontend>;
beforeEach(() => {
  page = fakeFrontend();
});
afterEach(() => page.remove());

const lines = () =>
  page.shown.map(({ value }) => (value instanceof ProgressLine ? value.text : JSON.stringify(value)));
const lastLine = () => lines().at(-1);

test('a loop runs as without a bar, which is replaced in place and leaves one line', () => {
  const seen: number[] = [];
  for (const n of progress(range(20), { label: 'Epochs' })) seen.push(n);
  assert.deepEqual(seen, range(20));
  assert.equal(lines()[0], 'Epochs: 0 of 20, 0 %');
  assert.equal(lastLine(), '✓ Epochs: 20 of 20');
  const [first, ...rest] = page.shown;
  assert.ok(first.do === 'display' && rest.every(({ do: what, id }) => what === 'update' && id === first.id));
});

test('a fast loop of many steps shows few of them', () => {
  for (const _ of progress(range(100_000)));
  assert.ok(page.shown.length < 20, `${page.shown.length} lines`);
});

test('a loop that is left early says where, one over failing items that it failed', () => {
  for (const n of progress(range(20))) if (n === 7) break;
  assert.equal(lastLine(), '■ Progress: stopped after 7 of 20');
  const failing = (function* () {
    yield 1;
    throw new Error('no more');
  })();
  assert.throws(() => [...progress(failing)], /no more/);
  assert.equal(lastLine(), '✗ Progress: failed after 1');
});

test('async items: one bar, and their iterator is closed when the loop is left', async () => {
  let closed = false;
  const items = (async function* () {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      closed = true;
    }
  })();
  for await (const n of progress(items, { label: 'Batches', total: 9 })) if (n === 4) break;
  assert.ok(closed);
  assert.equal(lastLine(), '■ Batches: stopped after 4 of 9');
  for await (const _ of progress(new Set(['a', 'b']), { label: 'Set' }));
  assert.equal(lastLine(), '✓ Set: 2 of 2');
});

test('nothing is shown before the loop begins', () => {
  progress(range(3));
  assert.deepEqual(page.shown, []);
});

test('work that reports itself: its result, its failure, its abort', async () => {
  const double = await withProgress('Doubling', (report) => {
    report(1, 2);
    return 42;
  });
  assert.equal(double, 42);
  assert.equal(lastLine(), '✓ Doubling: 1 of 2');
  const fail = (error: Error) =>
    withProgress('Reading', async (report) => {
      report(3, 10);
      throw error;
    });
  await assert.rejects(fail(new Error('disk full')), /disk full/);
  assert.equal(lastLine(), '✗ Reading: failed after 3 of 10');
  await assert.rejects(fail(AbortSignal.abort().reason));
  assert.equal(lastLine(), '■ Reading: interrupted after 3 of 10');
});

test('a bar that the cell leaves open says how the cell ended, and hears nothing more', () => {
  for (const [how, words] of [
    ['interrupted', '■ SVD: interrupted after 3 of 20'],
    ['failed', '✗ SVD: failed after 3 of 20'],
  ] as const) {
    const onProgress = fitProgress('SVD');
    onProgress({ model: 'SVD', step: 3, steps: 20 });
    page.endCell(how);
    assert.equal(lastLine(), words);
  }
  const bar = new ProgressBar({ label: 'Later', total: 2 });
  page.endCell('done');
  assert.ok(bar.isOpen, 'work that outlives its cell goes on');
  bar.end('done');
  bar.step(1);
  assert.equal(lastLine(), '✓ Later: 0 of 2');
});

test('fits: a bar for each, with the train RMSE; folds move it in parts', () => {
  const onProgress = fitProgress();
  for (const fit of ['first', 'second']) {
    for (const step of [1, 2, 3]) onProgress({ model: 'SVD', step, steps: 3, trainRmse: 1 / step });
    assert.equal(lastLine(), '✓ SVD: 3 of 3, train RMSE 0.3333', fit);
  }
  assert.equal(page.shown.filter(({ do: what }) => what === 'display').length, 2);
  const folds = fitProgress('Folds');
  folds({ done: 1, total: 2, fit: { step: 5, steps: 10 } });
  assert.equal(lastLine(), 'Folds: 1 of 2, 75 %');
  folds({ done: 1, total: 2, fit: { step: 10, steps: 10 } });
  folds({ done: 2, total: 2 });
  assert.equal(lastLine(), '✓ Folds: 2 of 2');
});

test('the time left is told after two seconds, by the pace of this bar, and not in the line that stays', () => {
  let time = 0;
  const said: string[] = [];
  const bar = new ProgressBar({
    label: 'Fit',
    done: 1,
    total: 21,
    screen: (line) => said.push(line.text),
    now: () => time,
  });
  for (let step = 2; step <= 21; step++) {
    time += 1000;
    bar.step(step);
  }
  bar.end('done');
  assert.equal(said[1], 'Fit: 2 of 21, 9 %');
  assert.equal(said[2], 'Fit: 3 of 21, 14 %, 18 s left');
  assert.equal(said.at(-1), '✓ Fit: 21 of 21');
  const long = (secondsLeft: number) =>
    new ProgressLine({ label: 'a', done: 1, total: 2, secondsLeft }).text.split(', ').at(-1);
  assert.deepEqual([0.2, 89, 120, 4800].map(long), [
    '1 s left',
    '89 s left',
    '2 min left',
    '1 h 20 min left',
  ]);
});

test('the HTML form is an accessible bar while the work goes on, one escaped line in the end', () => {
  const html = (ended?: 'done') =>
    String(new ProgressLine({ label: '<b>', done: 1, total: 4, ended })[DISPLAY]()['text/html']);
  assert.match(html(), /role="progressbar" aria-label="&lt;b&gt;" .*aria-valuemax="4" aria-valuenow="1"/);
  assert.match(html(), /width: 25\.0%/);
  assert.doesNotMatch(html('done'), /progressbar|<b>/);
  assert.match(html('done'), /✓ &lt;b&gt;: 1 of 4/);
});

test('a bar whose kernel has gone says that nothing came for a minute; a line that stays does not', () => {
  const html = (ended?: 'done') =>
    String(new ProgressLine({ label: 'SVD', done: 1, total: 4, ended })[DISPLAY]()['text/html']);
  assert.match(html(), /visibility: hidden; animation: lab-quiet 0s 60s forwards">no news for a minute</);
  assert.doesNotMatch(html('done'), /no news|<style>/);
});

test('outside a notebook and without a terminal a bar is silent', () => {
  page.remove();
  const written: unknown[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: unknown) => written.push(text) > 0;
  try {
    for (const _ of progress(range(3)));
  } finally {
    process.stderr.write = write;
  }
  assert.deepEqual(written, []);
});

test('on a terminal it is one line that is written over', () => {
  page.remove();
  const written: string[] = [];
  const { write, isTTY, columns } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 20, write: (text: string) => written.push(text) });
  try {
    for (const _ of progress(range(3), { label: 'A label that is too long' }));
  } finally {
    Object.assign(process.stderr, { isTTY, columns, write });
  }
  assert.equal(written[0], '\r\u001b[2KA label that is too');
  assert.ok(written.slice(0, -1).every((text) => !text.includes('\n')) && written.at(-1)?.endsWith('\n'));
});

test('a throttle shows the first state at once, then few, and always the last', async () => {
  let state = 0;
  const shown: number[] = [];
  const throttle = new Throttle(
    () => shown.push(state),
    20,
    () => 0,
  );
  for (; state < 5; state++) throttle.changed();
  assert.deepEqual(shown, [0]);
  throttle.flush();
  throttle.flush();
  assert.deepEqual(shown, [0, 5]);
  state = 6;
  throttle.changed();
  assert.ok(throttle.isWaiting);
  await until(() => shown.length > 2, 'the last state');
  assert.deepEqual(shown, [0, 5, 6]);
});

/** A trial of a search with this score. */
const trial = (options: Record<string, unknown>, rmse: number): Trial => ({
  options: options as Trial['options'],
  rmse,
  mae: 0,
  mse: 0,
  fcp: 1 - rmse,
  sd: 0.01,
  folds: [rmse],
  fitSeconds: Math.random(), // never shown
  testSeconds: Math.random(),
});

test('the best trials come first, equals in an order of their own, failed ones last', () => {
  const trials = [
    trial({ reg: 0.1, epochs: 5 }, 0.95),
    trial({ reg: 0.2, epochs: 5 }, Number.NaN),
    trial({ reg: 0.02, epochs: 5 }, 0.95),
    trial({ reg: 0.02, init: { mean: 0 } }, 0.94),
  ];
  assert.deepEqual(bestTrials(trials, 'rmse'), [
    { reg: 0.02, epochs: null, init: '{"mean":0}', rmse: 0.94, sd: 0.01 },
    { reg: 0.02, epochs: 5, init: null, rmse: 0.95, sd: 0.01 },
    { reg: 0.1, epochs: 5, init: null, rmse: 0.95, sd: 0.01 },
    { reg: 0.2, epochs: 5, init: null, rmse: Number.NaN, sd: 0.01 },
  ]);
  assert.equal(bestTrials([...trials].reverse(), 'fcp')[0].reg, 0.02);
});

test('a search shows a bar and a table of its best trials, in the end the same whatever order they came in', () => {
  const run = (rmses: number[]) => {
    page = fakeFrontend();
    const onProgress = searchProgress({ rows: 2 });
    for (const [i, rmse] of rmses.entries()) {
      onProgress({ done: i + 1, total: 4, secondsLeft: 3 - i, trial: trial({ reg: rmse }, rmse) });
    }
    onProgress({ done: 4, total: 4, secondsLeft: 0 });
    const ids = [...new Set(page.shown.map(({ id }) => id))];
    return ids.map((id) => page.shown.filter((shown) => shown.id === id).at(-1)?.value);
  };
  const [bar, table] = run([0.93, 0.91, 0.92]);
  assert.equal((bar as ProgressLine).text, '✓ Search: 4 of 4 fits');
  const best = [0.91, 0.92].map((rmse) => ({ reg: rmse, rmse, sd: 0.01 }));
  assert.deepEqual(table, best);
  assert.deepEqual(run([0.92, 0.93, 0.91])[1], best);
  assert.match(lines()[0]!, /^Search: 1 of 4 fits, 25 %, 3 s left$/);
});
