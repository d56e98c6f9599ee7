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

/** The most numbers and the most rows that are read at a time: few enough to stay in a processor's near caches. */
const MOST_NUMBERS = 16_384;
const MOST_ROWS = 1024;

/**
 * Rows of actions, some rounds at a time, always as a Float64Array, so that loops over them are plain ones. A large matrix
 * isn't copied. Made by `rowsOf` and `distributionsOf`.
 */
export interface Rows {
  /** The rows of the rounds `first` to `end` − 1, at most `runOf(actions)` of them; they stay there until the next call. */
  read(first: number, end: number): Float64Array;
}

/** How many rounds of a log are read at a time. */
export function runOf(actions: number): number {
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / actions)));
}

/**
 * Reads rows of actions.
 *
 * @param what begins error messages: `weigh: policy`
 * @throws OptionError for a matrix of another size
 */
export function rowsOf(what: string, values: ActionValues, { rounds, actions }: Shape): Rows {
  if (values instanceof Float64Array && values.length === rounds * actions) {
    return { read: (first, end) => values.subarray(first * actions, end * actions) };
  }
  const fill = rowFiller(what, values, { rounds, actions });
  const block = new Float64Array(actions * Math.min(rounds, runOf(actions)));
  const row = new Float64Array(actions);
  return {
    read: (first, end) => {
      for (let round = first; round < end; round++) {
        row.fill(0);
        fill(round, row);
        block.set(row, (round - first) * actions);
      }
      return block.subarray(0, (end - first) * actions);
    },
  };
}

/** The same for probabilities; `read` throws an OptionError for a row that isn't a distribution. */
export function distributionsOf(what: string, values: ActionValues, shape: Shape): Rows {
  const rows = rowsOf(what, values, shape);
  const { actions } = shape;
  return {
    read: (first, end) => {
      const block = rows.read(first, end);
      const bad = findBadRow(block, actions);
      if (bad !== -1)
        throw badRow(what, Array.from(block.subarray(bad, bad + actions)), first + bad / actions);
      return block;
    },
  };
}

function rowFiller(what: string, values: ActionValues, { rounds, actions }: Shape): RowOfRound {
  if (typeof values === 'function') return values;
  const isOne = values.length === actions;
  if (!isOne && values.length !== rounds * actions) {
    throw new OptionError(
      `${what} must have ${actions} numbers, or ${rounds} rounds × ${actions} actions = ${rounds * actions}, got ${values.length}`,
    );
  }
  return (round, into) => {
    const from = isOne ? 0 : round * actions;
    for (let action = 0; action < actions; action++) into[action] = values[from + action];
  };
}

/** Where the first row begins that isn't a distribution; −1 if all are. */
function findBadRow(values: Float64Array, actions: number): number {
  for (let from = 0; from < values.length; from += actions) {
    let sum = 0;
    for (let place = from; place < from + actions; place++) {
      const share = values[place];
      // Which way this goes, a processor foresees; it couldn't for the search of the least share, which took longer than all else.
      if (!(share >= 0)) return from;
      sum += share;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) return from;
  }
  return -1;
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
