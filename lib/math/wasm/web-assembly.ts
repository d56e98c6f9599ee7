/** What is used of WebAssembly here: Node's types have no more than its name. */
import { type Allocation, gigabytes } from '../../core/check-memory';
import { OptionError } from '../../core/errors';

/** A compiled module. */
export type WasmModule = object;
/** Memory of one thread, or shared by several. */
export interface WasmMemory<Bytes = ArrayBuffer> {
  readonly buffer: Bytes;
}
interface NewMemory {
  new (pages: { initial: number; maximum: number; shared: true }): WasmMemory<SharedArrayBuffer>;
  new (pages: { initial: number }): WasmMemory;
}
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: NewMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: { env: { memory: WasmMemory<unknown> } },
  ) => { readonly exports: object };
}

export const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm };

/** Bytes of a page of memory. */
export const PAGE = 65_536;
/** As many as its addresses reach: 4 GB. */
export const MOST_BYTES = 65_536 * PAGE;

/** @throws OptionError when the memory is larger than WebAssembly's addresses reach */
export function checkAddresses({ what, bytes, advice }: Allocation): void {
  if (bytes <= MOST_BYTES) return;
  throw new OptionError(
    `${what} would take ${gigabytes(bytes)}, but WebAssembly has at most ${gigabytes(MOST_BYTES)}; ${advice}`,
  );
}

/** Compiles what `scripts/compile-wasm.ts` made. @param binary in base64 */
export function wasmModule(binary: string): WasmModule {
  return new wasm.Module(Buffer.from(binary, 'base64'));
}

/**
 * A larger memory with the same content. Not `memory.grow`, which detaches the buffer: as soon as any buffer is detached, V8
 * throws away all compiled code of the process that uses typed arrays.
 */
export function largerMemory(memory: WasmMemory, bytes: number): WasmMemory {
  const larger = new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });
  new Uint8Array(larger.buffer).set(new Uint8Array(memory.buffer));
  return larger;
}
