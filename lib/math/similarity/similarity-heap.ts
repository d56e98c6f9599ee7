/**
 * The k best of many: a heap in a section of two parallel arrays, with the worst on top. An entry is worse if
 * its key is lower, or for equal keys if its id is higher, so that the earlier entry is kept, as in Python's
 * `heapq.nlargest`.
 */

/** A writable run of numbers. */
type Numbers = Float64Array | Float32Array | Int32Array;

/** Makes a heap of `size` entries from `start` on. Cost: O(size). */
export function heapify(keys: Numbers, ids: Int32Array, start: number, size: number): void {
  for (let at = (size >> 1) - 1; at >= 0; at--)
    siftDown(keys, ids, start, size, at, keys[start + at], ids[start + at]);
}

/** Replaces the worst entry. Cost: O(log size). */
export function replaceWorst(
  keys: Numbers,
  ids: Int32Array,
  start: number,
  size: number,
  key: number,
  id: number,
): void {
  siftDown(keys, ids, start, size, 0, key, id);
}

/** Whether an entry is worse than another. */
export function isWorse(key: number, id: number, otherKey: number, otherId: number): boolean {
  return key < otherKey || (key === otherKey && id > otherId);
}

function siftDown(
  keys: Numbers,
  ids: Int32Array,
  start: number,
  size: number,
  from: number,
  key: number,
  id: number,
): void {
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let place = start + child;
    if (child + 1 < size && isWorse(keys[place + 1], ids[place + 1], keys[place], ids[place])) {
      child++;
      place++;
    }
    if (!isWorse(keys[place], ids[place], key, id)) break;
    keys[start + at] = keys[place];
    ids[start + at] = ids[place];
    at = child;
  }
  keys[start + at] = key;
  ids[start + at] = id;
}
