/**
 * Moods: how far a user's train ratings near a moment t were above what the biases lead to expect,
 *
 *     mood(t) = Σ_j K_j (r_uj − b_uj) / (3 + Σ_j K_j),   K_j = exp(−|t − t_j| / window),
 *
 * for several windows. Some users rate whole pages at once, good films first; some have bad days.
 *
 * Sums of exponentials need no loop over the user's ratings: with the sum at the last rating before t, what all
 * ratings before t amount to is this sum times exp(−(t − its time) / window), and likewise after t.
 */
import { OptionError } from '../../../core/errors';
import type { Interactions } from '../../../data/table/interactions';
import { alsBiases } from '../../shared/baselines';

/** The windows, in seconds: from the same second to a day. */
export const MOOD_WINDOWS: readonly number[] = [0.5, 5, 20, 60, 300, 1800, 86_400];

/** Shrinks a mood as three additional ratings would that are as expected. */
const DAMPING = 3;

/** For each rating, in the order of users and times, and each window: sums up to this rating. Float64 [ratings, windows]. */
interface Sums {
  /** Σ K (r − b). */
  readonly errors: Float64Array;
  /** Σ K. */
  readonly weights: Float64Array;
}

export class Moods {
  /** The ratings of user u are at `offsets[u]` to `offsets[u + 1] - 1`. */
  readonly #offsets: Int32Array;
  readonly #times: Float64Array;
  readonly #before: Sums;
  readonly #after: Sums;

  /** Cost: O(n log n) for n ratings. @param times of each rating, in seconds */
  constructor(train: Interactions, times: ArrayLike<number>) {
    const { mean, user, item } = alsBiases(train);
    const { userColumn, itemColumn, ratingColumn, byUser } = train;
    this.#offsets = byUser.offsets.slice();
    const order = byUser.rows.slice();
    for (let u = 0; u + 1 < this.#offsets.length; u++) {
      order.subarray(this.#offsets[u], this.#offsets[u + 1]).sort((a, b) => times[a] - times[b]);
    }
    this.#times = Float64Array.from(order, (row) => times[row]);
    const errors = Float64Array.from(order, (row) => {
      return ratingColumn[row] - mean - user[userColumn[row]] - item[itemColumn[row]];
    });
    this.#before = this.#sums(errors, 1);
    this.#after = this.#sums(errors, -1);
  }

  #sums(errors: Float64Array, direction: 1 | -1): Sums {
    const times = this.#times;
    const width = MOOD_WINDOWS.length;
    const sums = {
      errors: new Float64Array(errors.length * width),
      weights: new Float64Array(errors.length * width),
    };
    for (let u = 0; u + 1 < this.#offsets.length; u++) {
      const [from, to] = [this.#offsets[u], this.#offsets[u + 1]];
      for (let n = 0; n < to - from; n++) {
        const at = direction === 1 ? from + n : to - 1 - n;
        for (const [w, window] of MOOD_WINDOWS.entries()) {
          const last = at - direction;
          const fading = n === 0 ? 0 : Math.exp(-Math.abs(times[at] - times[last]) / window);
          const place = at * width + w;
          const there = last * width + w;
          sums.errors[place] = errors[at] + (n === 0 ? 0 : fading * sums.errors[there]);
          sums.weights[place] = 1 + (n === 0 ? 0 : fading * sums.weights[there]);
        }
      }
    }
    return sums;
  }

  /**
   * Writes the mood for each window, then log(1 + Σ_j K_j) for each, into `row` from `at` on; zeros for an unknown user
   * or without a time. Cost: O(log ratings + windows).
   */
  fill(row: Float64Array, at: number, user: number | undefined, time: number | undefined): void {
    const width = MOOD_WINDOWS.length;
    row.fill(0, at, at + 2 * width);
    if (user === undefined || time === undefined || user + 1 >= this.#offsets.length) return;
    const [from, to] = [this.#offsets[user], this.#offsets[user + 1]];
    const next = firstAfter(this.#times, from, to, time);
    for (const [w, window] of MOOD_WINDOWS.entries()) {
      let errors = 0;
      let weights = 0;
      const add = (sums: Sums, place: number) => {
        const fading = Math.exp(-Math.abs(time - this.#times[place]) / window);
        errors += fading * sums.errors[place * width + w];
        weights += fading * sums.weights[place * width + w];
      };
      if (next > from) add(this.#before, next - 1);
      if (next < to) add(this.#after, next);
      row[at + w] = errors / (weights + DAMPING);
      row[at + width + w] = Math.log1p(weights);
    }
  }
}

/** The first place with a later time, or `to`. */
function firstAfter(times: Float64Array, from: number, to: number, time: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] > time) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Seconds of each row. @throws OptionError when the column isn't numeric */
export function timesOf(owner: string, { context }: Interactions, name: string): Float64Array {
  const column = context?.column(name); // the base class has checked that there is one
  if (column?.kind === 'numeric') return column.numbers.slice();
  throw new OptionError(
    `${owner}: timeColumn must be the name of a numeric context column, with times in seconds, but ` +
      `${JSON.stringify(name)} is ${column?.kind}`,
  );
}
