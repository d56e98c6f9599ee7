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
  const numbers = new Int32Array(count).fill(-1);
  const old = new Int32Array(count);
  const renumbered = new Int32Array(column.length);
  let size = 0;
  for (let row = 0; row < column.length; row++) {
    const before = column[row];
    if (numbers[before] === -1) {
      old[size] = before;
      numbers[before] = size++;
    }
    renumbered[row] = numbers[before];
  }
  return { column: renumbered, old: old.slice(0, size) };
}
