/** The user and the item that a model is asked about. */
import { OptionError } from '../core/errors';
import type { ItemIndex, UserId, UserIndex } from '../core/ids';
import { mustBeOptions } from '../core/options';
import type { UnknownUserOptions } from './answers';
import type { Capabilities } from './capabilities';
import { TrainRowsError, UnknownIdError } from './model-errors';
import type { TrainSummary } from './train-summary';

/** The model that is asked. */
interface Asked {
  readonly name: string;
  readonly can: Capabilities;
  readonly summary: TrainSummary;
  /** False if it was saved without its train ratings. */
  readonly hasTrain: boolean;
}

/** False if the model was saved without its train ratings and needs them for users of the train set. */
export function answersUsers({ can, hasTrain }: Pick<Asked, 'can' | 'hasTrain'>): boolean {
  return hasTrain || can.withoutTrain === 'users';
}

/**
 * The inner index of a user; undefined for an unknown one.
 * @throws TrainRowsError if the model was saved without its train ratings and needs them for users of the train set
 */
export function userIndex({ name, can, summary, hasTrain }: Asked, user: UserId): UserIndex | undefined {
  const index = summary.users.indexOf(user);
  if (index === undefined || answersUsers({ can, hasTrain })) return index;
  throw new TrainRowsError(
    name,
    `an answer for user ${JSON.stringify(user)}`,
    "fold in the user's ratings with foldIn",
  );
}

/** By inner index; undefined for an unknown id. */
export type AskedUser = UserIndex | undefined;
export type AskedItem = ItemIndex | undefined;

/** The usual reasons why a model has no score for a pair, in words. */
export function whyNoScore(user: AskedUser, item: AskedItem): string {
  if (user === undefined && item === undefined) return 'user and item are unknown';
  if (user === undefined) return 'the user is unknown';
  return item === undefined ? 'the item is unknown' : 'too little is known about this pair';
}

/**
 * The inner index; undefined for an unknown user who is to get the list for everyone.
 * @throws UnknownIdError for any other unknown user, OptionError for an invalid `unknownUsers`, TrainRowsError
 *   as above
 */
export function askedUser(model: Asked, user: UserId, options: UnknownUserOptions): AskedUser {
  const { name, can, summary } = model;
  mustBeOptions(name, options, "{ unknownUsers: 'popular' }");
  const { unknownUsers = 'error' } = options;
  if (unknownUsers !== 'error' && unknownUsers !== 'popular') {
    throw new OptionError(`${name}: unknownUsers must be one of error, popular, got ${String(unknownUsers)}`);
  }
  const index = userIndex(model, user);
  if (index !== undefined) return index;
  const answers = can.unknownUsers !== 'refused';
  if (answers && unknownUsers === 'popular') return undefined;
  const way = answers
    ? "unknownUsers: 'popular' gives unknown users the list for everyone"
    : `${name} has no list for unknown users; ${can.foldsIn ? 'fold in their ratings with foldIn, or use' : 'use'} MostPopular`;
  throw new UnknownIdError(name, summary, 'user', user, way);
}
