/** Session effects of a fitted model: what they add to a rating at a given time. */
import type { Interactions } from '../../../../data/table/interactions';
import { SESSION_GAPS, type Sessions, timeOrder } from './sessions';

/** The sessions by user and time; empty arrays if the model has none. Numbers are means over the samples. */
export type SessionState = {
  /** The entries of user u are at `sessionOffsets[u]` to `sessionOffsets[u + 1] - 1`. Int32 [users + 1]. */
  readonly sessionOffsets: Int32Array;
  /** The times of the user's train ratings in seconds, ascending. Float64 [ratings]. */
  readonly sessionTimes: Float64Array;
  /** α Σ e of each one's session, for each limit, in units of the ratings. Float32 [ratings, limits]. */
  readonly sessionPulls: Float32Array;
  /** α n_c of each one's session, for each limit. Float32 [ratings, limits]. */
  readonly sessionWeights: Float32Array;
  /** λ of each limit. Float32 [limits]. */
  readonly sessionPrecisions: Float32Array;
};

export const NO_SESSIONS: SessionState = {
  sessionOffsets: new Int32Array(0),
  sessionTimes: new Float64Array(0),
  sessionPulls: new Float32Array(0),
  sessionWeights: new Float32Array(0),
  sessionPrecisions: new Float32Array(0),
};

const LIMITS = SESSION_GAPS.length;

/** The length of each array; 0 without a train set, for a model without sessions. */
export function sessionShapes(train: Pick<Interactions, 'userCount' | 'length'> | undefined) {
  const entries = (train?.length ?? 0) * LIMITS;
  return {
    sessionOffsets: train ? train.userCount + 1 : 0,
    sessionTimes: train?.length ?? 0,
    sessionPulls: entries,
    sessionWeights: entries,
    sessionPrecisions: train ? LIMITS : 0,
  };
}

/** Collects what the samples know about the sessions. */
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
    const entries = this.#order.length * LIMITS;
    this.#state = {
      sessionOffsets: train.byUser.offsets.slice(),
      sessionTimes: Float64Array.from(this.#order, (row) => times[row]),
      sessionPulls: new Float32Array(entries),
      sessionWeights: new Float32Array(entries),
      sessionPrecisions: new Float32Array(LIMITS),
    };
  }

  /** @param alpha α of the sample */
  add(alpha: number): void {
    const { sessionPulls, sessionWeights, sessionPrecisions } = this.#state;
    this.#samples++;
    const add = (means: Float32Array, at: number, value: number) => {
      means[at] += (value - means[at]) / this.#samples;
    };
    for (let gap = 0; gap < LIMITS; gap++) {
      add(sessionPrecisions, gap, this.sessions.precisionOf(gap));
      for (let n = 0; n < this.#order.length; n++) {
        const { pull, count } = this.sessions.sessionOf(gap, this.#order[n]);
        add(sessionPulls, n * LIMITS + gap, pull);
        add(sessionWeights, n * LIMITS + gap, alpha * count);
      }
    }
  }

  /** @param unit the standard deviation of the ratings */
  state(unit: number): SessionState {
    return { ...this.#state, sessionPulls: this.#state.sessionPulls.map((pull) => unit * pull) };
  }
}

/**
 * What the sessions add to a user's rating at a time. For each limit, a rating at that time would belong to the
 * sessions before and after it that are within the limit, and would join them into one, with the effect
 * Σ α Σ e / (λ + Σ α n_c). Times without a session within the limit, and unknown users, have no effect.
 * Cost: O(log ratings).
 */
export function sessionEffect(state: SessionState, user: number | undefined, time: number): number {
  const { sessionOffsets, sessionTimes } = state;
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
  let effect = 0;
  for (const [limit, gap] of SESSION_GAPS.entries()) {
    let pull = 0;
    let weight = state.sessionPrecisions[limit];
    const join = (entry: number) => {
      pull += state.sessionPulls[entry * LIMITS + limit];
      weight += state.sessionWeights[entry * LIMITS + limit];
    };
    if (before <= gap) join(high - 1);
    if (after <= gap && !(before + after <= gap)) join(high); // otherwise, both are of one session
    if (pull !== 0) effect += pull / weight;
  }
  return effect;
}
