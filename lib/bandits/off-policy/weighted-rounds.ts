import type { OffPolicyData } from './off-policy-data';
import { type ActionValues, distributionsOf, type Rows, rowsOf } from './parts/action-values';
import { type Contribution, column } from './parts/contribution';
import { type Contradiction, contradiction } from './parts/propensity-check';
import { eachRun } from './parts/round-sums';

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
  /** r − q̂(x, a) of what was done; null without predicted rewards. */
  readonly residual: Float64Array | null;
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
  /** An action that was more probable than its propensities say; null if there is none. */
  readonly contradiction: Contradiction | null;
  #changed: Float64Array | undefined;

  constructor(
    readonly data: OffPolicyData,
    { policy, rewards, behavior }: Read,
  ) {
    const { length, action, reward, propensity, actions } = data;
    this.chosen = new Float64Array(length);
    this.weight = new Float64Array(length);
    this.residual = rewards ? new Float64Array(length) : null;
    this.expected = rewards ? new Float64Array(length) : null;
    const untaken = untakenOf(data);
    let [never, unseen, without, possible] = [0, 0, 0, 0];
    for (let round = 0; round < length; round++) {
      const from = policy.at(round);
      const share = policy.values[from + action[round]];
      this.chosen[round] = share;
      if (share > 0) possible++;
      const isKnown = propensity[round] > 0;
      if (!isKnown) without++;
      this.weight[round] = isKnown ? share / propensity[round] : Number.NaN;
      for (let n = 0; n < untaken.length; n++) never += policy.values[from + untaken[n]];
      if (this.residual && this.expected && rewards) {
        const place = rewards.at(round);
        this.residual[round] = reward[round] - rewards.values[place + action[round]];
        this.expected[round] = dot(policy.values, from, rewards.values, place, actions.length);
      }
      if (behavior) {
        const place = behavior.at(round);
        for (let a = 0; a < actions.length; a++) {
          if (behavior.values[place + a] === 0) unseen += policy.values[from + a];
        }
      }
    }
    this.neverTaken = never / length;
    this.unseenMass = behavior ? unseen / length : Number.NaN;
    this.withoutPropensity = without;
    this.possible = possible;
    this.weights = summaryOf(column(this.weight), length);
    this.contradiction = contradiction(data);
  }

  /** The weights after `change` was at work on them: always the same array, so that many estimates take no more memory. */
  changedWeights(change: (weights: Float64Array) => void): Float64Array {
    this.#changed ??= new Float64Array(this.length);
    this.#changed.set(this.weight);
    change(this.#changed);
    return this.#changed;
  }

  /** Number of rounds. */
  get length(): number {
    return this.data.length;
  }
}

/** Mean, largest and effective number of some weights. Cost: O(rounds). */
export function summaryOf(weights: Contribution, rounds: number): WeightSummary {
  let [total, squares, max] = [0, 0, 0];
  eachRun(rounds, [weights], ([run], _, count) => {
    let [sum, sumOfSquares, most] = [0, 0, max];
    for (let n = 0; n < count; n++) {
      sum += run[n];
      sumOfSquares += run[n] * run[n];
      if (run[n] > most) most = run[n];
    }
    total += sum;
    squares += sumOfSquares;
    max = most;
  });
  const mean = total / rounds;
  const ess = total === 0 ? 0 : (total * total) / squares;
  const variance = Math.max(0, squares - rounds * mean * mean) / (rounds - 1);
  return { mean, max, sd: Math.sqrt(variance), ess, essShare: ess / rounds };
}

/** The actions that were taken in no round. */
function untakenOf({ action, actions }: OffPolicyData): number[] {
  const isTaken = new Uint8Array(actions.length);
  for (let round = 0; round < action.length; round++) isTaken[action[round]] = 1;
  return actions.flatMap((_, place) => (isTaken[place] ? [] : place));
}

/** Of two rows. */
function dot(
  a: ArrayLike<number>,
  fromA: number,
  b: ArrayLike<number>,
  fromB: number,
  length: number,
): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += a[fromA + n] * b[fromB + n];
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
