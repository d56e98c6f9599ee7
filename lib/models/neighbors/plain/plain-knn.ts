/**
 * KNNBasic, a short version for reading: user-based, with cosine similarity over the items that both users
 * rated:
 *
 *     sim(u, v) = Σ r_ui r_vi / (√Σ r_ui² √Σ r_vi²)               sums over the items i that both rated
 *     r̂_ui = Σ sim(u, v) r_vi / Σ sim(u, v)                       over the k most similar users v who rated i
 *
 * `KNNBasic` computes all similarities at once and finds the k most similar without sorting; the predictions
 * are the same. Cost: a prediction takes O(ratings of the item · ratings of a user).
 */
import type { Interactions } from '../../../data/table/interactions';

/** The same as the options of `KNNBasic`. */
export interface PlainKNNOptions {
  /** k, the maximum number of neighbors. */
  readonly neighbors: number;
}

/**
 * Returns a function that predicts a user's rating of an item, both given as inner indices; NaN if there is
 * no neighbor.
 *
 * @example
 * const predict = plainKNN(train, { neighbors: 40 });
 * predict(train.users.require(userId(196)), train.items.require(itemId(302)));
 */
export function plainKNN(train: Interactions, { neighbors }: PlainKNNOptions) {
  const ratingsOf = Array.from({ length: train.userCount }, () => new Map<number, number>());
  const ratersOf = Array.from({ length: train.itemCount }, () => [] as number[]);
  for (let row = 0; row < train.length; row++) {
    ratingsOf[train.userColumn[row]].set(train.itemColumn[row], train.ratingColumn[row]);
    ratersOf[train.itemColumn[row]].push(train.userColumn[row]);
  }

  return (user: number, item: number): number => {
    const nearest = ratersOf[item]
      .map((v) => ({ similarity: cosine(ratingsOf[user], ratingsOf[v]), rating: ratingsOf[v].get(item)! }))
      .filter(({ similarity }) => similarity > 0)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, neighbors);
    let [weighted, weights] = [0, 0];
    for (const { similarity, rating } of nearest) {
      weighted += similarity * rating;
      weights += similarity;
    }
    return weighted / weights;
  };
}

/** The cosine of two users' ratings over the items that both rated; 0 if there is none. */
export function cosine(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let [product, squaresOfA, squaresOfB] = [0, 0, 0];
  for (const [item, ofA] of a) {
    const ofB = b.get(item);
    if (ofB === undefined) continue;
    product += ofA * ofB;
    squaresOfA += ofA * ofA;
    squaresOfB += ofB * ofB;
  }
  return product === 0 ? 0 : product / Math.sqrt(squaresOfA * squaresOfB);
}
