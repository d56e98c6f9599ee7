/** The part of a system of implicit ALS that all rows share: G = QᵀQ + λ I, and its inverse. See `factor-rows.ts`. */

/** Rows that `sumOuter` reads for one tile after the other: they stay in the nearest cache, too. */
const CACHED: i32 = 64;

/**
 * Σ x xᵀ over `pieceRows` rows of `table`, to the piece's own [width, width] in `sums`, which must be zeros. Only the tiles
 * that touch the upper triangle. Cost: O(rows · width²).
 */
export function sumOuter(
  piece: i32,
  _thread: i32,
  table: usize,
  rows: i32,
  pieceRows: i32,
  width: i32,
  sums: usize,
): void {
  const stride = (<usize>width) << 2;
  const out = sums + <usize>piece * <usize>width * stride;
  const begin = piece * pieceRows;
  const end = min(begin + pieceRows, rows);
  for (let first = begin; first < end; first += CACHED) {
    const count = min(CACHED, end - first);
    for (let i: i32 = 0; i < width; i += 4) {
      for (let j: i32 = i & ~7; j < width; j += 8) {
        addTile(table + <usize>first * stride, count, stride, (<usize>i) << 2, (<usize>j) << 2, out);
      }
    }
  }
}

/** Σ x_i x_j of four i and eight j, added to `out`; i and j in bytes. */
function addTile(row: usize, count: i32, stride: usize, i: usize, j: usize, out: usize): void {
  const o0 = out + (i >> 2) * stride + j;
  const o1 = o0 + stride;
  const o2 = o1 + stride;
  const o3 = o2 + stride;
  let a0 = v128.load(o0);
  let b0 = v128.load(o0, 16);
  let a1 = v128.load(o1);
  let b1 = v128.load(o1, 16);
  let a2 = v128.load(o2);
  let b2 = v128.load(o2, 16);
  let a3 = v128.load(o3);
  let b3 = v128.load(o3, 16);
  for (let n = 0; n < count; n++, row += stride) {
    const a = v128.load(row + j);
    const b = v128.load(row + j, 16);
    let x = v128.load32_splat(row + i);
    a0 = f32x4.add(a0, f32x4.mul(x, a));
    b0 = f32x4.add(b0, f32x4.mul(x, b));
    x = v128.load32_splat(row + i, 4);
    a1 = f32x4.add(a1, f32x4.mul(x, a));
    b1 = f32x4.add(b1, f32x4.mul(x, b));
    x = v128.load32_splat(row + i, 8);
    a2 = f32x4.add(a2, f32x4.mul(x, a));
    b2 = f32x4.add(b2, f32x4.mul(x, b));
    x = v128.load32_splat(row + i, 12);
    a3 = f32x4.add(a3, f32x4.mul(x, a));
    b3 = f32x4.add(b3, f32x4.mul(x, b));
  }
  v128.store(o0, a0);
  v128.store(o0, b0, 16);
  v128.store(o1, a1);
  v128.store(o1, b1, 16);
  v128.store(o2, a2);
  v128.store(o2, b2, 16);
  v128.store(o3, a3);
  v128.store(o3, b3, 16);
}

/**
 * G = Σ of the upper triangles of `pieces` matrices + penalty · I, to `gram`, and G⁻¹, to `inverse`, both whole and in 32
 * bits. Computed in 64 bits by Gauss-Jordan elimination without pivoting, which is stable for a positive definite matrix.
 * Cost: O(width³).
 *
 * @param sums what `sumOuter` made
 * @param work float64 [width, width]
 * @returns 1, or 0 if G isn't positive definite, and no inverse then
 */
export function invertGram(
  sums: usize,
  pieces: i32,
  width: i32,
  penalty: f64,
  work: usize,
  gram: usize,
  inverse: usize,
): i32 {
  const size = <usize>(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      const upper = <usize>(i * width + j);
      const lower = <usize>(j * width + i);
      let sum: f64 = i === j ? penalty : 0;
      for (let piece = 0; piece < pieces; piece++) {
        sum += <f64>load<f32>(sums + ((<usize>piece * size + upper) << 2));
      }
      store<f64>(work + (upper << 3), sum);
      store<f64>(work + (lower << 3), sum);
      store<f32>(gram + (upper << 2), <f32>sum);
      store<f32>(gram + (lower << 2), <f32>sum);
    }
  }
  const stride = (<usize>width) << 3;
  for (let k = 0; k < width; k++) {
    const row = work + <usize>k * stride;
    const at = (<usize>k) << 3;
    const pivot = load<f64>(row + at);
    if (!(pivot > 0)) return 0;
    store<f64>(row + at, 1);
    for (let j: usize = 0; j < stride; j += 8) store<f64>(row + j, load<f64>(row + j) / pivot);
    for (let other = work; other < work + size * 8; other += stride) {
      if (other === row) continue;
      const factor = load<f64>(other + at);
      store<f64>(other + at, 0);
      subtractScaled(other, factor, row, stride);
    }
  }
  for (let n: usize = 0; n < size; n++) store<f32>(inverse + (n << 2), <f32>load<f64>(work + (n << 3)));
  return 1;
}

/** a −= factor · b, in 64 bits; `stride` is a multiple of 64. */
function subtractScaled(a: usize, factor: f64, b: usize, stride: usize): void {
  const w = f64x2.splat(factor);
  for (let k: usize = 0; k < stride; k += 64) {
    v128.store(a + k, f64x2.sub(v128.load(a + k), f64x2.mul(w, v128.load(b + k))));
    v128.store(a + k, f64x2.sub(v128.load(a + k, 16), f64x2.mul(w, v128.load(b + k, 16))), 16);
    v128.store(a + k, f64x2.sub(v128.load(a + k, 32), f64x2.mul(w, v128.load(b + k, 32))), 32);
    v128.store(a + k, f64x2.sub(v128.load(a + k, 48), f64x2.mul(w, v128.load(b + k, 48))), 48);
  }
}
