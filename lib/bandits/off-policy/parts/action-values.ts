import { OptionError } from '../../../core/errors';

/**
 * A number for each action in each round: the probabilities of a policy, or the rewards that a model predicts. Either
 * - one number per action, the same in all rounds,
 * - rounds × actions, row by row, or
 * - a function that fills the row of a round, so that a million rows need no memory.
 */
export type ActionValues = ArrayLike<number> | RowOfRound;

/** Fills the row of a round, which is all 0 before. */
export type RowOfRound = (round: number, into: Float64Array) => void;

/** The size of what is read. */
interface Shape {
  readonly rounds: number;
  readonly actions: number;
}

/** How far from 1 the probabilities of a round may add up to: enough for those written with four decimals. */
const ROUNDING = 1e-3;

/** Rows of actions where they lie: a large matrix isn't copied. Made by `rowsOf` and `distributionsOf`. */
export class Rows {
  constructor(
    readonly values: ArrayLike<number>,
    /** How much later the row of the next round begins: 0 if all rounds have the same. */
    private readonly stride: number,
    /** Writes the row of a round into `values`; null if all rows are there. */
    private readonly write: ((round: number) => void) | null,
    /** Checks what is read; null for values that may be anything. */
    private readonly check: ((values: ArrayLike<number>, from: number, round: number) => void) | null,
  ) {}

  /** Where in `values` the row of a round begins; it stays there until the next call. */
  at(round: number): number {
    if (this.write !== null) this.write(round);
    const from = this.stride * round;
    if (this.check !== null) this.check(this.values, from, round);
    return from;
  }

  /** The same rows, checked when they are read. */
  checked(check: (values: ArrayLike<number>, from: number, round: number) => void): Rows {
    return new Rows(this.values, this.stride, this.write, check);
  }
}

/**
 * Reads rows of actions.
 *
 * @param what begins error messages: `weigh: policy`
 * @throws OptionError for a matrix of another size
 */
export function rowsOf(what: string, values: ActionValues, { rounds, actions }: Shape): Rows {
  if (typeof values === 'function') {
    const row = new Float64Array(actions);
    const write = (round: number) => {
      row.fill(0);
      values(round, row);
    };
    return new Rows(row, 0, write, null);
  }
  if (values.length === actions) return new Rows(values, 0, null, null);
  if (values.length === rounds * actions) return new Rows(values, actions, null, null);
  throw new OptionError(
    `${what} must have ${actions} numbers, or ${rounds} rounds × ${actions} actions = ${rounds * actions}, got ${values.length}`,
  );
}

/** The same for probabilities; `at` throws an OptionError for a row that isn't a distribution. */
export function distributionsOf(what: string, given: ActionValues, shape: Shape): Rows {
  const { actions } = shape;
  return rowsOf(what, given, shape).checked((values, from, round) => {
    if (isDistribution(values, from, actions)) return;
    throw badRow(
      what,
      Array.from({ length: actions }, (_, action) => values[from + action]),
      round,
    );
  });
}

function isDistribution(values: ArrayLike<number>, from: number, actions: number): boolean {
  let sum = 0;
  for (let place = from; place < from + actions; place++) {
    const share = values[place];
    // Which way this goes, a processor foresees; it couldn't for the search of the least share, which took longer than all else.
    if (!(share >= 0)) return false;
    sum += share;
  }
  return Math.abs(sum - 1) <= ROUNDING;
}

function badRow(what: string, row: readonly number[], round: number): OptionError {
  const action = row.findIndex((share) => !(share >= 0));
  if (action !== -1) {
    return new OptionError(
      `${what} must have probabilities of at least 0, got ${row[action]} for action ${action} in round ${round}`,
    );
  }
  const sum = row.reduce((all, share) => all + share, 0);
  return new OptionError(`${what} must have probabilities that add up to 1, got ${sum} in round ${round}`);
}
