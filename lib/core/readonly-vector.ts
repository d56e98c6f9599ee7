/**
 * A typed array that the compiler won't let anybody write to.
 *
 * JavaScript can't freeze a typed array, and a copy for every reader would cost more than the work in
 * hot loops. So tables hand out their own arrays under this type: reading, iterating and copying
 * compile, `v[0] = 1`, `v.set(…)` and passing it to a function that wants a real typed array don't.
 * Who needs an array to write to, or to give to a tensor, takes a copy: `v.slice()`.
 */
export interface ReadonlyVector<Element extends number, Copy> extends Iterable<Element> {
  readonly length: number;
  readonly [position: number]: Element;
  /** A copy that is the caller's own. */
  slice(start?: number, end?: number): Copy;
  /** A part without copying, as read-only as the whole. */
  subarray(start?: number, end?: number): ReadonlyVector<Element, Copy>;
  indexOf(value: Element, from?: number): number;
}

/** Read-only 32-bit whole numbers, e.g. inner indices. */
export type Int32Vector<Element extends number = number> = ReadonlyVector<Element, Int32Array>;
/** Read-only 32-bit floats, e.g. ratings. */
export type Float32Vector = ReadonlyVector<number, Float32Array>;
/** Read-only 64-bit floats, e.g. timestamps. */
export type Float64Vector = ReadonlyVector<number, Float64Array>;
