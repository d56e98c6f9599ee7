import type { OffPolicyData } from './off-policy-data';
import { type ActionValues, distributionsOf, rowsOf } from './parts/action-values';
import { type Contribution, column, product } from './parts/contribution';
import { type Contradiction, contradiction } from './parts/propensity-check';
import { type Read, RoundReader } from './parts/round-reader';
import { type MeanSums, meansOf } from './parts/round-sums';

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

/** Terms of estimators; null without predicted rewards. */
export interface Terms {
  /** w */
  readonly weight: Contribution;
  /** w r */
  readonly earned: Contribution;
  /** Σₐ π(a | x) q̂(x, a) */
  readonly expected: Contribution | null;
  /** w (r − q̂(x, a)) */
  readonly corrected: Contribution | null;
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
  /** What several estimators add up; for each of these functions, that is done once. */
  readonly terms: Terms;
  /** An action that was more probable than its propensities say; null if there is none. */
  readonly contradiction: Contradiction | null;

  constructor(
    readonly data: OffPolicyData,
    rows: Read,
  ) {
    const { length, reward } = data;
    const reader = new RoundReader(data, rows);
    const { weight, residual, expected } = reader;
    this.chosen = reader.chosen;
    this.weight = weight;
    this.residual = residual;
    this.expected = expected;
    this.neverTaken = reader.never / length;
    this.unseenMass = rows.behavior ? reader.unseen / length : Number.NaN;
    this.withoutPropensity = reader.withoutPropensity;
    this.possible = reader.possible;
    this.terms = {
      weight: column(weight),
      earned: product(weight, reward),
      expected: expected && column(expected),
      corrected: residual && product(weight, residual),
    };
    this.weights = summaryOf(this.terms.weight, length);
    this.contradiction = contradiction(data);
  }

  /** Number of rounds. */
  get length(): number {
    return this.data.length;
  }
}

/** Mean, largest and effective number of some weights. Cost: O(rounds). */
export function summaryOf(weights: Contribution, rounds: number): WeightSummary {
  return summaryBy(meansOf([weights], rounds)[0]);
}

/** The same, once they are added up. */
export function summaryBy({ mean, squares, largest, rounds }: MeanSums): WeightSummary {
  const ess = mean === 0 ? 0 : (rounds * mean) ** 2 / (squares + rounds * mean ** 2);
  const sd = Math.sqrt(squares / (rounds - 1));
  return { mean, max: Math.max(0, largest), sd, ess, essShare: ess / rounds };
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
