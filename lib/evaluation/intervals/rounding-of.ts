/** Means that differ by no more than this are equal up to rounding, so neither is better. */
export function roundingOf(a: number, b: number): number {
  return 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}
