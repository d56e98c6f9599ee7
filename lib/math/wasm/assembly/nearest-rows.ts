/**
 * The loop that finds the most similar rows of a sparse matrix, in AssemblyScript, a subset of TypeScript with WebAssembly's
 * types, compiled to `../nearest-rows-wasm.ts`, which says how. `lib/math/similarity/nearest-rows.ts` calls it.
 *
 * Addresses are in bytes, whole numbers are int32, values float64 unless stated otherwise.
 */

/**
 * For each row of a piece, the sums of products with all other rows, and the `kept` largest of those that aren't 0; of equal
 * ones, those of the first rows. Each column of the row leads to the other rows that have it. Cost: O(Σ over the entries of
 * their columns' entries).
 *
 * @param bounds row `bounds[piece]` to `bounds[piece + 1] - 1` belong to a piece
 * @param first the row whose results come first
 * @param offsets, columns, values the matrix in compressed rows
 * @param starts, rows, weights its transpose
 * @param counts how many rows were found for each row
 * @param found [rows of all pieces, kept]: the rows that were found, ascending
 * @param products float32 [rows of all pieces, kept]: their sums
 * @param scratch of each thread `scratchSize` bytes: [row count] sums, which must be 0, [kept] keys, then int32: [kept] ids
 *   and [row count + 1] rows with a sum
 */
export function nearestRows(
  piece: i32,
  thread: i32,
  bounds: usize,
  first: i32,
  rowCount: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  starts: usize,
  rows: usize,
  weights: usize,
  kept: i32,
  counts: usize,
  found: usize,
  products: usize,
  scratch: usize,
  scratchSize: i32,
): void {
  const sums = scratch + <usize>thread * <usize>scratchSize;
  const keys = sums + ((<usize>rowCount) << 3);
  const ids = keys + ((<usize>kept) << 3);
  const touched = ids + ((<usize>kept) << 2);
  const end = number(bounds, piece + 1);
  for (let row = number(bounds, piece); row < end; row++) {
    const begin = number(offsets, row);
    const stop = number(offsets, row + 1);
    let terms: i64 = 0;
    for (let entry = begin; entry < stop; entry++) {
      const column = number(columns, entry);
      terms += number(starts, column + 1) - number(starts, column);
    }
    let met: i32;
    if (terms < <i64>rowCount) {
      met = addListing(begin, stop, columns, values, starts, rows, weights, sums, touched);
    } else {
      addProducts(begin, stop, columns, values, starts, rows, weights, sums);
      met = listNonzero(sums, rowCount, touched);
    }
    const size = best(row, sums, touched, met, kept, keys, ids);
    sortByRow(keys, ids, size);
    const out = <usize>(row - first) * <usize>kept;
    for (let n: i32 = 0; n < size; n++) {
      store<i32>(found + ((out + <usize>n) << 2), number(ids, n));
      store<f32>(products + ((out + <usize>n) << 2), <f32>value(keys, n));
    }
    store<i32>(counts + ((<usize>(row - first)) << 2), size);
  }
}

/** sums[other] = Σ over common columns. */
function addProducts(
  begin: i32,
  stop: i32,
  columns: usize,
  values: usize,
  starts: usize,
  rows: usize,
  weights: usize,
  sums: usize,
): void {
  for (let entry = begin; entry < stop; entry++) {
    const column = number(columns, entry);
    const x = value(values, entry);
    const last = number(starts, column + 1);
    for (let at = number(starts, column); at < last; at++) {
      const place = sums + ((<usize>number(rows, at)) << 3);
      store<f64>(place, load<f64>(place) + x * value(weights, at));
    }
  }
}

/** Lists the rows whose sums aren't 0. Returns how many. Without a branch: the list has room for one more. */
function listNonzero(sums: usize, rowCount: i32, list: usize): i32 {
  let count: i32 = 0;
  for (let row: i32 = 0; row < rowCount; row++) {
    store<i32>(list + ((<usize>count) << 2), row);
    count += <i32>(value(sums, row) !== 0);
  }
  return count;
}

