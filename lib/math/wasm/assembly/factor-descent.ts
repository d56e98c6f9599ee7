/**
 * The inner loop of SVD, in AssemblyScript, a subset of TypeScript with WebAssembly's types, compiled with SIMD (four
 * numbers an instruction) to `../factor-descent-wasm.ts`, which says how. `lib/models/factors/plain/plain-svd.ts` is the
 * algorithm to read; `lib/models/factors/parts/factor-descent.ts` calls this.
 *
 * Tables are float32 in row-major order, `width` numbers a row, a multiple of 16 (fewer factors are filled up with zeros).
 * Addresses are in bytes.
 */

/**
 * Takes one user's ratings one after another: changes the user's factors `p` and bias, and the factors (rows of `Q`) and
 * biases of the items. Rating n is `ratings[n]`, of the item `items[n]`. `biasRate` is 0 in a model without biases.
 * Returns Σ error², each error measured before its step. Cost: O(ratings · width).
 */
export function descend(
  p: usize,
  userBias: usize,
  Q: usize,
  itemBiases: usize,
  items: usize,
  ratings: usize,
  count: i32,
  width: i32,
  mean: f32,
  rate: f32,
  biasRate: f32,
  reg: f32,
): f64 {
  const stride = (<usize>width) << 2;
  const shrink = f32x4.splat(rate * reg);
  let squares: f64 = 0;
  let q = row(Q, items, stride);
  for (let n: i32 = 0; n < count; n++, items += 4, ratings += 4) {
    const next = n + 1 < count ? row(Q, items + 4, stride) : q;
    const itemBias = itemBiases + ((<usize>i32.load(items)) << 2);
    const bu = f32.load(userBias);
    const bi = f32.load(itemBias);
    const error = f32.load(ratings) - (mean + bu + bi + dot(p, q, next, stride));
    f32.store(userBias, bu + biasRate * (error - reg * bu));
    f32.store(itemBias, bi + biasRate * (error - reg * bi));
    step(p, q, f32x4.splat(rate * error), shrink, stride);
    squares += <f64>error * <f64>error;
    q = next;
  }
  return squares;
}

/** The address of the row of the item at `item`. */
function row(table: usize, item: usize, stride: usize): usize {
  return table + <usize>i32.load(item) * stride;
}

/**
 * p · q, in sums that don't wait for each other. Meanwhile, the row after `q` is fetched from memory, one number of each 64
 * bytes: with 17,000 items, this takes a sixth of the time off.
 */
function dot(p: usize, q: usize, next: usize, stride: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k: usize = 0; k < stride; k += 64) {
    v128.load(next + k);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(p + k), v128.load(q + k)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(p + k, 16), v128.load(q + k, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(p + k, 32), v128.load(q + k, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(p + k, 48), v128.load(q + k, 48)));
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  const ab = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
  return ab + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

/**
 * p += ηe q − ηλ p and q += ηe p − ηλ q, both from the values before. Not (1 − ηλ) p + ηe q, which saves an addition: in 32
 * bits, 1 − ηλ is off by up to 3e-8, always to the same side, and after thousands of steps predictions are off by 1e-4
 * instead of 1e-6.
 */
function step(p: usize, q: usize, pull: v128, shrink: v128, stride: usize): void {
  for (let k: usize = 0; k < stride; k += 32) {
    const p0 = v128.load(p + k);
    const q0 = v128.load(q + k);
    const p1 = v128.load(p + k, 16);
    const q1 = v128.load(q + k, 16);
    v128.store(p + k, moved(p0, q0, pull, shrink));
    v128.store(q + k, moved(q0, p0, pull, shrink));
    v128.store(p + k, moved(p1, q1, pull, shrink), 16);
    v128.store(q + k, moved(q1, p1, pull, shrink), 16);
  }
}

function moved(a: v128, b: v128, pull: v128, shrink: v128): v128 {
  return f32x4.add(a, f32x4.sub(f32x4.mul(pull, b), f32x4.mul(shrink, a)));
}
