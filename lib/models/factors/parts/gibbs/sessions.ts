/**
 * Session effects: people rate in sessions, and their mood, or what a page shows them, moves all ratings of a
 * session. The ratings of each user, in the order of time, are cut wherever the gap exceeds a limit, for five
 * limits from an hour down to the same second; each session of each limit has an effect
 *
 *     s_c ~ N(0, 1/λ),   given the rest: s_c ~ N(α Σ e / (λ + α n_c), 1 / (λ + α n_c)),
 *
 * where e are the residuals of its n_c ratings without s_c, and λ ~ gamma(1/2, 1/2) for each limit.
 *
 * The effect of a session helps to predict a rating only if it is known when that rating will be given. A
 * random split of the ratings allows it, because its test rows have timestamps; someone asking for
 * recommendations today does not have the timestamps of tomorrow. See `BayesianMF`'s option `knowsWhen`.
 */
import type { RandomState } from '../../../../math/random/random-state';

/** The limits, in seconds. */
export const SESSION_GAPS = [3600, 300, 60, 10, 0];

/** The sessions for one limit. */
interface Scale {
  /** The session of each rating. Int32 [ratings]. */
  readonly sessionOf: Int32Array;
  /** n_c. */
  readonly counts: Float64Array;
  /** s_c. */
  readonly effects: Float64Array;
  /** α Σ e of the last draw. */
  readonly pulls: Float64Array;
  /** λ. */
  precision: number;
}

export class Sessions {
  /** The sum of the effects on each rating. Float64 [ratings]. */
  readonly total: Float64Array;
  readonly #scales: readonly Scale[];

  /**
   * @param order the ratings of each user, one user after the other, each in the order of time
   * @param userColumn the user of each rating @param times of each rating, in seconds
   */
  constructor(order: Int32Array, userColumn: ArrayLike<number>, times: ArrayLike<number>) {
    this.total = new Float64Array(order.length);
    this.#scales = SESSION_GAPS.map((gap) => {
      const sessionOf = new Int32Array(order.length);
      let session = 0;
      for (let n = 1; n < order.length; n++) {
        const [before, row] = [order[n - 1], order[n]];
        if (userColumn[row] !== userColumn[before] || times[row] - times[before] > gap) session++;
        sessionOf[row] = session;
      }
      const counts = new Float64Array(session + 1);
      for (const one of sessionOf) counts[one]++;
      const [effects, pulls] = [new Float64Array(session + 1), new Float64Array(session + 1)];
      return { sessionOf, counts, effects, pulls, precision: 1 };
    });
  }

  /**
   * Draws the effects and their precisions.
   * @param residuals of the ratings, which take the session effects into account; kept up to date
   */
  draw(random: RandomState, residuals: Float64Array, alpha: number): void {
    const { total } = this;
    for (const scale of this.#scales) {
      const { sessionOf, counts, effects, pulls } = scale;
      pulls.fill(0);
      for (let row = 0; row < residuals.length; row++) {
        pulls[sessionOf[row]] += alpha * (residuals[row] + effects[sessionOf[row]]);
      }
      const before = effects.slice();
      let squares = 0;
      for (let c = 0; c < effects.length; c++) {
        const precision = scale.precision + alpha * counts[c];
        effects[c] = pulls[c] / precision + random.normal() / Math.sqrt(precision);
        squares += effects[c] ** 2;
      }
      scale.precision = random.gamma((1 + effects.length) / 2) / ((1 + squares) / 2);
      for (let row = 0; row < residuals.length; row++) {
        const change = effects[sessionOf[row]] - before[sessionOf[row]];
        total[row] += change;
        residuals[row] -= change;
      }
    }
  }

  /** What the last draw knew about the session of a rating, for limit number `gap`: α Σ e and n_c. */
  sessionOf(gap: number, row: number): { readonly pull: number; readonly count: number } {
    const { sessionOf, pulls, counts } = this.#scales[gap];
    return { pull: pulls[sessionOf[row]], count: counts[sessionOf[row]] };
  }

  /** λ for limit number `gap`. */
  precisionOf(gap: number): number {
    return this.#scales[gap].precision;
  }
}

/** The order of ratings for `Sessions`: by user, then by time; equal times keep the table's order. */
export function timeOrder(
  byUser: {
    readonly offsets: ArrayLike<number>;
    readonly rows: { slice(from: number, to: number): Int32Array };
  },
  times: ArrayLike<number>,
): Int32Array {
  const { offsets, rows } = byUser;
  const order = rows.slice(0, offsets[offsets.length - 1]);
  for (let user = 0; user + 1 < offsets.length; user++) {
    const own = Array.from(order.subarray(offsets[user], offsets[user + 1]));
    own.sort((a, b) => times[a] - times[b]);
    order.set(own, offsets[user]);
  }
  return order;
}
