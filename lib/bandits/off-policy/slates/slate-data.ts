import { checkArgument, objectWith } from '../../../core/arguments';
import { DataError } from '../../../core/errors';

/** A log of lists as columns: slates × places, list by list. */
export interface SlateColumns {
  /** Number of places on each list, L. */
  readonly length: number;
  /** The reward of each place, such as 1 for a click. */
  readonly reward: ArrayLike<number>;
  /** π₀ of the item at its place. */
  readonly propensity: ArrayLike<number>;
  /** π of the same item at that place. */
  readonly evaluation: ArrayLike<number>;
}

const COLUMNS = objectWith('length', 'reward', 'propensity', 'evaluation');

/** Logged lists with the probabilities of the logging policy and of the one to evaluate. */
export class SlateData {
  /** Places on each list. */
  readonly length: number;
  /** Number of lists. */
  readonly slates: number;
  readonly reward: Float64Array;
  /** π / π₀ of the item at each place. */
  readonly weight: Float64Array;

  /** @throws DataError for columns that aren't slates × places, or a value that isn't allowed */
  constructor(columns: SlateColumns) {
    checkArgument('SlateData', 'columns', columns, COLUMNS);
    const { length, reward, propensity, evaluation } = columns;
    this.length = length;
    this.reward = Float64Array.from(reward);
    this.slates = this.reward.length / length;
    if (
      !Number.isSafeInteger(length) ||
      length < 1 ||
      !Number.isSafeInteger(this.slates) ||
      this.slates < 1
    ) {
      throw new DataError(
        `SlateData: reward must have slates × ${length} places, got ${this.reward.length} numbers`,
      );
    }
    for (const [name, column] of Object.entries({ propensity, evaluation })) {
      if (column.length === this.reward.length) continue;
      throw new DataError(
        `SlateData: ${name} must have a number for each of ${this.reward.length} places, got ${column.length}`,
      );
    }
    this.weight = this.reward.map((_, place) => {
      const at = `list ${Math.floor(place / length)}, place ${1 + (place % length)}`;
      if (!Number.isFinite(reward[place]))
        throw new DataError(`SlateData: reward must be finite, got ${reward[place]} at ${at}`);
      if (!(propensity[place] > 0 && propensity[place] <= 1)) {
        throw new DataError(
          `SlateData: propensity must be above 0 and at most 1, got ${propensity[place]} at ${at}`,
        );
      }
      if (!(evaluation[place] >= 0 && evaluation[place] <= 1)) {
        throw new DataError(`SlateData: evaluation must be from 0 to 1, got ${evaluation[place]} at ${at}`);
      }
      return evaluation[place] / propensity[place];
    });
  }
}
