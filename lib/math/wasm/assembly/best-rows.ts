/**
 * The rows of a table that may have the largest products with a vector, in AssemblyScript, a subset of TypeScript with
 * WebAssembly's types, compiled with SIMD to `../best-rows-wasm.ts`. `../best-rows.ts` calls it, and has the idea and the
 * formulas. Addresses and `stride` are in bytes.
 */

/** A result begins with its threshold, how many places of `best` are filled, how many rows are found (-1: too many), and 2 E. */
const LEAST: usize = 0;
const FILLED: usize = 4;
const FOUND: usize = 8;
const SLACK: usize = 12;
/** Then come the k largest products, best first; then, with some room, the rows that are found, and their products. */
const BEST: usize = 16;

/** Below all products, and above. From `MOST_SLACK` on, a threshold might overflow. */
const LOWEST: i32 = i32.MIN_VALUE;
const HIGHEST: i32 = i32.MAX_VALUE;
const MOST_SLACK: f64 = 1073741824;

/** ‖x‖ of numbers in 64 bits. */
export function lengthOf(x: usize, width: i32): f64 {
  let squares: f64 = 0;
  for (let n: i32 = 0; n < width; n++, x += 8) squares += load<f64>(x) * load<f64>(x);
  return sqrt(squares);
}

/** By what a vector is multiplied; with 0, as for a vector without a direction, all products tie. */
export function scaleFor(length: f64): f64 {
  return length > 0 && length < Infinity ? 32767 / length : 0;
}

/**
 * x̂ = round(scale · x), of numbers in 64 bits. Two go next to each other, the next two `step` bytes from there. Returns
 * ‖x̂‖₁.
 */
export function roundTo(x: usize, width: i32, scale: f64, out: usize, step: usize): i32 {
  let sum: i32 = 0;
  for (let n: i32 = 0; n < width; n++, x += 8) {
    const value = <i32>nearest(scale * load<f64>(x));
    store<i16>(out, value);
    sum += abs(value);
    out += n & 1 ? step - 2 : 2;
  }
  return sum;
}

/**
 * Begins the result for a vector y in 64 bits.
 *
 * @param tableScale s
 * @param tableSum max ‖x̂‖₁
 * @param noise by how much the caller's own products may be off
 * @param out of ŷ
 */
export function ask(
  y: usize,
  width: i32,
  tableScale: f64,
  tableSum: i32,
  noise: f64,
  out: usize,
  result: usize,
): void {
  const length = lengthOf(y, width);
  const scale = scaleFor(length);
  const sum = roundTo(y, width, scale, out, 4);
  // 2 E, and 2 for what rounding does to numbers in 64 bits.
  const slack = ceil(<f64>tableSum + <f64>sum + <f64>width / 2 + 2 * tableScale * scale * noise) + 2;
  const isKnown = length >= 0;
  store<i32>(result, isKnown && slack < MOST_SLACK ? LOWEST : HIGHEST, LEAST);
  store<i32>(result, 0, FILLED);
  store<i32>(result, isKnown && !(slack < MOST_SLACK) ? -1 : 0, FOUND);
  store<i32>(result, <i32>slack, SLACK);
}

/**
 * Goes through the table, eight rows at a time, for up to 32 vectors. A product stays in a register unless it reaches the
 * vector's threshold.
 *
 * @param table for eight rows each: two numbers of the first, two of the second, and so on, to the last two of the eighth
 * @param vectors `stride` bytes each; there are memory and results for a multiple of four
 * @param masks for each row, 32 bits: that of a vector is set if the row is left out for it
 * @param results of the vectors, as begun by `ask`
 * @param room number of rows that a result has room for
 */
