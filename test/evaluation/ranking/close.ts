import assert from 'node:assert/strict';

/** Equal but for a relative difference, so that a small number can't pass for another. */
export function close(actual: number, expected: number, relative: number, what = ''): void {
  const difference = Math.abs(actual - expected);
  assert.ok(
    difference <= relative * Math.abs(expected),
    `${what} ${actual} is not ${expected} (relative difference ${difference / Math.abs(expected)})`,
  );
}
