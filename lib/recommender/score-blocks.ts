/** Makes top-k lists from blocks of a score matrix. */
import type { TopLists } from './top-lists';

/** The scores of all items for consecutive users in a list of users. */
export interface ScoreBlock {
  /** Position of the first user in the list, and the number of users. */
  readonly first: number;
  readonly count: number;
  /** Unclipped, by inner item index; NaN if there is none. [count, items] in row-major order. */
  readonly scores: Float32Array | Float64Array;
  /**
   * Maximum difference between a score and the result of `estimate`, as after sums in 32 bits; 0 if they are
   * identical. The lists are those of `estimate` in any case: items that may belong on a list are scored
   * again.
   *
   * That takes 2 ms of CPU time for the top 10 of MovieLens 100K's 943 users, in addition to 6. Without it, these
   * lists are the same, but up to three of the top 50 differ from what `recommend` returns. On 2,000 items in groups
   * of five with the same ratings, 975 of the 1,000 top 7 of ImplicitALS differ.
   */
  readonly slack: number;
}

/** What a list depends on besides the scores; a row is a position in the list of users. */
export interface ListRules {
  /** 1 for each item that can be on the list, by inner index; read before the next call. */
  readonly allowed: (row: number) => Uint8Array;
  /** The score from `estimate`. */
  readonly exact: (row: number, item: number) => number;
}

/** Fills the lists of a block's users. Cost: O(count · items). */
export function fillTopLists(lists: TopLists, block: ScoreBlock, rules: ListRules): void {
  const items = block.scores.length / block.count;
  const near = new NearTop(lists.k, items, block.slack);
  for (let n = 0; n < block.count; n++) {
    const row = block.first + n;
    near.select(block.scores, n * items, rules.allowed(row));
    if (block.slack > 0) near.score((item) => rules.exact(row, item));
    near.write(lists.items, lists.scores, row * lists.k);
  }
}

/**
 * The items of a row whose scores are so close to the best k that they may be among them. One pass: an item is taken
 * if it may be among the best of those before it, some 60 of 1,700 for a list of 10; what later turns out to be too
 * far is dropped. Typed arrays, reused for all rows: with an array of each row's best and a second pass for those
 * close to them, all lists of MovieLens 100K took 46 ms of CPU time, scores included; they take 20.
 */
class NearTop {
  /** Inner indices in the order of the train set, and their scores; only the first `#count` count. */
  readonly #items: Int32Array;
  readonly #scores: Float64Array;
  /** The best k scores so far, best first. */
  readonly #best: Float64Array;
  #count = 0;

  constructor(
    k: number,
    items: number,
    private readonly slack: number,
  ) {
    this.#items = new Int32Array(items);
    this.#scores = new Float64Array(items);
    this.#best = new Float64Array(k);
  }

  /** @param from where the row begins in `scores` */
  select(scores: Float32Array | Float64Array, from: number, allowed: Uint8Array): void {
    const items = this.#items;
    const best = this.#best;
    const k = best.length;
    let [count, filled] = [0, 0];
    let least = Number.NEGATIVE_INFINITY;
    for (let item = 0; item < items.length; item++) {
      const score = scores[from + item];
      if (!(score >= least) || allowed[item] === 0) continue; // NaN is not at least anything
      items[count++] = item;
      if (filled === k && score <= best[k - 1]) continue;
      let place = filled < k ? filled++ : k - 1;
      for (; place > 0 && best[place - 1] < score; place--) best[place] = best[place - 1];
      best[place] = score;
      if (filled === k) least = best[k - 1] - 2 * this.slack;
    }
    this.#count = 0;
    for (let n = 0; n < count; n++) {
      const score = scores[from + items[n]];
      if (!(score >= least)) continue;
      items[this.#count] = items[n];
      this.#scores[this.#count++] = score;
    }
  }

  /** Replaces the scores by exact ones. */
  score(exact: (item: number) => number): void {
    for (let n = 0; n < this.#count; n++) this.#scores[n] = exact(this.#items[n]);
  }

  /** Writes the best k, best first; ties keep the order of the train set. */
  write(items: Int32Array, scores: Float64Array, to: number): void {
    const order = Array.from(this.#scores.subarray(0, this.#count).keys());
    order.sort((a, b) => this.#scores[b] - this.#scores[a]);
    const places = Math.min(this.#best.length, this.#count);
    for (let place = 0; place < places; place++) {
      items[to + place] = this.#items[order[place]];
      scores[to + place] = this.#scores[order[place]];
    }
  }
}
