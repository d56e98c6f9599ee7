import { createHash } from 'node:crypto';
import { checkArgument, ITERABLE } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type UserId, userId } from '../../core/ids';
import { number, options } from '../../core/options';
import { isWellFormed } from '../../core/well-formed';
import { withRequired } from '../../core/with-required';

/** The number of buckets: an arm's share of users is a multiple of 1/10,000. */
export const BUCKETS = 10_000;

/** One arm of an experiment. */
export interface Arm {
  readonly name: string;
  /** Its part of the users, relative to the other arms: 9 and 1 are the same as 0.9 and 0.1. */
  readonly weight: number;
}

const ASSIGNMENT_OPTIONS = options('Assignment', {
  /** The share of users who take part. Raising it never moves a user between arms. */
  traffic: number({ from: 0, to: 1, default: 1 }),
  /** The share of users kept out of every experiment with the same `holdoutSalt`. */
  holdout: number({ from: 0, to: 1, default: 0 }),
});

/** What an experiment assigns by. */
export interface AssignmentOptions {
  /** The experiment's own text, never used before: another salt draws the users again. Without a colon. */
  readonly salt: string;
  readonly arms: readonly Arm[];
  /** The share of users who take part. Default 1. */
  readonly traffic?: number;
  /** The share of users kept out. Default 0. */
  readonly holdout?: number;
  /** Shared by all experiments that keep the same users out. Default `holdout`. */
  readonly holdoutSalt?: string;
  /** Users who never take part: bots, staff. */
  readonly exclude?: Iterable<string | number>;
}

/** Why a user is in no arm. */
export type OutReason = 'excluded' | 'holdout' | 'traffic';

/** Where a user belongs: an arm, or out of the experiment. */
export type Place =
  | { readonly arm: string; readonly out?: undefined }
  | { readonly arm?: undefined; readonly out: OutReason };

/**
 * A user's place on the line from 0 to 1: the first 32 bits of SHA-256 of `salt:user`, in UTF-8, divided by 2³². The
 * same in every process and language; two salts give independent places. Cheaper hashes aren't safe: the buckets of
 * FNV-1a (GrowthBook's version 1) correlate between experiments. Cost: O(length), about 2 µs.
 *
 * @param salt not empty and without a colon, so that no two pairs of salt and user give the same text
 * @throws OptionError for another salt, an empty user, or text that is not valid Unicode
 * @example
 * userShare('exp-1', 'user-1'); // 0.5797495387960225
 */
export function userShare(salt: string, user: string | number): number {
  checkSalt('userShare', salt);
  return shareOf(`${salt}:${userId(user)}`);
}

/** The first 32 bits of SHA-256 as a share. */
function shareOf(text: string): number {
  if (!isWellFormed(text)) {
    throw new OptionError(`userShare: user must be valid Unicode, got ${JSON.stringify(text)}`);
  }
  return createHash('sha256').update(text, 'utf8').digest().readUInt32BE(0) / 2 ** 32;
}

function checkSalt(owner: string, salt: unknown): void {
  if (typeof salt !== 'string' || salt === '' || salt.includes(':') || !isWellFormed(salt)) {
    throw new OptionError(
      `${owner}: salt must be a non-empty string without a colon, got ${JSON.stringify(salt)}`,
    );
  }
}

/** The user's bucket, from 0 to 9,999. */
export function userBucket(salt: string, user: string | number): number {
  return Math.floor(userShare(salt, user) * BUCKETS);
}

/**
 * Assigns users to the arms of an experiment. Nothing is stored: salt and id decide. The unit is the user, never the
 * session or the event, so that nobody sees two arms.
 *
 * Three hashes with three salts decide in turn whether a user is held out, whether a user takes part, and in which arm.
 * As the last one doesn't depend on `traffic`, a ramp-up from 1% to 100% only adds users. It does move users to change
 * weights: start a new experiment with a new salt instead, which also ends what the old arms left behind in the users.
 *
 * Source: R. Kohavi, D. Tang, Y. Xu, Trustworthy Online Controlled Experiments, 2020, chapters 13 to 15.
 *
 * @example
 * const assignment = new Assignment({
 *   salt: 'svd-or-ease',
 *   arms: [{ name: 'svd', weight: 1 }, { name: 'ease', weight: 1 }],
 *   traffic: 0.2,
 *   exclude: ['bot-7'],
 * });
 * assignment.of('bot-7'); // { out: 'excluded' }
 * assignment.of('196');   // { arm: … } or { out: 'traffic' }, always the same
 */
export class Assignment {
  readonly arms: readonly Arm[];
  readonly #excluded: ReadonlySet<UserId>;
  /** The upper ends of the arms' buckets. */
  readonly #ends: readonly number[];
  readonly #salt: string;
  readonly #holdoutSalt: string;
  readonly #traffic: number;
  readonly #holdout: number;

  /** @throws OptionError for fewer than two arms, two of one name, a weight that isn't above 0, or a bad share or salt */
  constructor(given: AssignmentOptions) {
    const {
      salt,
      arms,
      exclude = [],
      holdoutSalt = 'holdout',
      ...shares
    } = withRequired('Assignment', given, 'salt', 'arms');
    checkArgument('Assignment', 'exclude', exclude, ITERABLE);
    const { traffic, holdout } = ASSIGNMENT_OPTIONS.resolve(shares);
    checkArms(arms);
    for (const text of [salt, holdoutSalt]) checkSalt('Assignment', text);
    this.arms = Object.freeze(arms.map((arm) => Object.freeze({ ...arm })));
    this.#excluded = new Set([...exclude].map(userId));
    this.#ends = armEnds(arms);
    [this.#salt, this.#holdoutSalt] = [salt, holdoutSalt];
    [this.#traffic, this.#holdout] = [traffic, holdout];
  }

  /** The user's arm, or why there is none. Cost: three hashes at most. */
  of(user: string | number): Place {
    const id = userId(user);
    if (this.#excluded.has(id)) return { out: 'excluded' };
    if (this.#holdout > 0 && userShare(this.#holdoutSalt, id) < this.#holdout) return { out: 'holdout' };
    // No salt begins with a colon, so this hash is independent of every experiment's arms.
    if (this.#traffic < 1 && shareOf(`:${this.#salt}:${id}`) >= this.#traffic) return { out: 'traffic' };
    const bucket = userBucket(this.#salt, id);
    return { arm: this.arms[this.#ends.findIndex((end) => bucket < end)].name };
  }
}

function armEnds(arms: readonly Arm[]): number[] {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let [sum, before] = [0, 0];
  return arms.map(({ name, weight }, i) => {
    sum += weight;
    const end = i === arms.length - 1 ? BUCKETS : Math.round((sum / total) * BUCKETS);
    if (end === before) {
      throw new OptionError(
        `Assignment: weight of arm ${name} must give it at least 1 of ${BUCKETS} buckets, got ${weight} of ${total}`,
      );
    }
    before = end;
    return end;
  });
}

function checkArms(arms: readonly Arm[]): void {
  if (!Array.isArray(arms) || arms.length < 2) {
    throw new OptionError(`Assignment: arms must be a list of at least two, got ${JSON.stringify(arms)}`);
  }
  const names = new Set<string>();
  for (const { name, weight } of arms) {
    if (typeof name !== 'string' || name === '' || names.has(name)) {
      throw new OptionError(
        `Assignment: names of arms must be different strings, got ${JSON.stringify(name)}`,
      );
    }
    if (!(weight > 0 && weight < Infinity)) {
      throw new OptionError(`Assignment: weight of arm ${name} must be a number above 0, got ${weight}`);
    }
    names.add(name);
  }
}
