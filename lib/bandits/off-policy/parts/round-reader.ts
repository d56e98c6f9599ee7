/** One pass over the rows of a policy, and over those of predicted rewards: what all estimators start from. */
import { OptionError } from '../../../core/errors';
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
  unsure: Unsure | null = null;
  readonly matches: number[] = [];
  /** Rounds in which the policy may do what was done, and with propensity 0 or none. */
  readonly #counts = new Int32Array(2);

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
    // Some rounds at a time: what is read stays in the cache.
    const run = runOf(data.actions.length);
    for (let first = 0; first < length; first += run) this.#read(first, Math.min(first + run, length));
  }

  get possible(): number {
    return this.#counts[0];
  }

  get withoutPropensity(): number {
    return this.#counts[1];
  }

  #read(first: number, end: number): void {
    const { policy, rewards, behavior } = this.rows;
    const actions = this.data.actions.length;
    const shares = policy.read(first, end);
    const action = this.data.action.subarray(first, end);
    const propensity = this.data.propensity.subarray(first, end);
    const weight = this.weight.subarray(first, end);
    divide(shares, action, propensity, weight, this.#counts);
    if (this.unsure === null) this.#match(shares, first, end);
    if (this.untaken.length > 0) this.never += sumOf(shares, this.untaken, actions);
    if (rewards && this.residual && this.expected) {
      const predicted = rewards.read(first, end);
      subtract(this.data.reward.subarray(first, end), predicted, action, this.residual.subarray(first, end));
      const expected = this.expected.subarray(first, end);
      dotRows(shares, predicted, expected);
      const bad = findNotFinite(expected);
      if (bad !== -1)
        throw badPrediction(predicted.subarray(bad * actions, (bad + 1) * actions), first + bad);
    }
    if (behavior) this.unseen += sumWhereZero(shares, behavior.read(first, end));
  }

  #match(shares: Float64Array, first: number, end: number): void {
    const { action, actions } = this.data;
    for (let round = first; round < end; round++) {
      const share = shares[(round - first) * actions.length + action[round]];
      if (share === 1) this.matches.push(round);
      if (share === 1 || share === 0) continue;
      this.unsure = { round, share };
      return;
    }
  }
}

// Functions of typed arrays only, so that the code compiled for them depends on no object that may be gone later.

/** weight = π(a | x) / propensity; counts rounds in which the policy may do what was done, and unknown propensities. */
function divide(
  shares: Float64Array,
  action: Int32Array,
  propensity: Float64Array,
  weight: Float64Array,
  counts: Int32Array,
): void {
  const actions = shares.length / action.length;
  let possible = 0;
  let unknown = 0;
  for (let n = 0; n < action.length; n++) {
    const share = shares[n * actions + action[n]];
    if (share > 0) possible++;
    const isKnown = propensity[n] > 0;
    if (!isKnown) unknown++;
    weight[n] = isKnown ? share / propensity[n] : Number.NaN;
  }
  counts[0] += possible;
  counts[1] += unknown;
}

/** residual = r − q̂(x, a) */
function subtract(
  reward: Float64Array,
  predicted: Float64Array,
  action: Int32Array,
  residual: Float64Array,
): void {
  const actions = predicted.length / action.length;
  for (let n = 0; n < action.length; n++) residual[n] = reward[n] - predicted[n * actions + action[n]];
}

/** The products of the rows of two tables. */
function dotRows(a: Float64Array, b: Float64Array, into: Float64Array): void {
  const width = a.length / into.length;
  let place = 0;
  for (let n = 0; n < into.length; n++) {
    let sum = 0;
    for (const end = place + width; place < end; place++) sum += a[place] * b[place];
    into[n] = sum;
  }
}

/** Of some places in each row. */
function sumOf(rows: Float64Array, places: readonly number[], width: number): number {
  let sum = 0;
  for (let from = 0; from < rows.length; from += width) for (const place of places) sum += rows[from + place];
  return sum;
}

/** −1 if all are finite. Then so are all numbers that they were summed from, as 0 · NaN is NaN. */
function findNotFinite(values: Float64Array): number {
  for (let n = 0; n < values.length; n++) if (values[n] - values[n] !== 0) return n;
  return -1;
}

function badPrediction(row: Float64Array, round: number): OptionError {
  const action = row.findIndex((value) => !Number.isFinite(value));
  return new OptionError(
    `weigh: rewards must have finite numbers, got ${row[action]} for action ${action} in round ${round}`,
  );
}

function sumWhereZero(values: Float64Array, others: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) if (others[n] === 0) sum += values[n];
  return sum;
}
