/**
 * The inner loop of BPR, in AssemblyScript, a subset of TypeScript with WebAssembly's types, compiled with SIMD (four numbers
 * an instruction) to `../pair-ascent-wasm.ts`, which says how. `lib/models/factors/parts/bpr-step.ts` is the step to read;
 * `lib/models/factors/parts/pair-ascent.ts` calls this.
 *
 * Tables are float32 in row-major order, `width` numbers a row, a multiple of 8 (fewer factors are filled up with zeros).
 * Addresses are in bytes.
 */

/** Beyond, e^x is 0 or infinite. */
const LARGEST: f64 = 709;

/**
 * Takes the triples (u, i, j) one after another, each of its weight: changes the rows of `P` and `Q`, and the biases of the
 * items. Cost: O(count · width).
 */
export function ascend(
  P: usize,
  Q: usize,
  biases: usize,
  users: usize,
  liked: usize,
  others: usize,
  weights: usize,
  count: i32,
  width: i32,
  rate: f32,
  reg: f32,
): void {
  const stride = (<usize>width) << 2;
  const shrink = f32x4.splat(rate * reg);
  for (let n: i32 = 0; n < count; n++) {
    const at = (<usize>n) << 2;
    const i = load<u32>(liked + at);
    const j = load<u32>(others + at);
    const p = P + <usize>load<u32>(users + at) * stride;
    const qi = Q + <usize>i * stride;
    const qj = Q + <usize>j * stride;
    const bi = biases + ((<usize>i) << 2);
    const bj = biases + ((<usize>j) << 2);
    const difference = load<f32>(bi) - load<f32>(bj) + dotDifference(p, qi, qj, stride);
    const pull = <f32>(<f64>load<f32>(weights + at) / (1 + exp(<f64>difference)));
    step(p, qi, qj, f32x4.splat(rate * pull), shrink, stride);
    store<f32>(bi, load<f32>(bi) + rate * (pull - reg * load<f32>(bi)));
    store<f32>(bj, load<f32>(bj) - rate * (pull + reg * load<f32>(bj)));
  }
}

/** p · (qi − qj) */
function dotDifference(p: usize, qi: usize, qj: usize, stride: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (let k: usize = 0; k < stride; k += 32) {
    const d0 = f32x4.sub(v128.load(qi + k), v128.load(qj + k));
    const d1 = f32x4.sub(v128.load(qi + k, 16), v128.load(qj + k, 16));
    s0 = f32x4.add(s0, f32x4.mul(v128.load(p + k), d0));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(p + k, 16), d1));
  }
  const sum = f32x4.add(s0, s1);
  const ab = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
  return ab + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

/** p += ηg (qi − qj) − ηλ p, qi += ηg p − ηλ qi, qj −= ηg p + ηλ qj, all from the values before. */
function step(p: usize, qi: usize, qj: usize, pull: v128, shrink: v128, stride: usize): void {
  for (let k: usize = 0; k < stride; k += 16) {
    const x = v128.load(p + k);
    const a = v128.load(qi + k);
    const b = v128.load(qj + k);
    const pulled = f32x4.mul(pull, x);
    const apart = f32x4.mul(pull, f32x4.sub(a, b));
    v128.store(p + k, f32x4.add(x, f32x4.sub(apart, f32x4.mul(shrink, x))));
    v128.store(qi + k, f32x4.add(a, f32x4.sub(pulled, f32x4.mul(shrink, a))));
    v128.store(qj + k, f32x4.sub(b, f32x4.add(pulled, f32x4.mul(shrink, b))));
  }
}

/** e^x = 2^k e^r with r = x − k ln 2, |r| ≤ ½ ln 2, and the series of e^r up to r⁷ / 7!: within 6e-9 of its size. */
function exp(x: f64): f64 {
  const bounded = min(max(x, -LARGEST), LARGEST);
  const k = nearest(bounded * Math.LOG2E);
  const r = bounded - k * Math.LN2;
  let series: f64 = 1 / 720 + r / 5040;
  series = 1 / 24 + r * (1 / 120 + r * series);
  series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * series)));
  return series * reinterpret<f64>((<i64>k + 1023) << 52);
}
