/** One pass over the rows of a policy, and over those of predicted rewards: what all estimators start from. */
import type { OffPolicyData } from '../off-policy-data';
import type { Rows } from './action-values';

/** Rows with a number for each action. */
export interface Read {
  readonly policy: Rows;
  readonly rewards?: Rows;
  readonly behavior?: Rows;
}

/** Rounds that are read at a time, so that the loop is soon compiled as a function of its own. */
const RUN = 512;

/** See `WeightedRounds` for what the columns are. */
export class RoundReader {
  readonly chosen: Float64Array;
  readonly weight: Float64Array;
  readonly residual: Float64Array | null;
  readonly expected: Float64Array | null;
  /** Sums of the policy's probabilities: of actions nobody took, and of those that the logging policy never takes there. */
  never = 0;
  unseen = 0;
  withoutPropensity = 0;
  possible = 0;
  readonly #untaken: readonly number[];

  /** Cost: O(rounds · actions). */
  constructor(
    private readonly data: OffPolicyData,
    private readonly rows: Read,
  ) {
    const { length } = data;
    this.chosen = new Float64Array(length);
    this.weight = new Float64Array(length);
    this.residual = rows.rewards ? new Float64Array(length) : null;
    this.expected = rows.rewards ? new Float64Array(length) : null;
    this.#untaken = untakenOf(data);
    for (let from = 0; from < length; from += RUN) this.#read(from, Math.min(from + RUN, length));
  }

  #read(first: number, end: number): void {
    const { policy, rewards, behavior } = this.rows;
    const { action, reward, propensity, actions } = this.data;
    const { chosen, weight, residual, expected } = this;
    for (let round = first; round < end; round++) {
      const from = policy.at(round);
      const share = policy.values[from + action[round]];
      chosen[round] = share;
      if (share > 0) this.possible++;
      const isKnown = propensity[round] > 0;
      if (!isKnown) this.withoutPropensity++;
      weight[round] = isKnown ? share / propensity[round] : Number.NaN;
      for (const place of this.#untaken) this.never += policy.values[from + place];
      if (rewards) {
        const place = rewards.at(round);
        residual![round] = reward[round] - rewards.values[place + action[round]];
        expected![round] = dot(policy.values, from, rewards.values, place, actions.length);
      }
      if (behavior) {
        const place = behavior.at(round);
        for (let a = 0; a < actions.length; a++) {
          if (behavior.values[place + a] === 0) this.unseen += policy.values[from + a];
        }
      }
    }
  }
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
