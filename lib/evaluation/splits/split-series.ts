/** A series of splits of one table. */
import { OptionError } from '../../core/errors';
import type { Split } from './split';

/**
 * Splits that are made on demand, one at a time, so that ten folds of a large table aren't in memory
 * together. Iterating twice makes equal splits twice.
 *
 * @example
 * for (const { train, test } of kFold(ratings, { folds: 5, seed: 0 })) console.log(train.length, test.length);
 */
export class SplitSeries implements Iterable<Split> {
  constructor(
    /** For tables and receipts: `5 folds, seed 0`. */
    readonly name: string,
    /** Number of splits. */
    readonly length: number,
    private readonly make: (position: number) => Split,
  ) {}

  /** One of the splits, counted from 0. @throws OptionError for any other position */
  at(position: number): Split {
    if (Number.isInteger(position) && position >= 0 && position < this.length) return this.make(position);
    throw new OptionError(
      `${this.name}: position must be a whole number from 0 to ${this.length - 1}, got ${position}`,
    );
  }

  *[Symbol.iterator](): IterableIterator<Split> {
    for (let position = 0; position < this.length; position++) yield this.make(position);
  }
}
