/**
 * The inner loops of implicit alternating least squares on rows of factors: AssemblyScript, a subset of TypeScript with
 * WebAssembly's types, compiled with SIMD (four numbers an instruction) to `../factor-rows-wasm.ts`, which says how.
 * `lib/models/factors/plain/plain-implicit-als.ts` is the algorithm to read; `implicit-rows.ts` calls these.
 *
 * Tables are float32 in row-major order, `width` numbers a row, a multiple of 8 (fewer factors are filled up with zeros).
 * `sumOuter` and `solveRows` do one piece of a loop, given by its number, on any thread: what a piece computes doesn't
 * depend on the thread. Addresses are in bytes.
 */
import { addFour, addScaled, dot, fourDots, scale, timesMatrix, total } from './rows';

export { invertGram, sumOuter } from './gram';

/** Rows a piece of `solveRows`. */
const PIECE: i32 = 16;
/**
 * Rows solved together: their entries' rows of the other table are read twice, the second time from the cache. 16 at a time
 * took 1.7 times as long for 17,000 items that 100,000 users like.
 */
const BLOCK: i32 = 4;

/**
 * Improves rows x of `own` by `steps` conjugate gradient steps for A x = b, with
 *
 *     A = G + δ I + Σ w q qᵀ,   b = Σ (1 + w) q,   both over the row's entries.
 *
 * The steps are preconditioned with G⁻¹: a direction is d = G⁻¹ r + β d', so that G d = r + β G d' needs no product. The last
 * step needs of A only dᵀ A d = dᵀ G d + δ dᵀ d + Σ w (q · d)². An entry of weight 0 counts nothing; a row's number of entries is a
 * multiple of 4.
 *
 * @param offsets the row's entries are at `offsets[row]` to `offsets[row + 1] - 1` of `columns` (rows of `other`) and `weights`
 * @param ridges δ of each row
 * @param scratch for each thread 4 [BLOCK, width] and BLOCK numbers
 */
export function solveRows(
  piece: i32,
  thread: i32,
  own: usize,
  rows: i32,
  other: usize,
  offsets: usize,
  columns: usize,
  weights: usize,
  ridges: usize,
  gram: usize,
  inverse: usize,
  width: i32,
  scratch: usize,
  steps: i32,
): void {
  const ofThread = scratch + <usize>thread * (((<usize>(4 * BLOCK * width)) << 2) + 4 * BLOCK);
  const end = min((piece + 1) * PIECE, rows);
  for (let first = piece * PIECE; first < end; first += BLOCK) {
    const count = min(BLOCK, end - first);
    solveBlock(
      first,
      count,
      own,
      other,
      offsets,
      columns,
      weights,
      ridges,
      gram,
      inverse,
      width,
      ofThread,
      steps,
    );
  }
}

