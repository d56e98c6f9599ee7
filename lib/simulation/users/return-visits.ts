import { checkArgument, ITERABLE } from '../../core/arguments';
import { number, options, seedNumber } from '../../core/options';
import type { RandomState } from '../../math/random/random-state';
import { stream } from './stream';

// With bounds above, because a day takes as long as its visits are many.
const RETURN_OPTIONS = options('returnVisits', {
  perDay: number({ above: 0, to: 1000, default: 0.5 }),
  shape: number({ above: 0, default: 1 }),
  loyalty: number({ from: -1, to: 1000, default: 0 }),
  seed: seedNumber(),
});

/** How often users come back. */
export interface ReturnVisits {
  /** A user's visits per day on average, without loyalty. The same in every run. */
  rateOf(user: string): number;
  /** The number of visits on a day. */
  visits(user: string, lastVisit: { readonly clicked: boolean }, random: RandomState): number;
}

/**
 * Return visits: a few users come every day, most of them rarely. Each user has a rate from a gamma distribution, and a
 * day has a Poisson number of visits with that rate; together, a negative binomial number. With `loyalty`, the rate is
 * multiplied by 1 + loyalty on the days after a visit with a click: then the number of visits depends on the lists.
 * Cost: O(visits) per day.
 *
 * Source: A. Ehrenberg, "The Pattern of Consumer Purchases", Applied Statistics 8 (1959).
 *
 * @param users who get a rate, in an order that decides which
 * @throws OptionError for an option out of range
 * @example
 * returnVisits(['ann', 'ben'], { perDay: 0.5 }).rateOf('ann'); // visits per day
 */
export function returnVisits(
  users: Iterable<string>,
  given: {
    /** Mean number of visits per user and day, at most 1000. Default 0.5. */ readonly perDay?: number;
    /** The smaller, the more users differ; with 100, hardly at all. Default 1. */ readonly shape?: number;
    /** From -1 to 1000. Default 0. */ readonly loyalty?: number;
    /** Default 0. */ readonly seed?: number;
  } = {},
): ReturnVisits {
  checkArgument('returnVisits', 'users', users, ITERABLE);
  const { perDay, shape, loyalty, seed } = RETURN_OPTIONS.resolve(given);
  const random = stream(seed, 'rates');
  const rates = new Map<string, number>();
  for (const user of users) rates.set(user, (perDay * random.gamma(shape)) / shape);
  const rateOf = (user: string) => rates.get(user) ?? perDay;
  return {
    rateOf,
    visits(user, { clicked }, day) {
      let left = rateOf(user) * (clicked ? 1 + loyalty : 1);
      let count = 0;
      // Exponential pauses between visits: as many as fit into the day.
      for (left -= day.exponential(); left > 0; left -= day.exponential()) count++;
      return count;
    },
  };
}
