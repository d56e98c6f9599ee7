import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf, type Look } from '../../scripts/strain/soak';

/** Looks every two seconds at a heap that fills by 10 MB and is collected, four times over. */
const looks = (leak: number): Look[] =>
  Array.from({ length: 40 }, (_, n) => ({
    second: 2 * n,
    resident: 200 + (n < 5 ? -50 : 0) + leak * n,
    heap: 30 + 2 * (n % 5) + leak * n,
  }));

test('a heap that is collected does not grow, whatever the start was like; one that leaks does', () => {
  assert.deepEqual(growthOf(looks(0)), { heap: 0, resident: 0 });
  // From look 10 to look 30, where both quarters have their low point and their middle.
  assert.deepEqual(growthOf(looks(1)), { heap: 20, resident: 20 });
});
