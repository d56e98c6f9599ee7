import type { OffPolicyData } from '../off-policy-data';

/** Rounds that are read at a time. */
const RUN = 4096;
/** Number of standard errors above 1 at which chance is ruled out, with any number of actions that a log has. */
const TOO_FAR = 4;

/** An action that contradicts the propensities. */
export interface Contradiction {
  readonly action: string | number;
  /** The mean over all rounds of 1 / propensity where this was done, and 0 elsewhere. */
  readonly mean: number;
}

/** Sums by action over the rounds in which it was taken. */
export interface Inverses {
  /** Σ 1 / propensity: 0 for actions that were never taken, and only for those. */
  readonly sum: Float64Array;
  /** Σ 1 / propensity². */
  readonly squares: Float64Array;
}

/** Cost: O(rounds). */
export function inversesOf(data: OffPolicyData): Inverses {
  const [sum, squares] = [0, 1].map(() => new Float64Array(data.actions.length));
  for (let from = 0; from < data.length; from += RUN) {
    addInverses(data, from, Math.min(from + RUN, data.length), { sum, squares });
  }
  return { sum, squares };
}

function addInverses(
  { action, propensity }: OffPolicyData,
  from: number,
  to: number,
  { sum, squares }: Inverses,
): void {
  for (let round = from; round < to; round++) {
    const inverse = 1 / propensity[round];
    sum[action[round]] += inverse;
    squares[action[round]] += inverse * inverse;
  }
}

/**
 * Checks propensities by each action: the mean of 1[action = a] / π₀(a | x) is the share of rounds in which a was possible,
 * so it can't be above 1 by more than chance. An action that is far above was more probable than the log says.
 *
 * It needs no policy, and finds propensities that were taken as equal if some action is more common than others. It can't
 * find errors that cancel out for each action over the contexts. Means below 1 prove nothing: an action may be
 * impossible in some rounds, and rare rounds with small propensities are usually missing.
 *
 * @returns the action that is farthest above 1; null if none is
 */
export function contradiction(
  { actions, length, units }: OffPolicyData,
  { sum, squares }: Inverses,
): Contradiction | null {
  let found: Contradiction | null = null;
  let farthest = TOO_FAR;
  for (let place = 0; place < actions.length; place++) {
    const mean = sum[place] / length;
    const error = Math.sqrt((squares[place] / length - mean * mean) / units);
    if (!((mean - 1) / error > farthest) || mean < 1 + 1e-9) continue;
    farthest = (mean - 1) / error;
    found = { action: actions[place], mean };
  }
  return found;
}
