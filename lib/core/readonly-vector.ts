/**
 * A typed array that the compiler doesn't let anyone write to.
 *
 * JavaScript can't freeze a typed array, and copying it for every reader would cost more than the work in hot loops. So
 * tables return their own arrays with this type: reading, iterating and copying compile; `v[0] = 1`, `v.set(…)` and
 * passing it where a real typed array is expected don't. For an array to write to, or to pass to a tensor, make a copy:
 * `v.slice()`.
 */
export interface ReadonlyVector<Element extends number, Copy> extends Iterable<Element> {
  readonly length: number;
  readonly [position: number]: Element;
  /** A copy that belongs to the caller. */
  slice(start?: number, end?: number): Copy;
  /** A part, without copying; also read-only. */
  subarray(start?: number, end?: number): ReadonlyVector<Element, Copy>;
  indexOf(value: Element, from?: number): number;
}

/** Read-only 32-bit whole numbers, e.g. inner indices. */
export type Int32Vector<Element extends number = number> = ReadonlyVector<Element, Int32Array>;
/** Read-only 32-bit floats, e.g. ratings. */
export type Float32Vector = ReadonlyVector<number, Float32Array>;
/** Read-only 64-bit floats, e.g. timestamps. */
export type Float64Vector = ReadonlyVector<number, Float64Array>;
