/** Sums and products of rows of float32, for the loops in this folder. `stride` is the size of a row in bytes, a multiple of 32. */

/** y = x A for `rows` rows, a multiple of 4; A is [width, width]. */
export function timesMatrix(x: usize, rows: i32, A: usize, stride: usize, y: usize): void {
  for (let n: i32 = 0; n < rows; n += 4) {
    const x0 = x + <usize>n * stride;
    const x1 = x0 + stride;
    const x2 = x1 + stride;
    const x3 = x2 + stride;
    for (let j: usize = 0; j < stride; j += 32) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      let line = A + j;
      for (let k: usize = 0; k < stride; k += 4, line += stride) {
        const a = v128.load(line);
        const b = v128.load(line, 16);
        let s = v128.load32_splat(x0 + k);
        a0 = f32x4.add(a0, f32x4.mul(s, a));
        b0 = f32x4.add(b0, f32x4.mul(s, b));
        s = v128.load32_splat(x1 + k);
        a1 = f32x4.add(a1, f32x4.mul(s, a));
        b1 = f32x4.add(b1, f32x4.mul(s, b));
        s = v128.load32_splat(x2 + k);
        a2 = f32x4.add(a2, f32x4.mul(s, a));
        b2 = f32x4.add(b2, f32x4.mul(s, b));
        s = v128.load32_splat(x3 + k);
        a3 = f32x4.add(a3, f32x4.mul(s, a));
        b3 = f32x4.add(b3, f32x4.mul(s, b));
      }
      const y0 = y + <usize>n * stride + j;
      v128.store(y0, a0);
      v128.store(y0, b0, 16);
      v128.store(y0 + stride, a1);
      v128.store(y0 + stride, b1, 16);
      v128.store(y0 + 2 * stride, a2);
      v128.store(y0 + 2 * stride, b2, 16);
      v128.store(y0 + 3 * stride, a3);
      v128.store(y0 + 3 * stride, b3, 16);
    }
  }
}

/** out += w₀ a + w₁ b + w₂ c + w₃ d */
export function addFour(a: usize, b: usize, c: usize, d: usize, w: v128, out: usize, stride: usize): void {
  const w0 = v128.shuffle<f32>(w, w, 0, 0, 0, 0);
  const w1 = v128.shuffle<f32>(w, w, 1, 1, 1, 1);
  const w2 = v128.shuffle<f32>(w, w, 2, 2, 2, 2);
  const w3 = v128.shuffle<f32>(w, w, 3, 3, 3, 3);
  for (let k: usize = 0; k < stride; k += 16) {
    const ab = f32x4.add(f32x4.mul(w0, v128.load(a + k)), f32x4.mul(w1, v128.load(b + k)));
    const cd = f32x4.add(f32x4.mul(w2, v128.load(c + k)), f32x4.mul(w3, v128.load(d + k)));
    v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.add(ab, cd)));
  }
}

/** [a · x, b · x, c · x, d · x]: x is read once for four rows. */
export function fourDots(a: usize, b: usize, c: usize, d: usize, x: usize, stride: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k: usize = 0; k < stride; k += 16) {
    const part = v128.load(x + k);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + k), part));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(b + k), part));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(c + k), part));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(d + k), part));
  }
  // Four sums of four lanes each, as one vector.
  const ab = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 1, 4, 5), v128.shuffle<f32>(s0, s1, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 1, 4, 5), v128.shuffle<f32>(s2, s3, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

export function dot(a: usize, b: usize, stride: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < stride; k += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  }
  return total(sum);
}

/** The sum of the four lanes. */
export function total(sum: v128): f32 {
  const ab = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
  return ab + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

/** out = a + factor · b */
export function addScaled(a: usize, factor: f32, b: usize, out: usize, stride: usize): void {
  const w = f32x4.splat(factor);
  for (let k: usize = 0; k < stride; k += 16) {
    v128.store(out + k, f32x4.add(v128.load(a + k), f32x4.mul(w, v128.load(b + k))));
  }
}

export function scale(x: usize, factor: f32, stride: usize): void {
  const w = f32x4.splat(factor);
  for (let k: usize = 0; k < stride; k += 16) v128.store(x + k, f32x4.mul(w, v128.load(x + k)));
}
