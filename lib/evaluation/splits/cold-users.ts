import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserIndex } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { type Split, splitRows } from './split';

/** Options of `coldUsers`. */
export interface ColdUsersOptions {
  /** Share of the users that are held out, above 0 and below 1. Default 0.2. */
  readonly share?: number;
  /** Share of a held-out user's ratings that are available as answers, above 0 and below 1. Default 0.5. */
  readonly answerShare?: number;
  /** Users with fewer ratings are never held out; a whole number of at least 2. Default 10. */
  readonly minRatings?: number;
  /** Seed, from 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/** Options of `coldUserFolds`: those of `coldUsers`, with a number of folds in place of a share. */
export interface ColdUserFoldsOptions extends Omit<ColdUsersOptions, 'share'> {
  /** Number of folds, at least 2. Default 5. */
  readonly folds?: number;
}

/** Held-out users, and the answers they would give. */
export interface ColdUsers {
  /** Trains on the other users' ratings, tests on those ratings of the held-out users that aren't answers. */
  readonly split: Split;
  /** The answers: ratings of the held-out users that may be asked for. None of them is in the split. */
  readonly answers: Interactions;
}

/**
 * User cold start: holds out a random share of the users entirely. The ratings of each are divided at random
 * into answers, which may be asked for and folded in, and test ratings, with at least one of each. Cost:
 * O(rows).
 *
 * @example
 * const { split, answers } = coldUsers(ratings, { share: 0.2, seed: 0 });
 * const model = await new ALS().fit(split.train);
 * model.foldIn(answers.ratingsOf([...split.test.users][0]).slice(0, 3)).recommend();
 * @throws OptionError for an invalid option, or when no user would be held out or left to train on
 */
export function coldUsers(ratings: Interactions, options: ColdUsersOptions = {}): ColdUsers {
  checkArgument('coldUsers', 'ratings', ratings, TABLE);
  checkOptions('coldUsers', options, { share: 0.2, answerShare: 0.5, minRatings: 10, seed: 42 });
  const { share = 0.2, seed = 42 } = options;
  checkShare('coldUsers', 'share', share);
  const draw = drawAnswers('coldUsers', ratings, options);
  const held = draw.order.subarray(0, Math.ceil(share * draw.order.length));
  return holdOut(ratings, draw.isAnswer, held, {
    name: `${held.length} of ${ratings.userCount} users held out, seed ${seed}`,
    seed,
  });
}

/**
 * User cold start with folds: the users are divided into folds, each held out in turn, so that every user
 * with enough ratings is new once.
 *
 * @throws OptionError for an invalid option, or when a fold would have no user
 */
export function coldUserFolds(ratings: Interactions, options: ColdUserFoldsOptions = {}): ColdUsers[] {
  checkArgument('coldUserFolds', 'ratings', ratings, TABLE);
  checkOptions('coldUserFolds', options, { folds: 5, answerShare: 0.5, minRatings: 10, seed: 42 });
  const { folds = 5, seed = 42 } = options;
  const { order, isAnswer } = drawAnswers('coldUserFolds', ratings, options);
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > order.length) {
    throw new OptionError(
      `coldUserFolds: folds must be a whole number from 2 to ${order.length}, got ${folds}`,
    );
  }
  return Array.from({ length: folds }, (_, fold) => {
    const held = order.filter((_user, place) => place % folds === fold);
    const name = `${held.length} of ${ratings.userCount} users held out, fold ${fold + 1} of ${folds}, seed ${seed}`;
    return holdOut(ratings, isAnswer, held, { name, seed });
  });
}

/** The users that can be held out, in random order, and which rows are answers. */
function drawAnswers(
  where: string,
  ratings: Interactions,
  { answerShare = 0.5, minRatings = 10, seed = 42 }: ColdUsersOptions,
): { order: Int32Array; isAnswer: Uint8Array } {
  checkShare(where, 'answerShare', answerShare);
  if (!Number.isSafeInteger(minRatings) || minRatings < 2) {
    throw new OptionError(`${where}: minRatings must be a whole number of at least 2, got ${minRatings}`);
  }
  const random = new RandomState(seed);
  const counts = ratings.userCounts();
  const order = Int32Array.from(counts.keys()).filter((user) => counts[user] >= minRatings);
  random.shuffle(order);
  const isAnswer = new Uint8Array(ratings.length);
  for (let user = 0; user < counts.length; user++) {
    const rows = ratings.rowsOfUser(user as UserIndex).slice();
    random.shuffle(rows);
    const answers = Math.min(rows.length - 1, Math.max(1, Math.round(answerShare * rows.length)));
    for (const row of rows.subarray(0, Math.max(0, answers))) isAnswer[row] = 1;
  }
  return { order, isAnswer };
}

function holdOut(
  ratings: Interactions,
  isAnswer: Uint8Array,
  held: Int32Array,
  plan: { readonly name: string; readonly seed: number },
): ColdUsers {
  const isHeld = new Uint8Array(ratings.userCount);
  for (const user of held) isHeld[user] = 1;
  const { userColumn } = ratings;
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  const split = splitRows(ratings, {
    ...plan,
    train: rows.filter((row) => !isHeld[userColumn[row]]),
    test: rows.filter((row) => isHeld[userColumn[row]] && !isAnswer[row]),
  });
  const asked = rows.filter((row) => isHeld[userColumn[row]] && isAnswer[row]);
  return { split, answers: ratings.select(asked, { vocabulary: 'remake', features: 'drop' }) };
}

function checkShare(where: string, name: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new OptionError(`${where}: ${name} must be a number above 0 and below 1, got ${share}`);
}
