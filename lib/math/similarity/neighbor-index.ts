/**
 * Approximate nearest-neighbor search among many vectors, without comparing all of them: an HNSW graph (Y.
 * Malkov, D. Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable
 * Small World Graphs", 2018), from the library `usearch`. A few of the nearest may be missing from the
 * result.
 */
import type { Index, MetricKind, ScalarKind } from 'usearch';
import { LabError } from '../../core/errors';

/** Rows added at a time; the caller's `pause` runs in between. */
const BATCH = 500;
const CONNECTIVITY = 16;
/**
 * Number of candidates considered when building and searching: a larger number is more accurate and slower.
 */
const EXPANSION = 128;

/** What makes rows near: their cosine, or their dot product, which long rows have more of. */
export type NearBy = 'cosine' | 'dot product';

/** An index of the rows of a table. */
export class NeighborIndex {
  private constructor(
    private readonly index: Index,
    private readonly vectors: Float32Array,
    private readonly width: number,
  ) {}

  /**
   * Indexes the rows of `vectors`, [rows, width]; rows of zeros or with NaN are left out. Uses a single
   * thread, so that two indexes of the same rows are identical. Cost: O(rows · log rows · width): 100,000
   * rows of 64 numbers took 25 s; scanning all of them takes 14 ms, and a search 0.5 ms.
   *
   * @throws LabError with code `INDEX` if the library has no binary for this machine
   */
  static async build(
    vectors: Float32Array,
    width: number,
    pause: () => Promise<void>,
    metric: NearBy = 'cosine',
  ): Promise<NeighborIndex> {
    const index = newIndex(width, metric);
    const rows = vectors.length / width;
    for (let from = 0; from < rows; from += BATCH) {
      const keys: bigint[] = [];
      const kept: number[] = [];
      for (let row = from; row < Math.min(rows, from + BATCH); row++) {
        const vector = vectors.subarray(row * width, (row + 1) * width);
        if (!vector.some((value) => value !== 0) || vector.some(Number.isNaN)) continue;
        keys.push(BigInt(row));
        for (const value of vector) kept.push(value);
      }
      if (keys.length > 0) index.add(BigUint64Array.from(keys), Float32Array.from(kept), 1);
      await pause();
    }
    return new NeighborIndex(index, vectors, width);
  }

  /** About k of the rows nearest to a row, nearest first; may include the row itself. */
  nearest(row: number, k: number): number[] {
    return this.nearestTo(this.vectors.slice(row * this.width, (row + 1) * this.width), k);
  }

  /** About k of the rows nearest to a vector that isn't only zeros, nearest first. */
  nearestTo(vector: Float32Array, k: number): number[] {
    const { keys } = this.index.search(vector, k, 1);
    return Array.from(keys, Number);
  }
}

function newIndex(dimensions: number, metric: NearBy): Index {
  try {
    const usearch = require('usearch') as typeof import('usearch');
    return new usearch.Index({
      dimensions,
      metric: (metric === 'cosine' ? 'cos' : 'ip') as MetricKind,
      quantization: 'f32' as ScalarKind,
      connectivity: CONNECTIVITY,
      expansion_add: EXPANSION,
      expansion_search: EXPANSION,
      multi: false,
    });
  } catch (cause) {
    throw new LabError(
      'INDEX',
      `NeighborIndex: usearch can't be loaded on this machine: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}
