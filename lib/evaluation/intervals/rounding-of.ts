/** Two means that differ by no more than this are equal but for rounding: neither is better, however surely. */
export function roundingOf(a: number, b: number): number {
  return 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}
