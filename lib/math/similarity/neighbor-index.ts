/**
 * Approximate nearest-neighbor search among many vectors, without comparing all of them: an HNSW graph (Y.
 * Malkov, D. Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable
 * Small World Graphs", 2018), from the library `usearch`. A few of the nearest may be missing from the
 * result.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Index, MetricKind, ScalarKind } from 'usearch';
import { LabError } from '../../core/errors';

/** Rows added at a time; the caller's `pause` runs in between. */
const BATCH = 500;
const CONNECTIVITY = 16;
/**
 * Number of candidates considered for a row when building: a larger number is more accurate and slower. When
 * searching, it is the number of results, which costs less: ask for more than you need.
 */
const EXPANSION = 64;

/** What makes rows near: their cosine, or their dot product, which long rows have more of. */
export type NearBy = 'cosine' | 'dot product';

/** How an index is built. */
export interface NeighborIndexOptions {
  /** Called from time to time. */
  readonly pause: () => Promise<void>;
  /** Default: cosine. */
  readonly metric?: NearBy;
  /** With a single one, two indexes of the same rows are identical. Default 1. */
  readonly threads?: number;
}

/** An index of the rows of a table. */
export class NeighborIndex {
  private constructor(private readonly index: Index) {}

  /**
   * Indexes the rows of `vectors`, [rows, width], in 16 bits a number; rows of zeros or with NaN are left out.
   * Cost: O(rows · log rows · width): 60,000 rows of 65 numbers take 4 s; scanning all of them takes 8 ms, and a
   * search for 440 of them 0.5 ms.
   *
   * @throws LabError with code `INDEX` if the library has no binary for this machine
   */
  static async build(
    vectors: Float32Array,
    width: number,
    { pause, metric = 'cosine', threads = 1 }: NeighborIndexOptions,
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
      if (keys.length > 0) index.add(BigUint64Array.from(keys), Float32Array.from(kept), threads);
      await pause();
    }
    return new NeighborIndex(index);
  }

  /**
   * An index in a file. Its memory is the file's: only what a search looks at is loaded, and processes share it. On
   * Windows, where a file in use can't be replaced, it is read instead.
   * @param width and `metric`, as it was built
   * @throws LabError with code `INDEX` if the file isn't an index of such vectors; it must be intact
   */
  static inFile(file: string, width: number, metric: NearBy): NeighborIndex {
    const index = newIndex(width, metric);
    checkFile(file, width);
    if (process.platform === 'win32') index.load(file);
    else index.view(file);
    return new NeighborIndex(index);
  }

  /** Writes it to a file that `inFile` opens. */
  save(file: string): void {
    this.index.save(file);
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
      quantization: 'bf16' as ScalarKind,
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

/** The library crashes on files that it hasn't written: rows and bytes of a row, as UInt32, the rows, then its name. */
function checkFile(file: string, width: number): void {
  const [sizes, name] = [Buffer.alloc(8), Buffer.alloc(7)];
  const handle = openSync(file, 'r');
  try {
    readSync(handle, sizes, 0, 8, 0);
    const end = 8 + sizes.readUInt32LE(0) * sizes.readUInt32LE(4);
    if (end < fstatSync(handle).size) readSync(handle, name, 0, 7, end);
  } finally {
    closeSync(handle);
  }
  const found = sizes.readUInt32LE(4) / 2;
  if (name.toString() === 'usearch' && found === width) return;
  const what =
    name.toString() === 'usearch' ? `has vectors of ${found} numbers, not ${width}` : 'is not an index';
  throw new LabError('INDEX', `NeighborIndex: ${file} ${what}`);
}
