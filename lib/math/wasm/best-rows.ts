/**
 * The rows of a table that may have the k largest products with a vector: little more than k, found without computing the
 * products exactly. Numbers are rounded to 16 bits, of which WebAssembly multiplies eight at once:
 *
 *     s = 32767 / max ‖x‖, t = 32767 / ‖y‖, x̂ = round(s x), ŷ = round(t y)
 *     |s t x · y − x̂ · ŷ| ≤ E = ½ max ‖x̂‖₁ + ½ ‖ŷ‖₁ + ¼ width
 *
 * If x̂ · ŷ is more than 2 E below the kth largest, x · y is below that of k other rows. No sum overflows, as
 * |x̂ · ŷ| ≤ ‖x̂‖ ‖ŷ‖, about 2³⁰. (In 32 bits with fractions, E would be smaller, but finding takes 1.6 times as long. For
 * lists of 10 from the factors of MovieLens 100K, 16 bits find 10.1 items on average, and 12 at most.)
 *
 * Cost: O(rows · width) for each vector; 4 µs for 1,651 rows of 65 numbers, if there are many vectors. Memory: 2 bytes a
 * number, which V8 counts and collects.
 */
import { BINARY } from './best-rows-wasm';
import {
  largerMemory,
  MOST_BYTES,
  PAGE,
  type WasmMemory,
  type WasmModule,
  wasm,
  wasmModule,
} from './web-assembly';

/** Writes row or vector n over another one. */
export type Fill = (row: Float64Array, n: number) => void;

/** Vectors, and the numbers of the rows that are left out for each. */
export interface Questions {
  readonly count: number;
  readonly fill: Fill;
  readonly without: (n: number) => ArrayLike<number>;
}

/** See `assembly/best-rows.ts`. */
type Loops = Record<'lengthOf' | 'scaleFor' | 'roundTo' | 'ask' | 'bestRows', (...args: number[]) => number>;

/** Vectors that go through the table together: as many as a mask has bits. */
const TOGETHER = 32;
/** Rows that are multiplied together. */
const ROWS = 8;
/** Numbers that a result begins with, and which of them is how many rows are found. */
const HEADER = 4;
const FOUND = 2;
/** Rows of a result that there is room for from the start. */
const USUAL_K = 100;

let compiled: WasmModule | undefined;

export class BestRows {
  #memory: WasmMemory;
  #loops: Loops;
  readonly #width: number;
  /** Number of rows, with those that fill up the last eight. */
  readonly #rows: number;
  /** Of a rounded row, in bytes. */
  readonly #stride: number;
  /** Where they begin, in bytes. At 0 is a row in 64 bits; masks for all vectors come before those for the current ones. */
  readonly #table: number;
  readonly #vectors: number;
  readonly #masks: number;
  readonly #results: number;
  /** s, and max ‖x̂‖₁. */
  readonly #scale: number;
  readonly #sum: number;

