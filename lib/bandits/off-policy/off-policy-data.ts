import { called, checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { DataError, OptionError } from '../../core/errors';
import type { LoggedRound } from '../logged-round';

/** Rounds that are checked at a time, so that the loop is soon compiled as a function of its own. */
const RUN = 4096;
/** The highest number of actions without names. */
const MOST_NUMBERED = 1e7;

/**
 * A log as columns, each with one number per round. An Int32Array of actions and Float64Arrays of rewards and propensities
 * aren't copied: don't change them afterwards.
 */
export interface OffPolicyColumns {
  /** What was done, as a place in `actions`. */
  readonly action: ArrayLike<number>;
  /** What came of it: 1 for a click, euros, minutes. */
  readonly reward: ArrayLike<number>;
  /** The probability with which the logging policy did just this; NaN where it is unknown. */
  readonly propensity: ArrayLike<number>;
  /** Names of the actions. Default: as many as `action` needs, at most ten million, named by their numbers. */
  readonly actions?: readonly (string | number)[];
  /**
   * What came into the log independently, as a whole number: usually the user. Rounds of one user are alike, so
   * intervals are too narrow if they count as independent. Default: each round is a unit of its own.
   */
  readonly unit?: ArrayLike<number>;
  /** Which of several logging policies was at work, as a whole number from 0. */
  readonly logger?: ArrayLike<number>;
}

/** A table with named columns, such as a Danfo data frame. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** What the names of a frame's columns are. */
export interface OffPolicyFrameColumns {
  /** Default: `action`, `reward` and `propensity`. */
  readonly action?: string;
  readonly reward?: string;
  readonly propensity?: string;
  /** The column of users, or of what else came into the log independently. Default: none. */
  readonly unit?: string;
  /** Default: `logger` if there is such a column. */
  readonly logger?: string;
}

const COLUMNS = objectWith('action', 'reward');
const COLUMN_EXAMPLES = { action: [0], reward: [1], propensity: [0.5], actions: [], unit: [], logger: [] };
const NAME_EXAMPLES = { action: 'action', reward: '', propensity: '', unit: '', logger: '' };
const FRAME = called(
  'a table with columns and values, such as a data frame',
  objectWith('columns', 'values'),
);
const ROUNDS = called('a list of { action, reward, propensity, … }', LIST);

/**
 * The log of a policy, for estimating what another would have earned. Columns inside: a million rounds are 20 MB.
 *
 * @example
 * const log = [
 *   { action: 'old', reward: 0, propensity: 0.8 },
 *   { action: 'new', reward: 1, propensity: 0.2 },
 *   { action: 'old', reward: 1, propensity: 0.8 },
 * ];
 * OffPolicyData.fromRounds(log).actions; // ['old', 'new']
 */
export class OffPolicyData {
  /** Names of the actions, in the order of the columns of policies. */
  readonly actions: readonly (string | number)[];
  readonly action: Int32Array;
  readonly reward: Float64Array;
  /** NaN where it is unknown. */
  readonly propensity: Float64Array;
  /** From 0 to units − 1; null if each round is a unit. */
  readonly unit: Int32Array | null;
  /** Number of units: rounds, if none are given. */
  readonly units: number;
  readonly logger: Int32Array | null;
  /** Names of the loggers, where the log has some. */
  readonly loggers: readonly string[];

  private constructor(columns: OffPolicyColumns, loggers: readonly string[] = []) {
    this.action = columns.action instanceof Int32Array ? columns.action : new Int32Array(columns.action);
    this.reward = floats('reward', columns.reward);
    this.propensity = floats('propensity', columns.propensity);
    this.unit = columns.unit ? renumbered(columns.unit) : null;
    this.units = this.unit ? 1 + largest(this.unit) : this.action.length;
    this.logger = columns.logger ? Int32Array.from(columns.logger) : null;
    this.loggers = loggers;
    const numbered = Math.min(1 + largest(this.action), MOST_NUMBERED);
    this.actions = columns.actions ?? Array.from({ length: numbered }, (_, action) => action);
    this.#check(columns);
  }

  /** @throws DataError for columns of different lengths, no rounds, or a value that isn't allowed, with its round */
  static fromColumns(columns: OffPolicyColumns): OffPolicyData {
    checkArgument('OffPolicyData', 'columns', columns, COLUMNS);
    checkOptions('OffPolicyData', columns, COLUMN_EXAMPLES);
    return new OffPolicyData(columns);
  }

  /**
   * @param actions the actions of the policies to evaluate, in their order. Default: those of the log, as they appear,
   * with all candidates
   * @throws DataError for no rounds or a value that isn't allowed, with its round
   */
  static fromRounds(
    rounds: readonly LoggedRound[],
    options: { readonly actions?: readonly (string | number)[] } = {},
  ): OffPolicyData {
    checkArgument('OffPolicyData', 'rounds', rounds, ROUNDS);
    checkOptions('OffPolicyData', options, { actions: ['tea'] });
    const { actions = [] } = options;
    checkArgument('OffPolicyData', 'actions', actions, LIST);
    const codes = new Codes<string | number>(actions);
    const loggers = new Codes<string>();
    const action = Int32Array.from(rounds, (round) => {
      for (const candidate of round.candidates ?? []) codes.of(candidate);
      return codes.of(round.action);
    });
    const logger = rounds.some((round) => round.logger !== undefined)
      ? Int32Array.from(rounds, (round) => loggers.of(round.logger ?? ''))
      : undefined;
    return new OffPolicyData(
      {
        action,
        logger,
        reward: rounds.map((round) => round.reward),
        propensity: rounds.map((round) => round.propensity),
        actions: codes.names,
      },
      loggers.names,
    );
  }

  /**
   * The log in a frame, in its row order.
   *
   * @throws OptionError for a missing column, DataError as `fromColumns`
   */
  static fromFrame(frame: FrameLike, names: OffPolicyFrameColumns = {}): OffPolicyData {
    checkArgument('OffPolicyData', 'frame', frame, FRAME);
    checkOptions('OffPolicyData', names, NAME_EXAMPLES);
    const { action = 'action', reward = 'reward', propensity = 'propensity', unit } = names;
    const logger = names.logger ?? (frame.columns.includes('logger') ? 'logger' : undefined);
    const rows = frame.values as unknown[][];
    const column = (name: string) => {
      const place = frame.columns.indexOf(name);
      if (place !== -1) return rows.map((row) => row[place]);
      const known = frame.columns.join(', ');
      throw new OptionError(`OffPolicyData: the frame has no column "${name}"; its columns are ${known}`);
    };
    const codes = new Codes<string | number>();
    const [units, loggers] = [new Codes<unknown>(), new Codes<string>()];
    return new OffPolicyData(
      {
        action: Int32Array.from(column(action), (cell) => codes.of(cell as string | number)),
        reward: column(reward) as number[],
        propensity: column(propensity) as number[],
        actions: codes.names,
        unit: unit === undefined ? undefined : column(unit).map((cell) => units.of(cell)),
        logger: logger === undefined ? undefined : column(logger).map((cell) => loggers.of(String(cell))),
      },
      loggers.names,
    );
  }

  /** Number of rounds. */
  get length(): number {
    return this.action.length;
  }

  /** The same rounds with other propensities. @throws DataError for another number of rounds, or a bad propensity */
  withPropensities(propensity: ArrayLike<number>): OffPolicyData {
    const { action, reward, actions, unit, logger } = this;
    const same = { action, reward, actions, unit: unit ?? undefined, logger: logger ?? undefined };
    return new OffPolicyData({ ...same, propensity }, this.loggers);
  }

  #check(columns: OffPolicyColumns): void {
    const { length } = this.action;
    if (length === 0) throw new DataError('OffPolicyData: the log has no rounds');
    for (const name of ['reward', 'propensity', 'unit', 'logger'] as const) {
      const given = columns[name]?.length ?? length;
      if (given !== length) {
        throw new DataError(`OffPolicyData: ${name} must have one number per round, ${length}, got ${given}`);
      }
    }
    this.#checkLoggers(columns.logger);
    for (let from = 0; from < length; from += RUN) {
      this.#checkRounds(columns.action, from, Math.min(from + RUN, length));
    }
  }

  #checkLoggers(given: ArrayLike<number> | undefined): void {
    const { logger } = this;
    if (!given || !logger) return;
    for (let round = 0; round < logger.length; round++) {
      if (logger[round] !== given[round] || logger[round] < 0) {
        throw bad('logger', round, 'a whole number of at least 0', given[round]);
      }
    }
  }

  #checkRounds(given: ArrayLike<number>, from: number, to: number): void {
    const { action, reward, propensity, actions } = this;
    const { length } = actions;
    for (let round = from; round < to; round++) {
      if (action[round] !== given[round] || action[round] < 0 || action[round] >= length) {
        throw bad('action', round, `a whole number from 0 to ${length - 1}`, given[round]);
      }
      if (!Number.isFinite(reward[round])) throw bad('reward', round, 'a finite number', reward[round]);
      if (propensity[round] < 0 || propensity[round] > 1) {
        throw bad('propensity', round, 'a number from 0 to 1, or NaN if it is unknown', propensity[round]);
      }
    }
  }
}

/** Null, as JSON writes NaN, and what is missing are NaN; converted as they are, they would be 0. */
function floats(name: string, values: ArrayLike<number | null | undefined> | undefined): Float64Array {
  if (values instanceof Float64Array) return values;
  return Float64Array.from(values ?? [], (value, round) => {
    if (typeof value === 'number') return value;
    if (value === null || value === undefined) return Number.NaN;
    throw bad(name, round, 'a number', JSON.stringify(value));
  });
}

function bad(name: string, round: number, allowed: string, got: unknown): DataError {
  return new DataError(`OffPolicyData: ${name} in round ${round} must be ${allowed}, got ${got}`);
}

function largest(values: Int32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** Numbers from 0 for values in the order in which they appear. */
class Codes<Value> {
  readonly names: Value[] = [];
  readonly #codes = new Map<Value, number>();

  constructor(names: readonly Value[] = []) {
    for (const name of names) this.of(name);
  }

  of(value: Value): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.names.length);
    return this.names.push(value) - 1;
  }
}

function renumbered(units: ArrayLike<number>): Int32Array {
  const codes = new Codes<number>();
  return Int32Array.from(units, (unit) => codes.of(unit));
}