/** Solves `count` rows from `first` on. @param residuals the thread's scratch */
function solveBlock(
  first: i32,
  count: i32,
  own: usize,
  other: usize,
  offsets: usize,
  columns: usize,
  weights: usize,
  ridges: usize,
  gram: usize,
  inverse: usize,
  width: i32,
  residuals: usize,
  steps: i32,
): void {
  const stride = (<usize>width) << 2;
  const size = <usize>BLOCK * stride;
  const others = residuals + size; // G⁻¹ r, then A d
  const directions = others + size;
  const images = directions + size; // G d
  const squares = images + size; // rᵀ G⁻¹ r of the step before
  const full = (count + 3) & ~3;
  const x = own + <usize>first * stride;
  memory.fill(directions, 0, size);
  memory.copy(directions, x, <usize>count * stride);
  timesMatrix(directions, full, gram, stride, residuals);
  for (let n: i32 = 0; n < count; n++) {
    const at = <usize>n * stride;
    const begin = load<i32>(offsets + ((<usize>(first + n)) << 2));
    const end = load<i32>(offsets + ((<usize>(first + n)) << 2), 4);
    const ridge = load<f32>(ridges + ((<usize>(first + n)) << 2));
    scale(residuals + at, -1, stride);
    if (ridge !== 0) addScaled(residuals + at, -ridge, x + at, residuals + at, stride);
    addMissing(begin, end, columns, weights, other, x + at, residuals + at, stride);
  }
  for (let step: i32 = 0; step < steps; step++) {
    timesMatrix(residuals, full, inverse, stride, others);
    const isLast = step + 1 === steps;
    for (let n: i32 = 0; n < count; n++) {
      const at = <usize>n * stride;
      const r = residuals + at;
      const z = others + at;
      const d = directions + at;
      const Gd = images + at;
      const kept = squares + ((<usize>n) << 2);
      const square = dot(r, z, stride);
      if (step === 0) {
        memory.copy(d, z, stride);
        memory.copy(Gd, r, stride);
      } else {
        const before = load<f32>(kept);
        const beta: f32 = before > 0 ? square / before : 0;
        addScaled(z, beta, d, d, stride);
        addScaled(r, beta, Gd, Gd, stride);
      }
      store<f32>(kept, square);
      const begin = load<i32>(offsets + ((<usize>(first + n)) << 2));
      const end = load<i32>(offsets + ((<usize>(first + n)) << 2), 4);
      const ridge = load<f32>(ridges + ((<usize>(first + n)) << 2));
      if (!isLast) addScaled(Gd, ridge, d, z, stride);
      const curvature =
        dot(d, Gd, stride) +
        ridge * dot(d, d, stride) +
        addImage(begin, end, columns, weights, other, d, isLast ? 0 : z, stride);
      const length: f32 = curvature > 0 ? square / curvature : 0;
      addScaled(x + at, length, d, x + at, stride);
      if (!isLast) addScaled(r, -length, z, r, stride);
    }
  }
}

/** r += Σ ((1 + w) − w (q · x)) q over the entries. */
function addMissing(
  begin: i32,
  end: i32,
  columns: usize,
  weights: usize,
  other: usize,
  x: usize,
  r: usize,
  stride: usize,
): void {
  for (let e = begin; e < end; e += 4) {
    const at = columns + ((<usize>e) << 2);
    const a = other + <usize>load<u32>(at) * stride;
    const b = other + <usize>load<u32>(at, 4) * stride;
    const c = other + <usize>load<u32>(at, 8) * stride;
    const d = other + <usize>load<u32>(at, 12) * stride;
    const w = v128.load(weights + ((<usize>e) << 2));
    const one = v128.and(f32x4.gt(w, f32x4.splat(0)), f32x4.splat(1)); // 0 where there is no entry
    const scored = f32x4.mul(w, fourDots(a, b, c, d, x, stride));
    addFour(a, b, c, d, f32x4.sub(f32x4.add(one, w), scored), r, stride);
  }
}

/** image += Σ w (q · d) q over the entries, unless it is 0; returns Σ w (q · d)². */
function addImage(
  begin: i32,
  end: i32,
  columns: usize,
  weights: usize,
  other: usize,
  direction: usize,
  image: usize,
  stride: usize,
): f32 {
  let sum = f32x4.splat(0);
  for (let e = begin; e < end; e += 4) {
    const at = columns + ((<usize>e) << 2);
    const a = other + <usize>load<u32>(at) * stride;
    const b = other + <usize>load<u32>(at, 4) * stride;
    const c = other + <usize>load<u32>(at, 8) * stride;
    const d = other + <usize>load<u32>(at, 12) * stride;
    const dots = fourDots(a, b, c, d, direction, stride);
    const weighted = f32x4.mul(v128.load(weights + ((<usize>e) << 2)), dots);
    sum = f32x4.add(sum, f32x4.mul(weighted, dots));
    if (image !== 0) addFour(a, b, c, d, weighted, image, stride);
  }
  return total(sum);
}
