import { OptionError } from '../../core/errors';
import type { Taste } from './taste';

/** A taste with many users. */
export interface Crowd extends Taste {
  /** The user of the original taste whom a user of the crowd is like. */
  like(user: string): string;
}

/**
 * Many users with the tastes of a few: `copies` of each, `17~1`, `17~2`, …. They like the same and click independently.
 * An experiment needs thousands of users, a data set often has hundreds. Cost: O(users · copies).
 *
 * @throws OptionError for a number of copies that isn't whole and positive
 * @example
 * const many = crowd(plantedTaste({ users: 10 }), 100);
 * many.users.length;  // 1000
 * many.like('u3~99'); // 'u3'
 */
export function crowd(taste: Taste, copies: number): Crowd {
  if (!Number.isSafeInteger(copies) || copies < 1) {
    throw new OptionError(`crowd: copies must be a positive whole number, got ${copies}`);
  }
  const users: string[] = [];
  const original = new Map<string, string>();
  for (let n = 1; n <= copies; n++) {
    for (const user of taste.users) {
      users.push(`${user}~${n}`);
      original.set(`${user}~${n}`, user);
    }
  }
  const like = (user: string) => original.get(user) ?? user;
  return { users, items: taste.items, like, appeal: (user, item) => taste.appeal(like(user), item) };
}
