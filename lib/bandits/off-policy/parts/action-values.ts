import { OptionError } from '../../../core/errors';

/**
 * A number for each action in each round: the probabilities of a policy, or the rewards that a model predicts. Either
 * - one number per action, the same in all rounds,
 * - rounds × actions, row by row, or
 * - a function that fills the row of a round, so that a million rows need no memory.
 */
export type ActionValues = ArrayLike<number> | ((round: number, into: Float64Array) => void);

/** The size of what is read. */
interface Shape {
  readonly rounds: number;
  readonly actions: number;
}

/** How far from 1 the probabilities of a round may add up to: enough for those written with four decimals. */
const ROUNDING = 1e-3;

/**
 * Reads rows of actions, always into the same array.
 *
 * @param what begins error messages: `weigh: policy`
 * @throws OptionError for a matrix of another size
 */
export function rowsOf(
  what: string,
  values: ActionValues,
  { rounds, actions }: Shape,
): (round: number) => Float64Array {
  const row = new Float64Array(actions);
  if (typeof values === 'function') {
    return (round) => {
      row.fill(0);
      values(round, row);
      return row;
    };
  }
  if (values.length === actions) {
    const only = Float64Array.from(values);
    return () => only;
  }
  if (values.length !== rounds * actions) {
    throw new OptionError(
      `${what} must have ${actions} numbers, or ${rounds} rounds × ${actions} actions = ${rounds * actions}, got ${values.length}`,
    );
  }
  return (round) => {
    for (let action = 0; action < actions; action++) row[action] = values[round * actions + action];
    return row;
  };
}

/** The same for probabilities. @throws OptionError, when a row is read that isn't a distribution */
export function distributionsOf(
  what: string,
  values: ActionValues,
  shape: Shape,
): (round: number) => Float64Array {
  const read = rowsOf(what, values, shape);
  return (round) => {
    const row = read(round);
    let sum = 0;
    for (let action = 0; action < row.length; action++) {
      if (!(row[action] >= 0)) {
        throw new OptionError(
          `${what} must have probabilities of at least 0, got ${row[action]} for action ${action} in round ${round}`,
        );
      }
      sum += row[action];
    }
    if (Math.abs(sum - 1) <= ROUNDING) return row;
    throw new OptionError(`${what} must have probabilities that add up to 1, got ${sum} in round ${round}`);
  };
}
