import { checkArgument, checkOptions, FUNCTION, ITERABLE } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { type Taste, TasteByRow } from './taste';

/** Where the scores come from, and what they mean. */
export interface ScoredTasteOptions {
  readonly users: Iterable<string>;
  readonly items: Iterable<string>;
  /** The scores of all items, in their order, for a user; NaN where there is none. Of a fitted model: `scoresOf`. */
  readonly scoresOf: (user: string) => ArrayLike<number>;
  /** The score at which the appeal is half of `most`, such as 4 stars. */
  readonly middle: number;
  /** How many points of score, above 0, raise the odds e-fold: the smaller, the choosier. */
  readonly spread: number;
  /** The largest appeal, above 0 and at most 1. Default 1. */
  readonly most?: number;
}

/**
 * The taste that a fitted model believes in, as if it were true: appeal = most / (1 + e^−((score − middle) / spread)).
 * Items without a score have no appeal. Take a model that isn't in the experiment, or it will win.
 *
 * @throws OptionError unless spread is above 0 and `most` is from 0 to 1
 * @example
 * const { users, items } = model.summary;
 * scoredTaste({ users, items, scoresOf: (user) => model.scoresOf(userId(user)), middle: 4, spread: 0.4 });
 */
export function scoredTaste(options: ScoredTasteOptions): Taste {
  withRequired('scoredTaste', options, 'users', 'items', 'scoresOf', 'middle', 'spread');
  checkOptions('scoredTaste', options, {
    users: [],
    items: [],
    scoresOf: 1,
    middle: 4,
    spread: 0.4,
    most: 1,
  });
  const { users, items, scoresOf, middle, spread, most = 1 } = options;
  checkArgument('scoredTaste', 'users', users, ITERABLE);
  checkArgument('scoredTaste', 'items', items, ITERABLE);
  checkArgument('scoredTaste', 'scoresOf', scoresOf, FUNCTION);
  if (!(spread > 0 && spread < Infinity)) {
    throw new OptionError(`scoredTaste: spread must be a number above 0, got ${spread}`);
  }
  if (!(most > 0 && most <= 1)) {
    throw new OptionError(`scoredTaste: most must be a number above 0 and at most 1, got ${most}`);
  }
  if (!Number.isFinite(middle)) throw new OptionError(`scoredTaste: middle must be a number, got ${middle}`);
  const ids = [...users];
  const appeal = (score: number) =>
    Number.isNaN(score) ? 0 : most / (1 + Math.exp(-(score - middle) / spread));
  return new TasteByRow(ids, [...items], (u) => Float64Array.from(scoresOf(ids[u]), appeal));
}
