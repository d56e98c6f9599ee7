/** The k-nearest-neighbor search: the only implementation. */
import type { Int32Vector } from '../../../core/readonly-vector';
import { heapify, replaceWorst } from '../../../math/similarity/similarity-heap';
import type { SimilarityRows } from '../../../math/similarity/similarity-table';

/**
 * Local constants: an imported name goes through a getter on every call, which slows the inner loop
 * measurably.
 */
const [arrange, overtake] = [heapify, replaceWorst];
/** The number of bins that similarities are counted in. */
const CLASSES = 512;

/** The ratings of each y (an item, if neighbors are users), in compressed rows, in train order. */
export interface RatingLists {
  /** Those of y are at `offsets[y]` to `offsets[y + 1] - 1`. */
  readonly offsets: Int32Vector;
  /** The x that each rating belongs to. */
  readonly x: Int32Array;
  /** The rating after centering. */
  readonly deviation: Float64Array;
}

/**
 * Finds the k most similar to a given x among those that rated y; ties go to the one that comes first in the
 * train set. Candidates with a similarity of 0 or below never count, which is equivalent to Surprise, where
 * the k most similar are taken first and such ones dropped afterwards. As in Surprise, an x that rated y is
 * its own nearest neighbor.
 *
 * One object is reused for all calls, so nothing is allocated. Cost per call: O(ratings of y), plus O(log k)
 * for each of the few candidates in the same bin as the k-th.
 */
export class Neighborhood {
  /** How many neighbors the last call found. */
  count = 0;
  /** Σ sim over them. */
  similaritySum = 0;
  /** Σ sim · deviation over them. */
  deviationSum = 0;
  /** Their similarities, in the first `count` places, in no particular order. */
  readonly similarity: Float64Array;
  /** Their places in the lists. */
  readonly place: Int32Array;
  /**
   * For the current call: the similarity of each candidate, its bin, and the number of candidates in each
   * bin.
   */
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
   * Selects the k most similar without a heap of all candidates. Similarities, at most 1, are counted in bins
   * of equal width. Every candidate in a bin above that of the k-th is a neighbor; only those in that bin are
   * compared with each other.
   */
  private takeBest(start: number, end: number): number {
    const { keys, classes, classOf, similarity, place } = this;
    const { x: others } = this.lists;
    const { values, offset } = this.similarities;
    classes.fill(0);
    for (let at = start; at < end; at++) {
      const key = values[offset + others[at]];
      // Bin 0 holds the candidates that never count.
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
    let tied = 0; // of the last bin, from place `sure` on: once full, a heap with the least similar on top
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
