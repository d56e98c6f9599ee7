import { OptionError } from '../../core/errors';
import type { UserIndex } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { type Split, splitRows } from './split';

/** Options of `coldUsers`. */
export interface ColdUsersOptions {
  /** Share of the users that are held out, above 0 and below 1. Default 0.2. */
  readonly share?: number;
  /** Share of a held-out user's ratings that may be asked for, above 0 and below 1. Default 0.5. */
  readonly answerShare?: number;
  /** Users with fewer ratings are never held out; a whole number from 2. Default 10. */
  readonly minRatings?: number;
  /** From 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/** Options of `coldUserFolds`: as `coldUsers`, with a number of parts in place of a share. */
export interface ColdUserFoldsOptions extends Omit<ColdUsersOptions, 'share'> {
  /** In how many parts the users are dealt, from 2. Default 5. */
  readonly folds?: number;
}

/** Users nobody knows, and what they would say when asked. */
export interface ColdUsers {
  /** The other users' ratings train; the part of the held-out users' ratings that may not be asked for is tested. */
  readonly split: Split;
  /** The ratings of the held-out users that may be asked for. None is in the split. */
  readonly answers: Interactions;
}

/**
 * New users: a random share of the users is held out entirely. Each one's ratings are drawn into answers, which may be
 * asked for and folded in, and the test; both have at least one. Cost: O(rows).
 *
 * @example
 * const { split, answers } = coldUsers(ratings, { share: 0.2, seed: 0 });
 * const model = await new ALS().fit(split.train);
 * model.foldIn(answers.ratingsOf([...split.test.users][0]).slice(0, 3)).recommend();
 * @throws OptionError for a bad option, or when nobody would be held out or left
 */
export function coldUsers(ratings: Interactions, options: ColdUsersOptions = {}): ColdUsers {
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
 * The users dealt into parts, each held out in turn, so that every user with ratings enough is a new one once.
 *
 * @throws OptionError for a bad option, or when a part would have nobody
 */
export function coldUserFolds(ratings: Interactions, options: ColdUserFoldsOptions = {}): ColdUsers[] {
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

/** The users who may be held out in random order, and which of all rows are answers. */
function drawAnswers(
  where: string,
  ratings: Interactions,
  { answerShare = 0.5, minRatings = 10, seed = 42 }: ColdUsersOptions,
): { order: Int32Array; isAnswer: Uint8Array } {
  checkShare(where, 'answerShare', answerShare);
  if (!Number.isSafeInteger(minRatings) || minRatings < 2) {
    throw new OptionError(`${where}: minRatings must be a whole number from 2, got ${minRatings}`);
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
  return { split, answers: ratings.select(asked, { vocabulary: 'remake', itemFeatures: 'drop' }) };
}

function checkShare(where: string, name: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new OptionError(`${where}: ${name} must be a number above 0 and below 1, got ${share}`);
}
