import { DISPLAY } from '../../lib/kernel/display';
import { examine, examinedAllOf } from './examine';

const points = [0, 1, 2, 3, 4].map((x) => ({ x, y: 1 + 2 * x }));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The notebook's descent. */
function* descent(rate: number) {
  let [a, b] = [0, 0];
  for (let step = 0; step < 60; step++) {
    const misses = points.map(({ x, y }) => a + b * x - y);
    yield { error: mean(misses.map((miss) => miss ** 2)) };
    a -= rate * 2 * mean(misses);
    b -= rate * 2 * mean(misses.map((miss, i) => miss * points[i].x));
  }
}
const learningRate = 0.1;
const errors = [...descent(learningRate)].map(({ error }) => error);

examine('kernel-1', {
  given: () => ({ descent, errors, learningRate }),
  wrong: (_, slow) => [errors.at(-1)!, errors[0], slow / errors.at(-1)!],
});

examine('kernel-2', {
  given: () => ({ descent }),
  wrong: () => [0.16, 0.145, 0.05, -0.1],
  alsoRight: () => [0.12, 0.14],
});

const shown = (stars: (count: number) => string) => (count: number) => ({
  [DISPLAY]: () => ({ 'text/plain': `${count} of 5 stars`, 'text/html': `<b>${stars(count)}</b>` }),
});
const full = (count: number) => '★'.repeat(Math.floor(count));

examine('kernel-3', {
  given: () => undefined,
  wrong: () => [
    shown((count) => full(count).padEnd(5, '☆')),
    shown((count) => full(count) + (count % 1 ? '½' : '') + '☆'.repeat(5 - Math.floor(count))),
    shown((count) => '★'.repeat(count) + '☆'.repeat(5 - count)),
  ],
  alsoRight: () => [shown((count) => (full(count) + (count % 1 ? '½' : '')).padEnd(5, '☆'))],
});

examinedAllOf('kernel');
