/**
 * The product of a table and a vector, in AssemblyScript, a subset of TypeScript with WebAssembly's types, compiled with SIMD
 * (four numbers an instruction) to `../row-products-wasm.ts`, which says how. `row-products.ts` calls it.
 */

import { fourDots } from './four-dots';

/**
 * out_n = row n of `table` · `vector`, in float32. `rows` and `width` are multiples of 4; addresses are in bytes.
 * Cost: O(rows · width).
 */
export function rowProducts(table: usize, rows: i32, width: i32, vector: usize, out: usize): void {
  const stride = (<usize>width) << 2;
  let a = table;
  for (let n: i32 = 0; n < rows; n += 4, a += 4 * stride, out += 16) {
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    v128.store(out, fourDots(a, b, c, d, vector, stride));
  }
}
