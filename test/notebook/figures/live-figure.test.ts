import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type Figure, lineChart } from '../../../lib/notebook/figures/figures';
import { type LiveFigure, liveFigure } from '../../../lib/notebook/figures/live-figure';
import { fakeFrontend } from '../fake-frontend';

let page: ReturnType<typeof fakeFrontend>;
beforeEach(() => {
  page = fakeFrontend();
});
afterEach(() => page.remove());

const curve = (y: readonly number[]): Figure =>
  lineChart({ title: 't', xTitle: 'x', yTitle: 'y', alt: `${y.length} points`, x: y.map((_, i) => i), y });
const figures = () =>
  page.shown.filter(({ do: what }) => what === 'display').map(({ value }) => (value as Figure).alt);
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Updates with 1, 2, … n points. */
function grow(live: LiveFigure<number[]>, n: number): void {
  for (let points = 1; points <= n; points++) live.update(Array.from({ length: points }, (_, i) => i));
}

/** Not again within ten seconds, so that the loops below end before, on a busy machine too. */
const SLOW = { perSecond: 0.1 };

test('a loop that never awaits shows its first and, when its cell ends, its last state', () => {
  grow(liveFigure(curve, SLOW), 1000);
  assert.deepEqual(figures(), ['1 points']);
  page.endCell('done');
  assert.deepEqual(figures(), ['1 points', '1000 points']);
  page.endCell('done');
  assert.equal(figures().length, 2);
});

test('each drawing replaces the one before', () => {
  grow(liveFigure(curve), 2);
  page.endCell('interrupted');
  assert.deepEqual(
    page.shown.map(({ do: what }) => what),
    ['clear', 'display', 'clear', 'display'],
  );
});

test('while the loop awaits it draws as often as asked, the last state without another update', async () => {
  let made = 0;
  const live = liveFigure(
    (y: number[]) => {
      made++;
      return curve(y);
    },
    { perSecond: 10 },
  );
  const started = performance.now();
  for (let n = 1; n <= 25; n++) {
    live.update(Array.from({ length: n }, (_, i) => i));
    await wait(10);
  }
  const most = Math.ceil((performance.now() - started) / 100) + 1;
  await wait(150);
  assert.equal(figures().at(-1), '25 points');
  assert.ok(made >= 2 && made <= most, `${made} drawings, at most ${most} expected`);
});

test('a figure that can not be made leaves the one before', () => {
  const live = liveFigure((y: number[]) => curve(y), SLOW);
  live.update([1]);
  live.update([Number.NaN]);
  assert.throws(() => page.endCell('done'), /is NaN/);
  assert.deepEqual(figures(), ['1 points']);
  assert.equal(page.shown.filter(({ do: what }) => what === 'clear').length, 1);
});

test('a pace that no browser keeps, or none, is refused', () => {
  for (const perSecond of [0, 60, Number.NaN]) {
    assert.throws(() => liveFigure(curve, { perSecond }), /perSecond must be from 0.1 to 10/);
  }
});
