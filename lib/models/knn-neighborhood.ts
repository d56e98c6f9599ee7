/** The k-nearest-neighbour loop: the only one. */
import type { Int32Vector } from '../core/readonly-vector';
import { heapify, replaceWorst } from '../math/similarity-heap';
import type { SimilarityRows } from '../math/similarity-table';

/** As a constant of this file: an imported name costs a call of a getter each time, which tells in the loop. */
const overtake = replaceWorst;

/** The ratings of each y (an item, when neighbours are users), compressed, in train order. */
export interface RatingLists {
  /** Those of y stand at `offsets[y]` to `offsets[y + 1] - 1`. */
  readonly offsets: Int32Vector;
  /** Whose rating it is: an x. */
  readonly x: Int32Array;
  /** The rating after centring. */
  readonly deviation: Float64Array;
}

/**
 * Among those x that rated y, the k most similar to a given x; among equal ones, those that come first in
 * the train set. Those with a similarity of 0 or below never count, which is the same as Surprise's taking
 * the k first and dropping them then. As in Surprise, an x that rated y is its own nearest neighbour.
 *
 * One object serves all calls: no allocation. Cost of a call: O(ratings of y + overtakings · log k).
 */
export class Neighborhood {
  /** How many neighbours the last call found. */
  count = 0;
  /** Σ sim over them. */
  similaritySum = 0;
  /** Σ sim · deviation over them. */
  deviationSum = 0;
  /** Their similarities, the first `count`, in no order. */
  readonly similarity: Float64Array;
  /** Their places in the lists. */
  readonly place: Int32Array;

  constructor(
    private readonly lists: RatingLists,
    private readonly similarities: SimilarityRows,
    neighbors: number,
  ) {
    let longest = 0;
    const { offsets } = lists;
    for (let y = 0; y + 1 < offsets.length; y++) longest = Math.max(longest, offsets[y + 1] - offsets[y]);
    const k = Math.min(neighbors, longest);
    this.similarity = new Float64Array(k);
    this.place = new Int32Array(k);
  }

  find(x: number, y: number): void {
    const { similarity, place, lists, similarities } = this;
    const { offsets, x: others, deviation } = lists;
    similarities.select(x);
    const { values, offset } = similarities;
    const k = similarity.length;
    const end = offsets[y + 1];
    let count = 0;
    let worst = 0; // of those taken, once there are k: what follows must be better
    for (let at = offsets[y]; at < end; at++) {
      const key = values[offset + others[at]];
      if (key <= worst) continue;
      if (count === k) {
        overtake(similarity, place, 0, k, key, at);
        worst = similarity[0];
        continue;
      }
      similarity[count] = key;
      place[count++] = at;
      if (count < k) continue;
      heapify(similarity, place, 0, k);
      worst = similarity[0];
    }
    let similaritySum = 0;
    let deviationSum = 0;
    for (let n = 0; n < count; n++) {
      similaritySum += similarity[n];
      deviationSum += similarity[n] * deviation[place[n]];
    }
    this.count = count;
    this.similaritySum = similaritySum;
    this.deviationSum = deviationSum;
  }
}
