/** The user and the item that a model is asked about. */
import { OptionError } from '../core/errors';
import type { ItemIndex, UserId, UserIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import type { UnknownUserOptions } from './answers';
import type { Capabilities } from './capabilities';
import { UnknownIdError } from './model-errors';

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
 * @throws UnknownIdError for any other unknown user, OptionError for an invalid `unknownUsers`
 */
export function askedUser(
  {
    name,
    train,
    can,
  }: {
    readonly name: string;
    readonly train: Pick<Interactions, 'users' | 'items'>;
    readonly can: Capabilities;
  },
  user: UserId,
  { unknownUsers = 'error' }: UnknownUserOptions,
): AskedUser {
  if (unknownUsers !== 'error' && unknownUsers !== 'popular') {
    throw new OptionError(`${name}: unknownUsers must be one of error, popular, got ${String(unknownUsers)}`);
  }
  const index = train.users.indexOf(user);
  if (index !== undefined) return index;
  const answers = can.unknownUsers !== 'refused';
  if (answers && unknownUsers === 'popular') return undefined;
  const way = answers
    ? "unknownUsers: 'popular' gives unknown users the list for everyone"
    : `${name} has no list for unknown users; ${can.foldsIn ? 'fold in their ratings with foldIn, or use' : 'use'} MostPopular`;
  throw new UnknownIdError(name, train, 'user', user, way);
}
