/**
 * Ridge regression of per-item targets t_i (learned from ratings) on item features x_i, with item weights
 * v_i:
 *
 *     argmin_V Σ_i v_i ‖t_i − Vᵀ x_i‖² + λ ‖V‖²,   so   (Σ_i v_i x_i x_iᵀ + λ I) V = Σ_i v_i x_i t_iᵀ.
 *
 * Items with weight 0 are left out. Both sums run only over the nonzero features of each item.
 */
import type { ContentRows } from './content-rows';

/** Σ_i v_i x_i x_iᵀ + λ I. Float32 [features, features]. Cost: O(items · (features of an item)²). */
export function weightedGram(
  { columnCount, offsets, columns, values }: ContentRows,
  weights: ArrayLike<number>,
  reg: number,
): Float32Array {
  const gram = new Float64Array(columnCount * columnCount);
  for (let item = 0; item < weights.length; item++) {
    if (weights[item] === 0) continue;
    for (let a = offsets[item]; a < offsets[item + 1]; a++) {
      const row = columns[a] * columnCount;
      const weight = weights[item] * values[a];
      for (let b = offsets[item]; b < offsets[item + 1]; b++) gram[row + columns[b]] += weight * values[b];
    }
  }
  for (let row = 0; row < columnCount; row++) gram[row * columnCount + row] += reg;
  return Float32Array.from(gram);
}

/**
 * Σ_i v_i x_i t_iᵀ with targets [items, k]. Float32 [features, k]. Cost: O(items · features of an item · k).
 */
export function weightedSums(
  { columnCount, offsets, columns, values }: ContentRows,
  weights: ArrayLike<number>,
  targets: ArrayLike<number>,
): Float32Array {
  const k = targets.length / weights.length;
  const sums = new Float64Array(columnCount * k);
  for (let item = 0; item < weights.length; item++) {
    if (weights[item] === 0) continue;
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      const weight = weights[item] * values[at];
      for (let n = 0; n < k; n++) sums[columns[at] * k + n] += weight * targets[item * k + n];
    }
  }
  return Float32Array.from(sums);
}

/** Vᵀ x_i for all items, with V [features, k]. Float32 [items, k]. */
export function contentTimes(rows: ContentRows, table: Float32Array, k: number): Float32Array {
  const { offsets, columns, values } = rows;
  const items = offsets.length - 1;
  const products = new Float32Array(items * k);
  for (let item = 0; item < items; item++) {
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      for (let n = 0; n < k; n++) products[item * k + n] += values[at] * table[columns[at] * k + n];
    }
  }
  return products;
}
