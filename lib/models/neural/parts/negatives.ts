/**
 * Negatives: what a user didn't choose. Positives alone teach a network nothing but "yes": it would answer "yes" to
 * everything. So for each positive, some items are drawn that aren't positives of the user. They are drawn from the
 * positives that the model learns from, never from test ratings: leaving those out would tell the model the answer.
 */
import { includesSorted } from '../../../core/bisect';
import type { RandomState } from '../../../math/random/random-state';
import { type CompressedRows, sortedRows } from '../../../math/sparse/compressed-rows';

/** Draws before a user counts as one who likes everything. */
const MOST_DRAWS = 100;

export class NegativeSampler {
  readonly #sorted: CompressedRows;

  /** @param positives [users, items] */
  constructor(
    positives: CompressedRows,
    private readonly random: RandomState,
  ) {
    this.#sorted = sortedRows(positives);
  }

  /** An item, each equally likely, that isn't a positive of the user; after 100 draws in vain, any item. */
  draw(user: number): number {
    let item = 0;
    for (let draws = 0; draws < MOST_DRAWS; draws++) {
      item = this.random.interval(this.#sorted.columnCount - 1);
      if (!this.#likes(user, item)) break;
    }
    return item;
  }

  /** For each user, `count` items in a row. Int32 [users · count]. */
  drawFor(users: ArrayLike<number>, count: number): Int32Array {
    const items = new Int32Array(users.length * count);
    for (let n = 0; n < items.length; n++) items[n] = this.draw(users[Math.floor(n / count)]);
    return items;
  }

  #likes(user: number, item: number): boolean {
    const { offsets, columns } = this.#sorted;
    return includesSorted(columns, item, offsets[user], offsets[user + 1]);
  }
}
