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
const MOST_ROWS = 512;

/**
 * Rows of actions, some rounds at a time, always in one Float64Array, so that loops over them are plain ones. A large
 * matrix isn't copied. Made by `rowsOf` and `distributionsOf`.
 */
export class Rows {
  constructor(
    readonly values: Float64Array,
    private readonly actions: number,
    /** Writes the rows of some rounds to the start of `values`; null if all rows are there. */
    private readonly write: ((first: number, end: number) => void) | null,
    /** Begins error messages for rows that aren't distributions; null for rows that may be anything. */
    private readonly what: string | null,
  ) {}

  /**
   * Where in `values` the rows of the rounds `first` to `end` − 1 begin, at most `runOf(actions)` of them; they stay there
   * until the next call.
   */
  from(first: number, end: number): number {
    if (this.write !== null) this.write(first, end);
    const from = this.write === null ? first * this.actions : 0;
    if (this.what !== null) this.#check(this.what, from, first, end);
    return from;
  }

  #check(what: string, from: number, first: number, end: number): void {
    const { values, actions } = this;
    for (let round = first, place = from; round < end; round++, place += actions) {
      if (isDistribution(values, place, actions)) continue;
      throw badRow(what, Array.from(values.subarray(place, place + actions)), round);
    }
  }
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
export function rowsOf(what: string, values: ActionValues, shape: Shape): Rows {
  return readRows(what, values, shape, false);
}

/** The same for probabilities; `from` throws an OptionError for a row that isn't a distribution. */
export function distributionsOf(what: string, values: ActionValues, shape: Shape): Rows {
  return readRows(what, values, shape, true);
}

function readRows(what: string, values: ActionValues, { rounds, actions }: Shape, isChecked: boolean): Rows {
  const checks = isChecked ? what : null;
  if (typeof values !== 'function' && values.length === rounds * actions && values instanceof Float64Array) {
    return new Rows(values, actions, null, checks);
  }
  const fill = rowFiller(what, values, { rounds, actions });
  const block = new Float64Array(actions * Math.min(rounds, runOf(actions)));
  const row = new Float64Array(actions);
  const write = (first: number, end: number) => {
    for (let round = first; round < end; round++) {
      row.fill(0);
      fill(round, row);
      block.set(row, (round - first) * actions);
    }
  };
  return new Rows(block, actions, write, checks);
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

function isDistribution(values: Float64Array, from: number, actions: number): boolean {
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
