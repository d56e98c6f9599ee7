/**
 * A typed array that grows while a file of unknown length is read.
 */

/** The typed arrays that can grow. */
export type Growable = Int32Array | Float32Array | Float64Array;

/**
 * Push numbers, then take the array once. It grows by half; calling `reserve` with a good estimate (file size
 * divided by bytes per row) avoids copies. Memory that is reserved but never written costs nothing on common
 * operating systems, which map pages only when they are touched.
 */
export class GrowingArray<A extends Growable> {
  #array: A;
  #length = 0;

  constructor(private readonly make: (length: number) => A) {
    this.#array = make(1024);
  }

  /** The number of values pushed. */
  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#array.length) this.reserve(this.#length + (this.#length >> 1));
    this.#array[this.#length++] = value;
  }

  /** Reserves memory for `capacity` values in total; never shrinks. */
  reserve(capacity: number): void {
    if (capacity <= this.#array.length) return;
    const larger = this.make(Math.ceil(capacity));
    larger.set(this.#array.subarray(0, this.#length));
    this.#array = larger;
  }

  /** Returns the values and empties this array. Doesn't copy if the reserved memory is almost used up. */
  take(): A {
    const array = this.#array;
    const wasteful = this.#length < 0.8 * array.length;
    const exact = (wasteful ? array.slice(0, this.#length) : array.subarray(0, this.#length)) as A;
    this.#array = this.make(0);
    this.#length = 0;
    return exact;
  }
}
