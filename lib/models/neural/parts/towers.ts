/**
 * The two towers of `TwoTower`: sums of embeddings, for a user and for an item,
 *
 *     p_u = Σ_j x_uj l_j + Σ_g z_ug d_g + a_u,   (q_i, b_i) = v_i + Σ_f y_if c_f,
 *
 * with x_u the user's liked items, z_u and y_i the features of user and item, each divided by its length. Here they are
 * computed from tables, for answers; in training, the same sums are tensors.
 */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { addSum } from './sparse-product';

/** What is learned. Float32, in row-major order; empty if it isn't used. */
export type TowerTables = {
  /** l_j, [items, factors]. */
  readonly liked: Float32Array;
  /** a_u, [users, factors]. */
  readonly users: Float32Array;
  /** d_g, [user features, factors]. */
  readonly userFeatures: Float32Array;
  /** v_i and its bias, [items, factors + 1]. */
  readonly items: Float32Array;
  /** c_f and its bias, [item features, factors + 1]. */
  readonly itemFeatures: Float32Array;
};

/** What the towers see of users and items; undefined where there is nothing to see. */
export interface TowerInputs {
  /** x_u. [users, items]. */
  readonly liked: CompressedRows;
  /** z_u. [users, user features]. */
  readonly userFeatures: CompressedRows | undefined;
  /** y_i. [items, item features]. */
  readonly itemFeatures: CompressedRows | undefined;
}

/** How vectors become scores. */
export interface ScoreOptions {
  /** Whether all vectors have length 1. */
  readonly normalize: boolean;
  /** T. */
  readonly temperature: number;
}

/** The largest length that counts as zero. */
const NO_LENGTH = 1e-12;

/** Each user's weights divided by their length, so that users with many likes aren't farther away. */
export function unitLength({ offsets, columns, values, columnCount }: CompressedRows): CompressedRows {
  const unit = values.slice();
  for (let row = 0; row + 1 < offsets.length; row++) {
    let squares = 0;
    for (let at = offsets[row]; at < offsets[row + 1]; at++) squares += values[at] ** 2;
    for (let at = offsets[row]; at < offsets[row + 1]; at++) unit[at] /= Math.sqrt(squares);
  }
  return { columnCount, offsets, columns, values: unit };
}

/** p_u / T of all users. Float32, [users, factors] in row-major order. */
export function userVectors(
  tables: TowerTables,
  inputs: TowerInputs,
  options: ScoreOptions,
  factors: number,
) {
  const count = inputs.liked.offsets.length - 1;
  const vectors = new Float32Array(count * factors);
  for (let user = 0; user < count; user++) {
    const row = vectors.subarray(user * factors, (user + 1) * factors);
    if (tables.users.length > 0) row.set(tables.users.subarray(user * factors, (user + 1) * factors));
    addSum(inputs.liked, user, tables.liked, row);
    if (inputs.userFeatures) addSum(inputs.userFeatures, user, tables.userFeatures, row);
    scale(row, options.temperature, options.normalize);
  }
  return vectors;
}

/** q_i and b_i of all items. Float32, [items, factors] in row-major order, and [items]. */
export function itemVectors(
  tables: TowerTables,
  { itemFeatures }: TowerInputs,
  { normalize, temperature }: ScoreOptions,
  factors: number,
): { itemFactors: Float32Array; itemBias: Float32Array } {
  const width = factors + 1;
  const count = tables.items.length / width;
  const itemFactors = new Float32Array(count * factors);
  const itemBias = new Float32Array(count);
  for (let item = 0; item < count; item++) {
    const both = tables.items.slice(item * width, (item + 1) * width);
    if (itemFeatures) addSum(itemFeatures, item, tables.itemFeatures, both);
    const vector = both.subarray(0, factors);
    scale(vector, 1, normalize);
    itemFactors.set(vector, item * factors);
    itemBias[item] = both[factors] / temperature;
  }
  return { itemFactors, itemBias };
}

/** Divides a vector by the temperature, and by its length if wanted. Returns what it was divided by. */
export function scale(vector: Float32Array | Float64Array, temperature: number, normalize: boolean): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  const by = temperature * (normalize && length > NO_LENGTH ? length : 1);
  for (let f = 0; f < vector.length; f++) vector[f] /= by;
  return by;
}