/**
 * Both at once, for a row with fewer products than there are rows. A row is listed when its sum was 0, so again if the sum
 * has come back to 0; `best` then finds it to be 0 the second time.
 */
function addListing(
  begin: i32,
  stop: i32,
  columns: usize,
  values: usize,
  starts: usize,
  rows: usize,
  weights: usize,
  sums: usize,
  list: usize,
): i32 {
  let count: i32 = 0;
  for (let entry = begin; entry < stop; entry++) {
    const column = number(columns, entry);
    const x = value(values, entry);
    const last = number(starts, column + 1);
    for (let at = number(starts, column); at < last; at++) {
      const other = number(rows, at);
      const sum = value(sums, other);
      store<i32>(list + ((<usize>count) << 2), other);
      count += <i32>(sum === 0);
      store<f64>(sums + ((<usize>other) << 3), sum + x * value(weights, at));
    }
  }
  return count;
}

/** Puts the best sums into `keys` and `ids`, a heap with the worst on top, and all sums back to 0. Returns how many. */
function best(row: i32, sums: usize, touched: usize, met: i32, kept: i32, keys: usize, ids: usize): i32 {
  let size: i32 = 0;
  for (let n: i32 = 0; n < met; n++) {
    const other = number(touched, n);
    const place = sums + ((<usize>other) << 3);
    const key = load<f64>(place);
    store<f64>(place, 0);
    if (key === 0 || other === row) continue;
    if (size < kept) {
      store<f64>(keys + ((<usize>size) << 3), key);
      store<i32>(ids + ((<usize>size) << 2), other);
      size++;
      if (size === kept)
        for (let at = (size >> 1) - 1; at >= 0; at--)
          siftDown(keys, ids, size, at, value(keys, at), number(ids, at));
    } else if (isWorse(value(keys, 0), number(ids, 0), key, other)) siftDown(keys, ids, size, 0, key, other);
  }
  return size;
}

/** An entry is worse if its key is lower, or for equal keys if its id is higher; see `lib/math/similarity/similarity-heap.ts`. */
function isWorse(key: f64, id: i32, otherKey: f64, otherId: i32): bool {
  return key < otherKey || (key === otherKey && id > otherId);
}

function siftDown(keys: usize, ids: usize, size: i32, from: i32, key: f64, id: i32): void {
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    const next = child + 1;
    if (next < size && isWorse(value(keys, next), number(ids, next), value(keys, child), number(ids, child)))
      child = next;
    if (!isWorse(value(keys, child), number(ids, child), key, id)) break;
    move(keys, ids, child, at);
    at = child;
  }
  store<f64>(keys + ((<usize>at) << 3), key);
  store<i32>(ids + ((<usize>at) << 2), id);
}

/** Shell's sort of the entries by id. */
function sortByRow(keys: usize, ids: usize, size: i32): void {
  let gap: i32 = 1;
  while (gap < size) gap = 3 * gap + 1;
  for (gap = gap / 3; gap > 0; gap = gap / 3) {
    for (let n = gap; n < size; n++) {
      const key = value(keys, n);
      const id = number(ids, n);
      let at = n;
      while (at >= gap && number(ids, at - gap) > id) {
        move(keys, ids, at - gap, at);
        at -= gap;
      }
      store<f64>(keys + ((<usize>at) << 3), key);
      store<i32>(ids + ((<usize>at) << 2), id);
    }
  }
}

function move(keys: usize, ids: usize, from: i32, to: i32): void {
  store<f64>(keys + ((<usize>to) << 3), value(keys, from));
  store<i32>(ids + ((<usize>to) << 2), number(ids, from));
}

function number(table: usize, at: i32): i32 {
  return load<i32>(table + ((<usize>at) << 2));
}

function value(table: usize, at: i32): f64 {
  return load<f64>(table + ((<usize>at) << 3));
}
