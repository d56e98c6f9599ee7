/** A table of factors in the memory of WebAssembly: rows that are filled up with zeros to the width that a loop takes. */
import { DRAWS, type NormalNumbers } from '../../../math/random/draw-in-turns';
import type { RandomState } from '../../../math/random/random-state';
import { tableBytes, type WasmTable, type WasmTables } from '../../../math/wasm/wasm-tables';

export class FactorTable {
  readonly #table: WasmTable<Float32Array>;

  /** All factors are 0 at first. @param width numbers a row, at least `factors` */
  constructor(
    tables: WasmTables,
    readonly rows: number,
    readonly factors: number,
    readonly width: number,
  ) {
    this.#table = tables.floats(rows * width);
  }

  /** Memory of such a table in bytes. */
  static bytes(rows: number, width: number): number {
    return tableBytes(rows * width);
  }

  /** Where a row begins, in bytes, for WebAssembly. */
  addressOf(row: number): number {
    return this.#table.address + 4 * row * this.width;
  }

  /**
   * Draws all factors from a normal distribution, row after row. `breathe` is called and awaited every few milliseconds.
   */
  async draw(
    random: RandomState,
    { mean = 0, standardDeviation }: Omit<NormalNumbers, 'length'>,
    breathe: () => Promise<void>,
  ): Promise<void> {
    const { factors, width } = this;
    const { values } = this.#table;
    const often = Math.ceil(DRAWS / factors);
    for (let row = 0; row < this.rows; row++) {
      const from = row * width;
      // One by one: arrays in between would be garbage of twice the table's size.
      for (let f = 0; f < factors; f++) values[from + f] = random.normal(mean, standardDeviation);
      if ((row + 1) % often === 0) await breathe();
    }
  }

  /** Sets the factors of a row to 0. */
  clear(row: number): void {
    this.#table.values.fill(0, row * this.width, (row + 1) * this.width);
  }

  /** A copy without the zeros at the end of each row. [rows, factors] */
  values(): Float32Array {
    const copy = new Float32Array(this.rows * this.factors);
    for (let row = 0; row < this.rows; row++) {
      const from = row * this.width;
      copy.set(this.#table.values.subarray(from, from + this.factors), row * this.factors);
    }
    return copy;
  }
}
