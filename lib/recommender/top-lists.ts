/** The lists of many users as arrays, as returned by `recommendAll`. */
import { called, objectWith } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemIndex, UserId } from '../core/ids';
import type { Recommendation } from './answers';
import { listPlace } from './scored-user';
import type { TrainSummary } from './train-summary';

/** Lists as an argument. */
export const LISTS = called(
  'the lists that recommendAll returns',
  objectWith('train', 'users', 'k', 'items'),
);

/**
 * Lists with `k` places each, row by row in the order of `users`.
 *
 * @example
 * const top = await model.recommendAll({ k: 10 });
 * top.of(userId(196));                                        // as model.recommend(userId(196))
 * top.items.subarray(2 * top.k, 3 * top.k);                   // inner item indices of users[2]
 */
export class TopLists {
  /**
   * Inner item indices in the train set, best first; −1 after the end of a shorter list. Int32 [users, k].
   */
  readonly items: Int32Array;
  /** Their scores; NaN after the end of a shorter list. Float64 [users, k]. */
  readonly scores: Float64Array;
  readonly #rows: ReadonlyMap<UserId, number>;

  /** Makes empty lists. @param k number of places per list */
  constructor(
    readonly train: TrainSummary,
    readonly users: readonly UserId[],
    readonly k: number,
  ) {
    this.items = new Int32Array(users.length * k).fill(-1);
    this.scores = new Float64Array(users.length * k).fill(Number.NaN);
    this.#rows = new Map(users.map((user, row) => [user, row]));
  }

  /**
   * Fills in the list of users[row].
   * @param best where its items are among `items`, best first
   * @param scores of `items`
   * @param items inner indices; default: all, in order
   */
  set(row: number, best: readonly number[], scores: ArrayLike<number>, items?: ArrayLike<number>): void {
    for (let n = 0; n < best.length; n++) {
      this.items[row * this.k + n] = items ? items[best[n]] : best[n];
      this.scores[row * this.k + n] = scores[best[n]];
    }
  }

  /** The list of one user with raw ids, as in `recommend`. OptionError if there is none. */
  of(user: UserId): Recommendation[] {
    const row = this.#rows.get(user);
    if (row === undefined) {
      throw new OptionError(
        `TopLists: no list for user ${JSON.stringify(user)} among the ${this.users.length} lists`,
      );
    }
    const marks = this.train.users.has(user) ? {} : { unknownUser: true as const };
    const list: Recommendation[] = [];
    for (let at = row * this.k; at < (row + 1) * this.k && this.items[at] >= 0; at++) {
      const item = this.items[at] as ItemIndex;
      list.push(listPlace(this.train, item, this.scores[at], marks));
    }
    return list;
  }
}
