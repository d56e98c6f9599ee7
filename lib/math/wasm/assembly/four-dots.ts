/** What the loops have in common; see `factor-rows.ts` for the language. */

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
