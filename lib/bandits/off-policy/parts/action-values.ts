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

/** Rows of actions where they lie: a large matrix isn't copied. */
export interface Rows {
  readonly values: ArrayLike<number>;
  /** Where in `values` the row of a round begins; it stays there until the next call. */
  at(round: number): number;
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
    const at = (round: number) => {
      row.fill(0);
      values(round, row);
      return 0;
    };
    return { values: row, at };
  }
  if (values.length === actions) return { values, at: () => 0 };
  if (values.length === rounds * actions) return { values, at: (round) => round * actions };
  throw new OptionError(
    `${what} must have ${actions} numbers, or ${rounds} rounds × ${actions} actions = ${rounds * actions}, got ${values.length}`,
  );
}

/** The same for probabilities; `at` throws an OptionError for a row that isn't a distribution. */
export function distributionsOf(what: string, given: ActionValues, shape: Shape): Rows {
  const { values, at } = rowsOf(what, given, shape);
  const { actions } = shape;
  const checked = (round: number) => {
    const from = at(round);
    let [sum, least] = [0, 1];
    for (let action = 0; action < actions; action++) {
      const share = values[from + action];
      sum += share;
      if (share < least) least = share;
    }
    if (least >= 0 && Math.abs(sum - 1) <= ROUNDING) return from;
    throw badRow(
      what,
      Array.from({ length: actions }, (_, action) => values[from + action]),
      round,
    );
  };
  return { values, at: checked };
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