export function bestRows(
  table: usize,
  rows: i32,
  stride: usize,
  vectors: usize,
  count: i32,
  masks: usize,
  results: usize,
  k: i32,
  room: i32,
): void {
  const size = BEST + 4 * <usize>(k + 2 * room);
  for (let n = count; n % 4 !== 0; n++) store<i32>(results + <usize>n * size, HIGHEST, LEAST);
  for (let row: i32 = 0; row < rows; row += 8, table += 8 * stride, masks += 32) {
    let result = results;
    let v0 = vectors;
    for (let n: i32 = 0; n < count; n += 4, result += 4 * size, v0 += 4 * stride) {
      const v1 = v0 + stride;
      const v2 = v1 + stride;
      const v3 = v2 + stride;
      // Of rows 0 to 3 and of rows 4 to 7, with each of four vectors.
      let a0 = i32x4.splat(0);
      let b0 = a0;
      let a1 = a0;
      let b1 = a0;
      let a2 = a0;
      let b2 = a0;
      let a3 = a0;
      let b3 = a0;
      let from = table;
      for (let f: usize = 0; f < stride; f += 4, from += 32) {
        const x = v128.load(from);
        const y = v128.load(from, 16);
        let pair = v128.load32_splat(v0 + f);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(pair, x));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(pair, y));
        pair = v128.load32_splat(v1 + f);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(pair, x));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(pair, y));
        pair = v128.load32_splat(v2 + f);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(pair, x));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(pair, y));
        pair = v128.load32_splat(v3 + f);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(pair, x));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(pair, y));
      }
      take(a0, b0, row, masks, n, result, k, room);
      take(a1, b1, row, masks, n + 1, result + size, k, room);
      take(a2, b2, row, masks, n + 2, result + 2 * size, k, room);
      take(a3, b3, row, masks, n + 3, result + 3 * size, k, room);
    }
  }
  for (let n: i32 = 0; n < count; n++, results += size) {
    if (load<i32>(results, FOUND) > 0) drop(results, k, room);
  }
}

/** Adds those of eight products that reach the threshold of vector n. */
function take(a: v128, b: v128, row: i32, masks: usize, n: i32, result: usize, k: i32, room: i32): void {
  const least = v128.load32_splat(result + LEAST);
  const aHigh = i32x4.ge_s(a, least);
  const bHigh = i32x4.ge_s(b, least);
  if (!v128.any_true(v128.or(aHigh, bHigh))) return;
  const bit = i32x4.splat(1 << n);
  const none = i32x4.splat(0);
  const aFree = i32x4.eq(v128.and(v128.load(masks), bit), none);
  const bFree = i32x4.eq(v128.and(v128.load(masks, 16), bit), none);
  let lanes = i32x4.bitmask(v128.and(aHigh, aFree)) | (i32x4.bitmask(v128.and(bHigh, bFree)) << 4);
  for (; lanes !== 0; lanes &= lanes - 1) {
    const lane = ctz(lanes);
    add(productIn(lane < 4 ? a : b, lane), row + lane, result, k, room);
  }
}

function productIn(four: v128, lane: i32): i32 {
  const two = lane & 2 ? i64x2.extract_lane(four, 1) : i64x2.extract_lane(four, 0);
  return <i32>(lane & 1 ? two >> 32 : two);
}

/** Adds a row to a result, unless a row just before it has raised the threshold. */
function add(product: i32, row: i32, result: usize, k: i32, room: i32): void {
  if (product < load<i32>(result, LEAST)) return;
  const best = result + BEST;
  const last = best + ((<usize>(k - 1)) << 2);
  const rows = last + 4;
  let found = load<i32>(result, FOUND);
  if (found === room) found = drop(result, k, room);
  if (found === room) {
    store<i32>(result, HIGHEST, LEAST);
    store<i32>(result, -1, FOUND);
    return;
  }
  store<i32>(rows + ((<usize>found) << 2), row);
  store<i32>(rows + ((<usize>(room + found)) << 2), product);
  store<i32>(result, found + 1, FOUND);
  const filled = load<i32>(result, FILLED);
  if (filled === k && product <= load<i32>(last)) return;
  let place = last;
  if (filled < k) {
    place = best + ((<usize>filled) << 2);
    store<i32>(result, filled + 1, FILLED);
  }
  for (; place > best && load<i32>(place - 4) < product; place -= 4) store<i32>(place, load<i32>(place - 4));
  store<i32>(place, product);
  if (filled + 1 >= k) store<i32>(result, load<i32>(last) - load<i32>(result, SLACK), LEAST);
}

/** Drops what no longer reaches the threshold; returns how many are left. */
function drop(result: usize, k: i32, room: i32): i32 {
  const least = load<i32>(result, LEAST);
  const found = load<i32>(result, FOUND);
  const rows = result + BEST + ((<usize>k) << 2);
  const products = rows + ((<usize>room) << 2);
  let left: i32 = 0;
  for (let n: i32 = 0; n < found; n++) {
    const product = load<i32>(products + ((<usize>n) << 2));
    if (product < least) continue;
    store<i32>(rows + ((<usize>left) << 2), load<i32>(rows + ((<usize>n) << 2)));
    store<i32>(products + ((<usize>left) << 2), product);
    left++;
  }
  store<i32>(result, left, FOUND);
  return left;
}
