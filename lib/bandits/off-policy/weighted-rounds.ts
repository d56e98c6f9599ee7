import type { OffPolicyData } from './off-policy-data';
import { type ActionValues, distributionsOf, rowsOf } from './parts/action-values';

/** Reads the row of a round; always the same array. */
type Rows = (round: number) => Float64Array;

interface Read {
  readonly policy: Rows;
  readonly rewards?: Rows;
  readonly behavior?: Rows;
}

/** What the estimators may know beside the policy. */
export interface WeighOptions {
  /** The rewards that a model predicts, q̂(x, a). The direct and the doubly robust estimators need them. */
  readonly rewards?: ActionValues;
  /** The probabilities of all actions under the logging policy, π₀(a | x), to see which it never takes. */
  readonly behavior?: ActionValues;
}

/** What the weights of a log say about how far it can be trusted. */
export interface WeightSummary {
  /** Near 1, if the propensities are right and the log has all that the policy does. */
  readonly mean: number;
  readonly max: number;
  /** Standard deviation, with n − 1 as the divisor. */
  readonly sd: number;
  /** Effective sample size by Kish, (Σ w)² / Σ w²: the log is worth this many rounds of the policy's own. */
  readonly ess: number;
  /** ess / rounds. */
  readonly essShare: number;
}

/**
 * The rounds of a log, weighted for a policy: w = π(a | x) / π₀(a | x) is how much more often the policy would have
 * done what was done. Made by `weigh`.
 */
export class WeightedRounds {
  /** π(a | x) of what was done. */
  readonly chosen: Float64Array;
  /** w; NaN where the propensity is 0 or unknown. */
  readonly weight: Float64Array;
  /** q̂(x, a) of what was done; null without predicted rewards. */
  readonly predicted: Float64Array | null;
  /** Σₐ π(a | x) q̂(x, a): what the model expects of the policy; null without predicted rewards. */
  readonly expected: Float64Array | null;
  /** The share of the policy's choices that fall on actions that nobody took in any round. */
  readonly neverTaken: number;
  /** The share of its choices that the logging policy never takes there; NaN if its probabilities aren't given. */
  readonly unseenMass: number;
  /** Rounds with propensity 0 or none. */
  readonly withoutPropensity: number;
  /** Rounds in which the policy may have done what was done. */
  readonly possible: number;
  /** Of the weights as they are. */
  readonly weights: WeightSummary;

  constructor(
    readonly data: OffPolicyData,
    { policy, rewards, behavior }: Read,
  ) {
    const { length, action, propensity, actions } = data;
    this.chosen = new Float64Array(length);
    this.weight = new Float64Array(length);
    this.predicted = rewards ? new Float64Array(length) : null;
    this.expected = rewards ? new Float64Array(length) : null;
    const isTaken = new Uint8Array(actions.length);
    for (const taken of action) isTaken[taken] = 1;
    let [never, unseen, without, possible] = [0, 0, 0, 0];
    for (let round = 0; round < length; round++) {
      const row = policy(round);
      const done = action[round];
      this.chosen[round] = row[done];
      if (row[done] > 0) possible++;
      const isKnown = propensity[round] > 0;
      if (!isKnown) without++;
      this.weight[round] = isKnown ? row[done] / propensity[round] : Number.NaN;
      for (let a = 0; a < row.length; a++) if (!isTaken[a]) never += row[a];
      if (this.predicted && this.expected && rewards) {
        const predicted = rewards(round);
        this.predicted[round] = predicted[done];
        this.expected[round] = dot(row, predicted);
      }
      if (behavior) {
        const taken = behavior(round);
        for (let a = 0; a < row.length; a++) if (taken[a] === 0) unseen += row[a];
      }
    }
    this.neverTaken = never / length;
    this.unseenMass = behavior ? unseen / length : Number.NaN;
    this.withoutPropensity = without;
    this.possible = possible;
    this.weights = summaryOf(this.weight);
  }

  /** Number of rounds. */
  get length(): number {
    return this.data.length;
  }
}

/** Mean, largest and effective number of some weights. Cost: O(rounds). */
export function summaryOf(weights: Float64Array): WeightSummary {
  let [sum, squares, max] = [0, 0, 0];
  const n = weights.length;
  for (let round = 0; round < n; round++) {
    const weight = weights[round];
    sum += weight;
    squares += weight * weight;
    if (weight > max) max = weight;
  }
  const mean = sum / n;
  const ess = sum === 0 ? 0 : (sum * sum) / squares;
  const variance = Math.max(0, squares - n * mean * mean) / (n - 1);
  return { mean, max, sd: Math.sqrt(variance), ess, essShare: ess / n };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The rounds of a log with the weights of a policy: what the estimators take. One pass over rounds × actions; each
 * estimator then needs two over the rounds.
 *
 * @param policy π(a | x), the probabilities of the policy to evaluate, which add up to 1 in each round
 * @throws OptionError for a matrix of another size, or a round without a distribution
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * weigh(data, [0.5, 0.5]).weight; // Float64Array [0.625, 2.5, 0.625]
 */
export function weigh(
  data: OffPolicyData,
  policy: ActionValues,
  { rewards, behavior }: WeighOptions = {},
): WeightedRounds {
  const shape = { rounds: data.length, actions: data.actions.length };
  return new WeightedRounds(data, {
    policy: distributionsOf('weigh: policy', policy, shape),
    rewards: rewards && rowsOf('weigh: rewards', rewards, shape),
    behavior: behavior && distributionsOf('weigh: behavior', behavior, shape),
  });
}
