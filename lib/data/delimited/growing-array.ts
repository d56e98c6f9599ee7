/**
 * A typed array that grows while a file of unknown length is read.
 */

/** The typed arrays that can grow. */
export type Growable = Int32Array | Float32Array | Float64Array;

/**
 * Push numbers, then take the array once. It grows by half; `reserve` with a good guess (file size over bytes per row)
 * avoids copies. Memory that is reserved but never written costs nothing on our systems, which map fresh pages only
 * when touched.
 */
export class GrowingArray<A extends Growable> {
  #array: A;
  #length = 0;

  constructor(private readonly make: (length: number) => A) {
    this.#array = make(1024);
  }

  /** How many numbers were pushed. */
  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#array.length) this.reserve(this.#length + (this.#length >> 1));
    this.#array[this.#length++] = value;
  }

  /** Makes room for `capacity` numbers in all; never shrinks. */
  reserve(capacity: number): void {
    if (capacity <= this.#array.length) return;
    const larger = this.make(Math.ceil(capacity));
    larger.set(this.#array.subarray(0, this.#length));
    this.#array = larger;
  }

  /** The numbers, and empties this one. No copy where the reserve was nearly used up. */
  take(): A {
    const array = this.#array;
    const wasteful = this.#length < 0.8 * array.length;
    const exact = (wasteful ? array.slice(0, this.#length) : array.subarray(0, this.#length)) as A;
    this.#array = this.make(0);
    this.#length = 0;
    return exact;
  }
}
