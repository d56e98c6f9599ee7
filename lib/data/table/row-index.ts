/** The rows of each user (or item), including in a table that extends another. */
import type { Int32Vector } from '../../core/readonly-vector';
import { countsOf, groupRows, type RowGroups } from './row-groups';

/** Maximum number of rows after the grouped ones that are scanned: this takes less than 10 µs. */
const MOST_RECENT = 4096;

/**
 * Rows by key, grouped on first use, O(rows + keys). The index of a table with a few more rows reuses the
 * groups of the previous one and scans the rows after them, so that a new row costs almost nothing.
 */
export class RowIndex {
  readonly #keys: Int32Array;
  readonly #keyCount: number;
  /** Groups of the first rows. */
  #first: RowGroups | undefined;

  /** @param before an index of the table's first rows */
  constructor(keys: Int32Array, keyCount: number, before?: RowIndex) {
    this.#keys = keys;
    this.#keyCount = keyCount;
    this.#first = before === undefined ? undefined : before.#first;
  }

  /** All rows, grouped. */
  get groups(): RowGroups {
    const groups = this.#first;
    if (groups?.rows.length === this.#keys.length && groups.offsets.length === this.#keyCount + 1)
      return groups;
    this.#first = groupRows(this.#keys, this.#keyCount);
    return this.#first;
  }

  /** The rows of one key, in table order. */
  rowsOf(key: number): Int32Vector {
    const { offsets, rows } = this.#nearly();
    const isGrouped = key + 1 < offsets.length;
    const first = isGrouped ? rows.subarray(offsets[key], offsets[key + 1]) : rows.subarray(0, 0);
    const recent: number[] = [];
    for (let row = rows.length; row < this.#keys.length; row++) if (this.#keys[row] === key) recent.push(row);
    return recent.length === 0 ? first : Int32Array.from([...first, ...recent]);
  }

  /** The number of rows of each key. A new array. */
  counts(): Int32Array {
    const groups = this.#nearly();
    const counts = new Int32Array(this.#keyCount);
    counts.set(countsOf(groups));
    for (let row = groups.rows.length; row < this.#keys.length; row++) counts[this.#keys[row]]++;
    return counts;
  }

  /** Groups of all rows but the last few. */
  #nearly(): RowGroups {
    const first = this.#first;
    return first && this.#keys.length - first.rows.length <= MOST_RECENT ? first : this.groups;
  }
}
