/**
 * Renumbers a column of indices by first appearance.
 */

/**
 * Gives each distinct index a new one in order of first appearance, as Surprise numbers the users and items
 * of a train set. `old[n]` is the previous index of `n`. Cost: O(rows + count).
 *
 * @example renumber(Int32Array.of(7, 2, 7), 8) // column 0, 1, 0; old 7, 2
 */
export function renumber(column: Int32Array, count: number): { column: Int32Array; old: Int32Array } {
  const order = new FirstSeen(count);
  order.see(column);
  return { column: order.renumbered(column), old: order.old };
}

/** The same for a column that comes in pieces: each is seen, and then each is renumbered. */
export class FirstSeen {
  readonly #numbers: Int32Array;
  readonly #old: Int32Array;
  #size = 0;

  /** @param count of indices, from 0 */
  constructor(count: number) {
    this.#numbers = new Int32Array(count).fill(-1);
    this.#old = new Int32Array(count);
  }

  see(piece: Int32Array): void {
    const numbers = this.#numbers;
    for (let row = 0; row < piece.length; row++) {
      const before = piece[row];
      if (numbers[before] !== -1) continue;
      this.#old[this.#size] = before;
      numbers[before] = this.#size++;
    }
  }

  /** The previous index of each that was seen. Not to be changed. */
  get old(): Int32Array {
    return this.#old.subarray(0, this.#size);
  }

  /** The new indices. A new array. */
  renumbered(piece: Int32Array): Int32Array {
    const numbers = this.#numbers;
    const renumbered = new Int32Array(piece.length);
    for (let row = 0; row < piece.length; row++) renumbered[row] = numbers[piece[row]];
    return renumbered;
  }
}
