/** From blocks of a score matrix to top lists. */
import { topIndices } from './top-items';
import type { TopLists } from './top-lists';

/** The scores of all items for some users that follow each other in a list of users. */
export interface ScoreBlock {
  /** Place of its first user in the list, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** Unclipped, by inner item index; NaN where there is none. [count, items] in row-major order. */
  readonly scores: Float32Array | Float64Array;
  /**
   * How far at most a score lies from what `estimate` gives, as after sums in 32 bits; 0 where they are the
   * same. The lists are those of `estimate` all the same: what may belong on one is computed again.
   */
  readonly slack: number;
}

/** What a list needs to know beside the scores; a row is a place in the list of users. */
export interface ListRules {
  /** 1 for each item that may be on the list, by inner index. */
  readonly allowed: (row: number) => Uint8Array;
  /** The score as `estimate` gives it. */
  readonly exact: (row: number, item: number) => number;
}

/** Fills the lists of a block's users. Cost: O(count · items). */
export function fillTopLists(lists: TopLists, block: ScoreBlock, rules: ListRules): void {
  const { k } = lists;
  const items = block.scores.length / block.count;
  for (let n = 0; n < block.count; n++) {
    const row = block.first + n;
    const scores = block.scores.subarray(n * items, (n + 1) * items);
    const allowed = rules.allowed(row);
    let best = topIndices(scores, k, allowed);
    let score = best.map((item) => scores[item]);
    if (block.slack > 0)
      [best, score] = again(scores, best, allowed, block.slack, k, (i) => rules.exact(row, i));
    lists.items.set(best, row * k);
    lists.scores.set(score, row * k);
  }
}

/** The best k by the exact score among all whose score is close enough for them to be on the list. */
function again(
  scores: Float32Array | Float64Array,
  best: number[],
  allowed: Uint8Array,
  slack: number,
  k: number,
  exact: (item: number) => number,
): [items: number[], scores: number[]] {
  const least = best.length < k ? Number.NEGATIVE_INFINITY : scores[best[k - 1]] - 2 * slack;
  const close: number[] = [];
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] >= least && allowed[item]) close.push(item);
  }
  const scored = close.map((item) => ({ item, score: exact(item) }));
  // The sort is stable, and `close` is in the order of the train set.
  scored.sort((a, b) => b.score - a.score);
  const top = scored.slice(0, k);
  return [top.map(({ item }) => item), top.map(({ score }) => score)];
}
