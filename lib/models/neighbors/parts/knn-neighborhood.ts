/** The k-nearest-neighbor loop: the only one. */
import type { Int32Vector } from '../../../core/readonly-vector';
import { heapify, replaceWorst } from '../../../math/similarity/similarity-heap';
import type { SimilarityRows } from '../../../math/similarity/similarity-table';

/** As constants of this file: an imported name costs a call of a getter each time, which tells in the loop. */
const [arrange, overtake] = [heapify, replaceWorst];
/** Into how many classes similarities are counted. */
const CLASSES = 512;

/** The ratings of each y (an item, when neighbors are users), compressed, in train order. */
export interface RatingLists {
  /** Those of y stand at `offsets[y]` to `offsets[y + 1] - 1`. */
  readonly offsets: Int32Vector;
  /** Whose rating it is: an x. */
  readonly x: Int32Array;
  /** The rating after centering. */
  readonly deviation: Float64Array;
}

/**
 * Among those x that rated y, the k most similar to a given x; among equal ones, those that come first in
 * the train set. Those with a similarity of 0 or below never count, which is the same as Surprise's taking
 * the k first and dropping them then. As in Surprise, an x that rated y is its own nearest neighbor.
 *
 * One object serves all calls: no allocation. Cost of a call: O(ratings of y), and O(log k) for each of the few that
 * are as alike as the last of the k.
 */
export class Neighborhood {
  /** How many neighbors the last call found. */
  count = 0;
  /** Σ sim over them. */
  similaritySum = 0;
  /** Σ sim · deviation over them. */
  deviationSum = 0;
  /** Their similarities, the first `count`, in no order. */
  readonly similarity: Float64Array;
  /** Their places in the lists. */
  readonly place: Int32Array;
  /** Of a call: the similarity of each who rated y, its class, and how many are in each class. */
  private readonly keys: Float64Array;
  private readonly classOf: Int16Array;
  private readonly classes = new Int32Array(1 + CLASSES);

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
    this.keys = new Float64Array(longest);
    this.classOf = new Int16Array(longest);
  }

  find(x: number, y: number): void {
    const { similarity, place, similarities } = this;
    const { offsets, deviation } = this.lists;
    similarities.select(x);
    const [start, end] = [offsets[y], offsets[y + 1]];
    const count = end - start > similarity.length ? this.takeBest(start, end) : this.takeAll(start, end);
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

  private takeAll(start: number, end: number): number {
    const { similarity, place } = this;
    const { x: others } = this.lists;
    const { values, offset } = this.similarities;
    let count = 0;
    for (let at = start; at < end; at++) {
      const key = values[offset + others[at]];
      if (!(key > 0)) continue;
      similarity[count] = key;
      place[count++] = at;
    }
    return count;
  }

  /**
   * The k best without a heap of all: similarities, which are 1 at most, are counted in equal classes. Whoever is in a
   * class above the one that the k-th falls into is a neighbor; only those in that one are compared with each other.
   */
  private takeBest(start: number, end: number): number {
    const { keys, classes, classOf, similarity, place } = this;
    const { x: others } = this.lists;
    const { values, offset } = this.similarities;
    classes.fill(0);
    for (let at = start; at < end; at++) {
      const key = values[offset + others[at]];
      // In class 0 are those who never count.
      const one = key > 0 ? Math.min(CLASSES, 1 + Math.floor(key * CLASSES)) : 0;
      keys[at - start] = key;
      classOf[at - start] = one;
      classes[one]++;
    }
    let room = similarity.length;
    let last = CLASSES;
    while (last > 0 && classes[last] <= room) room -= classes[last--];
    const sure = similarity.length - room;
    let count = 0;
    let tied = 0; // of the last class, from place `sure` on: a heap with the worst on top as soon as there is no room
    let worst = 0;
    for (let at = start; at < end; at++) {
      const one = classOf[at - start];
      if (one < last || one === 0) continue;
      const key = keys[at - start];
      if (one > last) {
        similarity[count] = key;
        place[count++] = at;
      } else if (tied < room) {
        similarity[sure + tied] = key;
        place[sure + tied++] = at;
        if (tied < room) continue;
        arrange(similarity, place, sure, room);
        worst = similarity[sure];
      } else if (key > worst && room > 0) {
        overtake(similarity, place, sure, room, key, at);
        worst = similarity[sure];
      }
    }
    return count + tied;
  }
}
