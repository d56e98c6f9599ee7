/**
 * The product of a table and a vector, in AssemblyScript, a subset of TypeScript with WebAssembly's types, compiled with SIMD
 * (four numbers an instruction) to `../row-products-wasm.ts`, which says how. `row-products.ts` calls it.
 */

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
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let k: usize = 0; k < stride; k += 16) {
      const part = v128.load(vector + k);
      s0 = f32x4.add(s0, f32x4.mul(v128.load(a + k), part));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(b + k), part));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(c + k), part));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(d + k), part));
    }
    // Four sums of four lanes each, as one vector.
    const ab = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 1, 4, 5), v128.shuffle<f32>(s0, s1, 2, 3, 6, 7));
    const cd = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 1, 4, 5), v128.shuffle<f32>(s2, s3, 2, 3, 6, 7));
    v128.store(out, f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7)));
  }
}
