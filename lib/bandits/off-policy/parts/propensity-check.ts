import type { OffPolicyData } from '../off-policy-data';

/** Number of standard errors above 1 at which chance is ruled out, with any number of actions that a log has. */
const TOO_FAR = 4;

/** An action that contradicts the propensities. */
export interface Contradiction {
  readonly action: string | number;
  /** The mean over all rounds of 1 / propensity where this was done, and 0 elsewhere. */
  readonly mean: number;
}

/**
 * Checks propensities by each action: the mean of 1[action = a] / π₀(a | x) is the share of rounds in which a was possible,
 * so it can't be above 1 by more than chance. An action that is far above was more probable than the log says.
 *
 * It needs no policy, and finds propensities that were taken as equal if some action is more common than others. It can't
 * find errors that cancel out for each action over the contexts. Means below 1 prove nothing: an action may be
 * impossible in some rounds, and rare rounds with small propensities are usually missing. Cost: O(rounds).
 *
 * @returns the action that is farthest above 1; null if none is
 */
export function contradiction({
  action,
  actions,
  propensity,
  length,
  units,
}: OffPolicyData): Contradiction | null {
  const sum = new Float64Array(actions.length);
  const squares = new Float64Array(actions.length);
  for (let round = 0; round < length; round++) {
    const inverse = 1 / propensity[round];
    sum[action[round]] += inverse;
    squares[action[round]] += inverse * inverse;
  }
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
