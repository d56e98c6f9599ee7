/**
 * The inner loops of alternating least squares on rows of factors: AssemblyScript, a subset of TypeScript with
 * WebAssembly's types, compiled with SIMD (four numbers an instruction) to `../factor-rows-wasm.ts`, which says how.
 * `lib/models/factors/plain/plain-implicit-als.ts` is the algorithm to read; `implicit-rows.ts` calls these.
 *
 * Tables are float32 in row-major order, `width` numbers a row, a multiple of 8 (fewer factors are filled up with zeros).
 * Each exported function does one piece of a loop, given by its number, on any thread: what a piece computes doesn't depend
 * on the thread. Addresses are in bytes.
 */

/** Rows a piece of `solveRows`. */
const PIECE: i32 = 16;
/**
 * Rows solved together: their entries' rows of the other table are read twice, the second time from the cache. 16 at a time
 * took 1.7 times as long for 17,000 items that 100,000 users like.
 */
const BLOCK: i32 = 4;
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

/** y = x A for `rows` rows, a multiple of 4; A is [width, width]. */
function timesMatrix(x: usize, rows: i32, A: usize, stride: usize, y: usize): void {
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
function addFour(a: usize, b: usize, c: usize, d: usize, w: v128, out: usize, stride: usize): void {
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
function fourDots(a: usize, b: usize, c: usize, d: usize, x: usize, stride: usize): v128 {
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

function dot(a: usize, b: usize, stride: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < stride; k += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  }
  return total(sum);
}

/** The sum of the four lanes. */
function total(sum: v128): f32 {
  const ab = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
  return ab + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

/** out = a + factor · b */
function addScaled(a: usize, factor: f32, b: usize, out: usize, stride: usize): void {
  const w = f32x4.splat(factor);
  for (let k: usize = 0; k < stride; k += 16) {
    v128.store(out + k, f32x4.add(v128.load(a + k), f32x4.mul(w, v128.load(b + k))));
  }
}

function scale(x: usize, factor: f32, stride: usize): void {
  const w = f32x4.splat(factor);
  for (let k: usize = 0; k < stride; k += 16) v128.store(x + k, f32x4.mul(w, v128.load(x + k)));
}
