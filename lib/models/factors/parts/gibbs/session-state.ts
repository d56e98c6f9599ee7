/** Session effects of a fitted model: what they add to a rating at a given time. */
import type { Interactions } from '../../../../data/table/interactions';
import { SESSION_GAPS, type Sessions, timeOrder } from './sessions';

/** The effects by user and time; empty arrays if the model has none. */
export type SessionState = {
  /** The entries of user u are at `sessionOffsets[u]` to `sessionOffsets[u + 1] - 1`. Int32 [users + 1]. */
  readonly sessionOffsets: Int32Array;
  /** The times of the user's train ratings in seconds, ascending. Float64 [ratings]. */
  readonly sessionTimes: Float64Array;
  /** The mean effect of each one's session, for each limit. Float32 [ratings, limits]. */
  readonly sessionEffects: Float32Array;
};

export const NO_SESSIONS: SessionState = {
  sessionOffsets: new Int32Array(0),
  sessionTimes: new Float64Array(0),
  sessionEffects: new Float32Array(0),
};

/** Collects the mean effects over the samples. */
export class SessionCollector {
  readonly #order: Int32Array;
  readonly #state: SessionState;
  #samples = 0;

  constructor(
    train: Interactions,
    times: ArrayLike<number>,
    readonly sessions: Sessions,
  ) {
    this.#order = timeOrder(train.byUser, times);
    this.#state = {
      sessionOffsets: train.byUser.offsets.slice(),
      sessionTimes: Float64Array.from(this.#order, (row) => times[row]),
      sessionEffects: new Float32Array(this.#order.length * SESSION_GAPS.length),
    };
  }

  add(): void {
    const effects = this.#state.sessionEffects;
    const limits = SESSION_GAPS.length;
    this.#samples++;
    for (let n = 0; n < this.#order.length; n++) {
      for (let gap = 0; gap < limits; gap++) {
        const at = n * limits + gap;
        effects[at] += (this.sessions.effectOf(gap, this.#order[n]) - effects[at]) / this.#samples;
      }
    }
  }

  /** @param unit the standard deviation of the ratings */
  state(unit: number): SessionState {
    return { ...this.#state, sessionEffects: this.#state.sessionEffects.map((effect) => unit * effect) };
  }
}

/**
 * What the sessions add to a user's rating at a time. For each limit, it is the effect of the session of the nearest
 * train rating, if that is within the limit; 0 for other times and for unknown users. Cost: O(log ratings).
 */
export function sessionEffect(state: SessionState, user: number | undefined, time: number): number {
  const { sessionOffsets, sessionTimes, sessionEffects } = state;
  if (user === undefined || user + 1 >= sessionOffsets.length) return 0;
  const [from, to] = [sessionOffsets[user], sessionOffsets[user + 1]];
  let low = from;
  let high = to; // the first entry after the time
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sessionTimes[middle] > time) high = middle;
    else low = middle + 1;
  }
  const before = high > from ? time - sessionTimes[high - 1] : Infinity;
  const after = high < to ? sessionTimes[high] - time : Infinity;
  const nearest = before <= after ? high - 1 : high;
  const distance = Math.min(before, after);
  let effect = 0;
  for (let gap = 0; gap < SESSION_GAPS.length; gap++) {
    if (distance <= SESSION_GAPS[gap]) effect += sessionEffects[nearest * SESSION_GAPS.length + gap];
  }
  return effect;
}
