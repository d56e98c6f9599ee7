import { checkArgument } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { number, options, seedNumber } from '../../core/options';
import { stream } from './stream';
import { TASTE, type Taste } from './taste';

const CROWD_OPTIONS = options('crowd', {
  eager: number({ from: 0, default: 0 }),
  seed: seedNumber(),
});

/** A taste with many users. */
export interface Crowd extends Taste {
  /** The user of the original taste whom a user of the crowd is like. */
  like(user: string): string;
}

/**
 * Many users with the tastes of a few: `copies` of each, `17~1`, `17~2`, …. They like the same and click independently.
 * An experiment needs thousands of users, a data set often has hundreds.
 *
 * With `eager`, they differ in how readily they click: logit(appeal) + e_u, with a normally distributed e_u for each user
 * of the crowd. Cost: O(users · copies).
 *
 * @throws OptionError for a number of copies that isn't whole and positive, or an option out of range
 * @example
 * const many = crowd(plantedTaste({ users: 10 }), 100);
 * many.users.length;  // 1000
 * many.like('u3~99'); // 'u3'
 */
export function crowd(
  taste: Taste,
  copies: number,
  given: {
    /** Standard deviation, in logits. Default 0: all are equally ready. */ readonly eager?: number;
    /** Of who is how eager. Default 0. */ readonly seed?: number;
  } = {},
): Crowd {
  checkArgument('crowd', 'taste', taste, TASTE);
  const { eager, seed } = CROWD_OPTIONS.resolve(given);
  if (!Number.isSafeInteger(copies) || copies < 1) {
    throw new OptionError(`crowd: copies must be a positive whole number, got ${copies}`);
  }
  const random = stream(seed, 'eagerness');
  const users: string[] = [];
  const known = new Map<string, { readonly like: string; readonly odds: number }>();
  for (let n = 1; n <= copies; n++) {
    for (const like of taste.users) {
      users.push(`${like}~${n}`);
      known.set(`${like}~${n}`, { like, odds: Math.exp(random.normal(0, eager)) });
    }
  }
  const appeal = (user: string, item: string) => {
    const { like = user, odds = 1 } = known.get(user) ?? {};
    const chance = taste.appeal(like, item);
    return (odds * chance) / (odds * chance + 1 - chance);
  };
  return { users, items: taste.items, like: (user) => known.get(user)?.like ?? user, appeal };
}
