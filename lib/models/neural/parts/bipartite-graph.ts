/**
 * The graph of users and items, with an edge for each like, and vectors that spread along its edges. With A
 * the symmetric matrix [users + items, users + items] of the edges' weights and D the diagonal matrix of its
 * row sums, one step is
 *
 *     Ê = D^(−1/2) A D^(−1/2) E,   ê_u = Σ_i w_ui e_i / √(d_u d_i),   ê_i = Σ_u w_ui e_u / √(d_u d_i).
 */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import { patternOf, sparseProduct } from './sparse-product';

export interface BipartiteGraph {
  /** d_u, the sum of the weights of a user's edges. Float64 [users]. */
  readonly userDegrees: Float64Array;
  /** d_i. Float64 [items]. */
  readonly itemDegrees: Float64Array;
  /** w_ui / √(d_u d_i), in compressed rows [users, items]. */
  readonly edges: CompressedRows;
}

/** The vectors of all users and all items: float32 [users, k] and [items, k]. */
export type BothSides = readonly [users: Tensor, items: Tensor];

/** The graph of a matrix of weights [users, items] without duplicate cells. Cost: O(entries). */
export function bipartiteGraph({ columnCount, offsets, columns, values }: CompressedRows): BipartiteGraph {
  const userDegrees = new Float64Array(offsets.length - 1);
  const itemDegrees = new Float64Array(columnCount);
  const each = (visit: (at: number, user: number, item: number) => void) => {
    for (let user = 0; user < userDegrees.length; user++) {
      for (let at = offsets[user]; at < offsets[user + 1]; at++) visit(at, user, columns[at]);
    }
  };
  each((at, user, item) => {
    userDegrees[user] += values[at];
    itemDegrees[item] += values[at];
  });
  const shares = new Float32Array(values.length);
  each((at, user, item) => {
    shares[at] = values[at] / Math.sqrt(userDegrees[user] * itemDegrees[item]);
  });
  return { userDegrees, itemDegrees, edges: { columnCount, offsets, columns, values: shares } };
}

/**
 * Returns a function from E to the mean of E, Ê, and so on, for some number of steps. Gradients flow through it:
 * a step is a product with a symmetric matrix, so its gradient is the same step of the gradient. Its tensors
 * belong to the current scope. Cost of a call, and of its gradient: O(steps · edges · k).
 */
export function meanOfSteps(
  tensors: Tensors,
  { edges }: BipartiteGraph,
): (start: BothSides, steps: number) => BothSides {
  const { tf } = tensors;
  const pattern = patternOf(tensors, edges);
  const values = tf.tensor1d(edges.values);
  const toItems = sparseProduct(tensors, pattern, values, { transposed: true });
  const toUsers = sparseProduct(tensors, pattern, values);
  return (start, steps) => {
    let [users, items] = start;
    let [sumOfUsers, sumOfItems] = start;
    for (let step = 0; step < steps; step++) {
      [users, items] = [toUsers(items), toItems(users)];
      [sumOfUsers, sumOfItems] = [tf.add(sumOfUsers, users), tf.add(sumOfItems, items)];
    }
    return [tf.div(sumOfUsers, steps + 1), tf.div(sumOfItems, steps + 1)];
  };
}