  /**
   * @param fill writes row n, over the one before; called twice
   * @param allowed 0 for each row that is left out for all vectors; default: none. Rows with NaN are left out, too
   */
  constructor(rows: number, width: number, fill: Fill, allowed?: ArrayLike<number>) {
    this.#width = width;
    this.#rows = Math.ceil(rows / ROWS) * ROWS;
    this.#stride = 4 * Math.ceil(width / 2);
    this.#table = Math.ceil((8 * width) / 16) * 16;
    this.#vectors = this.#table + this.#rows * this.#stride;
    this.#masks = this.#vectors + TOGETHER * this.#stride;
    this.#results = this.#masks + 2 * 4 * this.#rows;
    this.#memory = new wasm.Memory({ initial: Math.ceil(this.#bytesFor(USUAL_K) / PAGE) });
    this.#loops = loopsIn(this.#memory);

    const { lengthOf, scaleFor, roundTo } = this.#loops;
    const row = this.#row;
    const out = new Int32Array(this.#memory.buffer, this.#masks, this.#rows).fill(-1);
    let longest = 0;
    for (let n = 0; n < rows; n++) {
      if (allowed?.[n] === 0) continue;
      fill(row, n);
      const length = lengthOf(0, width);
      if (Number.isNaN(length)) continue;
      out[n] = 0;
      if (length > longest) longest = length;
    }
    this.#scale = scaleFor(longest);
    let largest = 0;
    for (let n = 0; n < rows; n++) {
      if (out[n] !== 0) continue;
      fill(row, n);
      const lane = n % ROWS;
      const to = this.#table + (n - lane) * this.#stride + 4 * lane;
      largest = Math.max(largest, roundTo(0, width, this.#scale, to, 4 * ROWS));
    }
    this.#sum = largest;
  }

  /** Whether WebAssembly can address such a table and what finding k rows takes. */
  static fits(rows: number, width: number, k: number): boolean {
    // Rows, vectors, and masks, rounded up, and results.
    return (
      (rows + ROWS + TOGETHER) * (2 * width + 10) + 8 * width + 4 * TOGETHER * sizeOfResult(k) < MOST_BYTES
    );
  }

  #bytesFor(k: number): number {
    return this.#results + TOGETHER * 4 * sizeOfResult(k);
  }

  /** Valid until results need a larger memory, as any part of it is. */
  get #row(): Float64Array {
    return new Float64Array(this.#memory.buffer, 0, this.#width);
  }

  /**
   * For each vector in turn, the numbers of the rows that may have the k largest products, ascending. None for a vector with
   * NaN; undefined if far more than k are too close to tell.
   *
   * @param noise by how much the caller's own products may be off
   */
  *find(questions: Questions, k: number, noise = 0): Generator<Int32Array | undefined, void> {
    for (let first = 0; first < questions.count; first += TOGETHER) {
      yield* this.#answers(questions, first, k, noise);
    }
  }

  #answers(asked: Questions, first: number, k: number, noise: number): (Int32Array | undefined)[] {
    const count = Math.min(TOGETHER, asked.count - first);
    const room = roomFor(k);
    const size = sizeOfResult(k);
    if (this.#bytesFor(k) > this.#memory.buffer.byteLength) {
      this.#memory = largerMemory(this.#memory, this.#bytesFor(k));
      this.#loops = loopsIn(this.#memory);
    }
    const masks = new Int32Array(this.#memory.buffer, this.#masks, 2 * this.#rows);
    masks.copyWithin(this.#rows, 0, this.#rows);
    const row = this.#row;
    for (let n = 0; n < count; n++) {
      asked.fill(row, first + n);
      const [vector, result] = [this.#vectors + n * this.#stride, this.#results + 4 * n * size];
      this.#loops.ask(0, this.#width, this.#scale, this.#sum, noise, vector, result);
      const without = asked.without(first + n);
      for (let m = 0; m < without.length; m++) masks[this.#rows + without[m]] |= 1 << n;
    }
    const [table, own] = [this.#table, this.#masks + 4 * this.#rows];
    this.#loops.bestRows(table, this.#rows, this.#stride, this.#vectors, count, own, this.#results, k, room);
    const results = new Int32Array(this.#memory.buffer, this.#results, size * count);
    return Array.from({ length: count }, (_, n) => {
      const [found, from] = [results[n * size + FOUND], n * size + HEADER + k];
      return found < 0 ? undefined : results.slice(from, from + found);
    });
  }
}

function loopsIn(memory: WasmMemory): Loops {
  compiled ??= wasmModule(BINARY);
  return new wasm.Instance(compiled, { env: { memory } }).exports as Loops;
}

/** Rows that a result has room for, and its length in numbers. */
function roomFor(k: number): number {
  return 2 * k + 64;
}

function sizeOfResult(k: number): number {
  return HEADER + k + 2 * roomFor(k);
}
