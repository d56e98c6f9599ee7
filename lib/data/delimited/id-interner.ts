/**
 * Maps the raw bytes of an id to its index, without creating a string for every row.
 */

/**
 * A hash table over byte strings, with open addressing and linear probing. In 25 million rows, the same
 * 162,000 user ids occur over and over: a `Map<string, number>` would need a string for each row to look it
 * up. Ids are numbered in order of first appearance.
 */
export class IdInterner {
  /** Index + 1 of the id in each slot, 0 for a free slot. The length is a power of two. */
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(256);
  /** Start of each id's bytes in the pool, plus the end of the last. */
  #starts = new Int32Array(257);
  #pool = new Uint8Array(4096);
  #size = 0;

  /** The number of distinct ids. */
  get size(): number {
    return this.#size;
  }

  /** The index of the id in bytes[start, end); a new id gets the next index, which equals the old size. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    // FNV-1a over the bytes, 32 bits.
    let hash = 0x811c9dc5;
    for (let p = start; p < end; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193);
    // The low bits select the slot; mix in the high ones, because short strings of digits differ little.
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      if (this.#hashes[entry - 1] === hash && this.#same(entry - 1, bytes, start, end)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, hash, bytes, start, end);
  }

  #same(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[index];
    const length = end - start;
    if (this.#starts[index + 1] - from !== length) return false;
    for (let n = 0; n < length; n++) if (this.#pool[from + n] !== bytes[start + n]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    const index = this.#size++;
    if (index === this.#hashes.length) {
      this.#hashes = enlarged(this.#hashes, new Int32Array(2 * index));
      this.#starts = enlarged(this.#starts, new Int32Array(2 * index + 1));
    }
    const from = this.#starts[index];
    const to = from + end - start;
    if (to > this.#pool.length) this.#pool = enlarged(this.#pool, new Uint8Array(2 * to));
    for (let n = start; n < end; n++) this.#pool[from + n - start] = bytes[n];
    this.#hashes[index] = hash;
    this.#starts[index + 1] = to;
    this.#slots[slot] = index + 1;
    // At most half full, which keeps probes short.
    if (2 * this.#size > this.#slots.length) this.#rehash();
    return index;
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#size; index++) {
      let slot = this.#hashes[index] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

function enlarged<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
