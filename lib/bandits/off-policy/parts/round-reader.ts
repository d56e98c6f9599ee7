/** One pass over the rows of a policy, and over those of predicted rewards: what all estimators start from. */
import type { OffPolicyData } from '../off-policy-data';
import { type Rows, runOf } from './action-values';

/** Rows with a number for each action. */
export interface Read {
  readonly policy: Rows;
  readonly rewards?: Rows;
  readonly behavior?: Rows;
}

/** A round in which a policy may do several things. */
export interface Unsure {
  readonly round: number;
  /** The probability of what was done. */
  readonly share: number;
}

/** See `WeightedRounds` for what the columns are. */
export class RoundReader {
  readonly weight: Float64Array;
  readonly residual: Float64Array | null;
  readonly expected: Float64Array | null;
  /** Sums of the policy's probabilities: of actions nobody took, and of those that the logging policy never takes there. */
  never = 0;
  unseen = 0;
  withoutPropensity = 0;
  possible = 0;
  unsure: Unsure | null = null;
  readonly matches: number[] = [];

  /** Cost: O(rounds · actions). */
  constructor(
    private readonly data: OffPolicyData,
    private readonly rows: Read,
    /** Actions that were taken in no round. */
    private readonly untaken: readonly number[],
  ) {
    const { length } = data;
    this.weight = new Float64Array(length);
    this.residual = rows.rewards ? new Float64Array(length) : null;
    this.expected = rows.rewards ? new Float64Array(length) : null;
    // Some rounds at a time: what is read stays in the cache, and the loops are soon compiled as functions of their own.
    const run = runOf(data.actions.length);
    for (let first = 0; first < length; first += run) this.#read(first, Math.min(first + run, length));
  }

  #read(first: number, end: number): void {
    const { policy, rewards, behavior } = this.rows;
    const from = policy.from(first, end);
    this.#weigh(first, end, from);
    if (this.unsure === null) this.#match(first, end, from);
    if (this.untaken.length > 0) this.#addNever(end - first, from);
    if (rewards) this.#predict(rewards, first, end, from);
    if (behavior) this.#addUnseen(behavior, first, end, from);
  }

  #weigh(first: number, end: number, from: number): void {
    const { values } = this.rows.policy;
    const { action, propensity } = this.data;
    const actions = this.data.actions.length;
    const { weight } = this;
    let [possible, unknown] = [0, 0];
    for (let round = first, row = from; round < end; round++, row += actions) {
      const share = values[row + action[round]];
      if (share > 0) possible++;
      const isKnown = propensity[round] > 0;
      if (!isKnown) unknown++;
      weight[round] = isKnown ? share / propensity[round] : Number.NaN;
    }
    this.possible += possible;
    this.withoutPropensity += unknown;
  }

  #match(first: number, end: number, from: number): void {
    const { values } = this.rows.policy;
    const { action, actions } = this.data;
    for (let round = first; round < end; round++) {
      const share = values[from + (round - first) * actions.length + action[round]];
      if (share === 1) this.matches.push(round);
      if (share === 1 || share === 0) continue;
      this.unsure = { round, share };
      return;
    }
  }

  #predict(rewards: Rows, first: number, end: number, from: number): void {
    const place = rewards.from(first, end);
    const [policy, predicted] = [this.rows.policy.values, rewards.values];
    const { action, reward } = this.data;
    const actions = this.data.actions.length;
    const [residual, expected] = [this.residual!, this.expected!];
    for (
      let round = first, row = from, other = place;
      round < end;
      round++, row += actions, other += actions
    ) {
      residual[round] = reward[round] - predicted[other + action[round]];
      let sum = 0;
      for (let a = 0; a < actions; a++) sum += policy[row + a] * predicted[other + a];
      expected[round] = sum;
    }
  }

  #addNever(count: number, from: number): void {
    const { values } = this.rows.policy;
    const actions = this.data.actions.length;
    let sum = 0;
    for (let n = 0; n < count; n++) {
      for (const place of this.untaken) sum += values[from + n * actions + place];
    }
    this.never += sum;
  }

  #addUnseen(behavior: Rows, first: number, end: number, from: number): void {
    const place = behavior.from(first, end);
    const size = (end - first) * this.data.actions.length;
    let sum = 0;
    for (let n = 0; n < size; n++)
      if (behavior.values[place + n] === 0) sum += this.rows.policy.values[from + n];
    this.unseen += sum;
  }
}
