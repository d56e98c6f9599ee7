/**
 * The similarities of n rows, in one of two forms: all of them if n x n numbers fit into the memory limit,
 * otherwise only the most similar ones of each row.
 */
import { OptionError } from '../../core/errors';
import { heapify, isWorse, replaceWorst } from './similarity-heap';

/** Similarities as flat arrays. Made by `similarities`, read through `SimilarityRows`. */
export interface SimilarityTable {
  /** n, the number of rows, that is, users or items. */
  readonly size: number;
  /** The number of similarities kept per row; n if all are kept. */
  readonly kept: number;
  /**
   * Empty if all are kept. Otherwise [n, kept], the row that each similarity refers to; −1 is an empty place.
   */
  readonly neighborIndex: Int32Array;
  /** The similarities, [n, kept]. If all are kept, symmetric with 1 on the diagonal. */
  readonly similarity: Float64Array;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const MEGABYTE = 1e6;

/** The memory limit of a table, and names for error messages. */
export interface TableLimits {
  /** Such as `KNNBasic`. */
  readonly owner: string;
  /** Such as `users`. */
  readonly what: string;
  readonly maxMegabytes: number;
  /** The smallest useful number of similarities per row. */
  readonly leastKept: number;
}

/**
 * The number of similarities per row that fit, for `size` rows. Allocates nothing.
 * @throws OptionError when not even `leastKept` fit
 */
export function fittingNeighbors(size: number, limits: TableLimits): number {
  const bytes = limits.maxMegabytes * MEGABYTE;
  if (size * size * BYTES <= bytes) return size;
  const kept = Math.floor(bytes / (size * (BYTES + Int32Array.BYTES_PER_ELEMENT)));
  if (kept >= limits.leastKept) return Math.min(kept, size - 1);
  const needed = Math.ceil((limits.leastKept * size * (BYTES + 4)) / MEGABYTE);
  throw new OptionError(
    `${limits.owner}: the ${limits.leastKept} nearest of ${size} ${limits.what} take ${needed} MB, ` +
      `but maxMegabytes is ${limits.maxMegabytes}; raise it, lower neighbors, or use a factor model such as SVD`,
  );
}

/** Builds a table pair by pair. */
export class SimilarityTableBuilder {
  private readonly neighborIndex: Int32Array;
  private readonly similarity: Float64Array;
  /** Number of entries per row so far, if not all are kept. */
  private readonly counts: Int32Array;
  /** What a similarity must reach to be kept: most don't, and the row's others needn't be read. */
  private readonly least: Float64Array;

  constructor(
    private readonly size: number,
    private readonly kept: number,
  ) {
    const all = kept === size;
    this.neighborIndex = new Int32Array(all ? 0 : size * kept).fill(-1);
    this.similarity = new Float64Array(size * kept);
    this.counts = new Int32Array(all ? 0 : size);
    this.least = new Float64Array(all ? 0 : size).fill(Number.NEGATIVE_INFINITY);
    if (all) for (let row = 0; row < size; row++) this.similarity[row * size + row] = 1;
  }

  /** Adds the similarity of two different rows; call once per pair. */
  add(i: number, j: number, similarity: number): void {
    if (this.kept === this.size) {
      this.similarity[i * this.size + j] = similarity;
      this.similarity[j * this.size + i] = similarity;
    } else {
      this.offer(i, j, similarity);
      this.offer(j, i, similarity);
    }
  }

  table(): SimilarityTable {
    const { size, kept, neighborIndex, similarity } = this;
    return { size, kept, neighborIndex, similarity };
  }

  private offer(row: number, neighbor: number, key: number): void {
    const { kept, similarity, neighborIndex } = this;
    if (key < this.least[row]) return;
    const start = row * kept;
    if (this.counts[row] < kept) {
      const at = start + this.counts[row]++;
      similarity[at] = key;
      neighborIndex[at] = neighbor;
      if (this.counts[row] < kept) return;
      heapify(similarity, neighborIndex, start, kept);
      this.least[row] = similarity[start];
    } else if (isWorse(similarity[start], neighborIndex[start], key, neighbor)) {
      replaceWorst(similarity, neighborIndex, start, kept, key, neighbor);
      this.least[row] = similarity[start];
    }
  }
}

/** Reads a table row by row: `values[offset + j]` is the similarity of the selected row and j. */
export class SimilarityRows {
  readonly values: Float64Array;
  offset = 0;
  private selected = -1;

  constructor(private readonly table: SimilarityTable) {
    this.values = table.kept === table.size ? table.similarity : new Float64Array(table.size);
  }

  /**
   * Selects the row to read. Free if all similarities are kept, otherwise O(kept). A similarity that isn't
   * kept is 0; that of a row with itself is 1.
   */
  select(row: number): void {
    if (this.table.kept === this.table.size) this.offset = row * this.table.size;
    else if (row !== this.selected) this.spread(row);
  }

  private spread(row: number): void {
    const { kept, neighborIndex, similarity } = this.table;
    if (this.selected >= 0) {
      this.values[this.selected] = 0;
      for (let at = this.selected * kept; at < (this.selected + 1) * kept; at++) {
        if (neighborIndex[at] >= 0) this.values[neighborIndex[at]] = 0;
      }
    }
    for (let at = row * kept; at < (row + 1) * kept; at++) {
      if (neighborIndex[at] >= 0) this.values[neighborIndex[at]] = similarity[at];
    }
    this.values[row] = 1;
    this.selected = row;
  }
}
