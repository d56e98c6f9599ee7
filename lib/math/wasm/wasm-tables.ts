/** Tables in the memory of a WebAssembly module, one after another, each from a multiple of 16 bytes on. */
import { LabError } from '../../core/errors';
import type { WasmMemory } from './web-assembly';

export interface WasmTable<Values extends Float32Array | Float64Array | Int32Array> {
  /** Where it begins, in bytes, for WebAssembly. */
  readonly address: number;
  readonly values: Values;
}

export class WasmTables {
  #used = 0;

  constructor(private readonly memory: WasmMemory<ArrayBufferLike>) {}

  /** A table of zeros. @throws LabError if the memory is too small */
  floats(length: number): WasmTable<Float32Array> {
    const address = this.#take(length);
    return { address, values: new Float32Array(this.memory.buffer, address, length) };
  }

  /** A table of zeros. @throws LabError if the memory is too small */
  ints(length: number): WasmTable<Int32Array> {
    const address = this.#take(length);
    return { address, values: new Int32Array(this.memory.buffer, address, length) };
  }

  /** A table of zeros in 64 bits. @throws LabError if the memory is too small */
  doubles(length: number): WasmTable<Float64Array> {
    const address = this.#take(2 * length);
    return { address, values: new Float64Array(this.memory.buffer, address, length) };
  }

  #take(length: number): number {
    const address = this.#used;
    this.#used += tableBytes(length);
    const { byteLength } = this.memory.buffer;
    if (this.#used > byteLength) {
      throw new LabError('MEMORY', `WasmTables: tables of ${this.#used} bytes don't fit in ${byteLength}`);
    }
    return address;
  }
}

/** What a table of 32-bit numbers takes in the memory. */
export function tableBytes(length: number): number {
  return Math.ceil((4 * length) / 16) * 16;
}
